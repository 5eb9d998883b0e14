// The board: shows what its desk tells, keeps showing it when the desk is gone, and plays one call after another.
(function () {
  "use strict";
  const DEAD = 12000; // ms without a word: the desk speaks every 5 s
  const SIGN = 3000; // ms of a broken line before that is shown
  const ELSEWHERE = 9000; // ms before another desk is asked
  const TRY = 3000; // ms that one try is given
  const HOME = 10000; // ms between two looks whether the own desk is back
  const DWELL = 4500; // ms that a call stands alone, at least
  const LONGEST = 20000; // ms of one call's sound, at most
  const FRESH = 60000; // ms
  const LATE = 10; // seconds: an older call is not spoken by a board that has just come
  const body = document.body;
  const words = JSON.parse(body.dataset.words);
  const desks = [location.origin].concat(JSON.parse(body.dataset.desks));
  const silent = !body.dataset.voice || /[?&]silent/.test(location.search);
  const at = (id) => document.getElementById(id);
  const audio = new Audio();
  audio.crossOrigin = "anonymous";

  let state = null;
  let told = 0; // when the state was told, on this page's own clock
  let shown = null; // the call in large
  let pending = []; // to be shown and spoken, oldest first
  let busy = false;
  let sounding = Promise.resolve(); // the call that was asked for by a touch
  let blocked = false; // the browser plays nothing before a touch
  let first = true;
  const known = new Set(); // ids of calls
  const called = new Map(); // id -> when, on this page's own clock

  // ---- the line to the desk -----------------------------------------------------------------

  let desk = 0; // which one is listened to
  let line = null;
  let heard = performance.now();
  let tried = 0;
  let broken = 0; // since when; 0: it is not
  let probe = null;
  let probed = 0;

  function listen(which) {
    if (line) line.close();
    desk = which;
    tried = performance.now();
    line = opened(which, function () { broken = broken || performance.now(); });
  }

  function opened(which, failed) {
    const source = new EventSource(desks[which] + "/board/live");
    function take(event) {
      if (source !== line) {
        // The own desk is back.
        if (line) line.close();
        line = source;
        desk = which;
        probe = null;
      }
      heard = performance.now();
      broken = 0;
      const said = JSON.parse(event.data);
      if (event.type === "state") become(said);
      else if (state) { state.at = said.at; told = heard; }
      signs();
    }
    source.addEventListener("state", take);
    source.addEventListener("beat", take);
    source.onerror = function () { source.close(); if (source === line) failed(); };
    return source;
  }

  function watch() {
    const now = performance.now();
    if (!broken && now - heard > DEAD) broken = heard;
    if (broken && now - tried > (now - heard < ELSEWHERE ? 1000 : TRY)) {
      listen(now - heard < ELSEWHERE ? desk : (desk + 1) % desks.length);
    }
    if (desk !== 0 && !broken && now - probed > HOME) {
      probed = now;
      if (probe) probe.close();
      probe = opened(0, function () {});
    }
    signs();
    clock();
    turn();
  }

  function signs() {
    at("line").hidden = !(broken && performance.now() - Math.max(heard, 0) > SIGN);
    at("sound").hidden = silent || !blocked;
  }

  // ---- calls, one after another --------------------------------------------------------------

  function become(said) {
    state = said;
    told = performance.now();
    for (let n = said.calls.length - 1; n >= 0; n -= 1) {
      const call = said.calls[n];
      if (known.has(call.id)) continue;
      known.add(call.id);
      called.set(call.id, told - call.age * 1000);
      if (!call.here && call.age < (first ? LATE : 60)) pending.push(call);
    }
    if (known.size > 500) forget();
    first = false;
    next();
    draw();
    clock();
    load();
  }

  function forget() {
    const still = new Set(state.calls.map((call) => call.id));
    Array.from(known).forEach(function (id) { if (!still.has(id)) { known.delete(id); called.delete(id); } });
  }

  function current(call) {
    return call && state.calls.find((each) => each.id === call.id);
  }

  function next() {
    if (busy) return;
    // Who is there already, was called anew, or was called by mistake need not be called.
    pending = pending.filter((call) => { const now = current(call); return now && !now.here; });
    if (!pending.length) {
      if (!current(shown)) shown = state.calls[0] || null;
      return;
    }
    shown = pending.shift();
    busy = true;
    draw();
    enter(at("call"));
    spoken(shown).then(over);
  }

  function over() {
    sounding.then(function () { busy = false; next(); draw(); });
  }

  function spoken(call) {
    const least = new Promise((done) => setTimeout(done, DWELL));
    if (silent || blocked) return least;
    return Promise.all([least, play(call)]);
  }

  function play(call) {
    return new Promise(function (done) {
      const end = setTimeout(done, LONGEST);
      const over = function () { clearTimeout(end); done(); };
      audio.onended = over;
      audio.onerror = over;
      audio.src = desks[desk] + "/voice/" + encodeURIComponent(call.label) + "/" + call.counter + ".wav";
      const begun = audio.play();
      if (begun) {
        begun.catch(function (error) {
          if (error.name === "NotAllowedError") blocked = true;
          signs();
          over();
        });
      }
    });
  }

  at("sound").addEventListener("click", function () {
    blocked = false;
    signs();
    if (!shown) return;
    sounding = play(shown);
    if (!busy) { busy = true; over(); }
  });

  // ---- drawing --------------------------------------------------------------------------------

  const ARROW = '<svg viewBox="0 0 24 24"><path d="M3 12h17M13 5l7 7-7 7"/></svg>';
  const HOUR = '<svg viewBox="0 0 24 24"><circle cx="12" cy="12" r="9"/><path d="M12 6.5V12l4 2.5"/></svg>';
  const BACK = '<svg viewBox="0 0 24 24"><path d="M9 5L4 10l5 5M4 10h10a6 5 0 0 1 0 10h-4"/></svg>';

  function say(key, values) {
    return words[key].map((text) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]));
  }

  function made(tag, parent, text, kind) {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (kind) element.className = kind;
    parent.appendChild(element);
    return element;
  }

  function icon(parent, drawing) { parent.insertAdjacentHTML("beforeend", drawing); }

  function enter(element) {
    element.classList.remove("enter");
    void element.offsetWidth; // so that it begins anew
    element.classList.add("enter");
  }

  function draw() {
    if (!state) return;
    const idle = resting();
    body.className = idle ? (state.fields.some((field) => field.waiting) ? "resting" : "resting empty") : "";
    if (at("slides").hidden === idle) {
      at("slides").hidden = !idle;
      at("call").hidden = idle;
      enter(idle ? at("slides") : at("call"));
      slide = 0;
      until = 0;
    }
    large();
    list(idle ? state.calls : state.calls.filter((call) => !shown || call.id !== shown.id));
    fields();
    notes();
    // Last, for the notes leave it less room.
    if (idle && !until) turnTo(slide);
    else if (idle) fit(at("slides").children[slide]);
  }

  function resting() {
    return state.idle && !busy && !pending.length && at("slides").children.length > 0;
  }

  function large() {
    const box = at("call");
    const call = shown && (current(shown) || shown);
    const fresh = call && (busy || (!call.here && performance.now() - called.get(call.id) < FRESH));
    box.className = (call ? (fresh ? "fresh" : "past") : "none") + (box.classList.contains("enter") ? " enter" : "");
    const said = call ? say(fresh ? (call.times > 1 ? "again" : "now") : "last_now", { n: call.times }) : words.nobody_yet;
    box.querySelector(".said span").textContent = said[0];
    box.querySelector(".said small").textContent = said[1];
    if (!call) return;
    const number = box.querySelector(".number");
    number.textContent = call.label;
    number.dataset.length = call.label.length;
    box.querySelector(".to b").textContent = call.counter;
  }

  function list(calls) {
    const rows = at("last");
    rows.textContent = "";
    calls.slice(0, 5).forEach(function (call) {
      const row = made("li", rows);
      made("b", row, call.label);
      icon(row, ARROW);
      made("span", row, words.counter[0]);
      made("i", row, call.counter);
    });
  }

  function fields() {
    const box = at("fields");
    box.textContent = "";
    box.className = state.fields.length > 6 ? "many" : "";
    state.fields.forEach(function (field) {
      const card = made("article", box, undefined, field.waiting ? "some" : "");
      const head = made("p", card);
      made("b", head, field.name[0]);
      if (field.counters.length) made("span", head, words.counter[0] + " " + field.counters.join(", "), "counters");
      const foot = made("p", card);
      const open = field.counters.length > 0;
      const range = field.wait ? say("wait", { from: field.wait[0], to: field.wait[1] })[0] : "";
      if (field.waiting) made("span", foot, say("waiting", { n: field.waiting })[0], "people");
      else if (open) made("span", foot, words.nobody[0], "people");
      made("span", foot, open ? range : words.closed[0], "wait");
    });
  }

  function notes() {
    const box = at("notes");
    const hours = state.closes || state.cut;
    box.textContent = "";
    if (body.classList.contains("empty")) open(box);
    if (state.missed.length) missed(box, hours ? 2 : 5);
    if (state.closes) hour(box, say("closes", { n: state.closes.minutes, at: state.closes.at }), "cut");
    else if (state.cut && state.cut.minutes) hour(box, say("cut", { n: state.cut.minutes, at: state.cut.at }), "cut");
    else if (state.cut) hour(box, say("cut_over", { at: state.cut.at }), "");
    box.hidden = !box.children.length;
  }

  function open(box) {
    const counters = new Set();
    state.fields.forEach((field) => field.counters.forEach((counter) => counters.add(counter)));
    const list = Array.from(counters).sort((a, b) => a - b).join(", ");
    const said = list ? say("open", { list: list }) : words.all_closed;
    const text = made("span", made("p", box), said[0]);
    made("small", text, said[1]).lang = "en";
  }

  function missed(box, most) {
    const note = made("p", box, undefined, "missed");
    icon(note, BACK);
    const list = made("span", note);
    made("b", list, words.missed[0] + ":");
    state.missed.slice(0, most).forEach(function (turn) {
      const one = made("b", list, turn.label);
      made("i", one, words.counter[0].toLowerCase() + " " + turn.counter);
    });
    if (state.missed.length > most) made("span", list, "+" + (state.missed.length - most));
  }

  function hour(box, said, kind) {
    const note = made("p", box, undefined, kind);
    icon(note, HOUR);
    const text = made("span", note, said[0]);
    made("small", text, said[1]).lang = "en";
  }

  function clock() {
    if (!state) return;
    const zone = /([+-])(\d\d):(\d\d)$/.exec(state.at);
    const ahead = zone ? (zone[1] + 1) * (zone[2] * 60 + Number(zone[3])) : 0;
    const now = new Date(Date.parse(state.at) + performance.now() - told + ahead * 60000);
    const two = (n) => (n < 10 ? "0" : "") + n;
    const days = ["Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];
    at("clock").firstElementChild.textContent = two(now.getUTCHours()) + ":" + two(now.getUTCMinutes());
    at("clock").lastElementChild.textContent =
      days[now.getUTCDay()] + ", " + two(now.getUTCDate()) + "/" + two(now.getUTCMonth() + 1) + "/" + now.getUTCFullYear();
  }

  // ---- when nobody is called -------------------------------------------------------------------

  let loaded = "";
  let slide = 0;
  let until = 0;

  function load() {
    if (loaded === state.slides) return;
    const wanted = state.slides;
    fetch(desks[desk] + "/board/slides").then((answer) => (answer.ok ? answer.text() : "")).then(function (html) {
      if (!html) return;
      at("slides").innerHTML = html;
      loaded = wanted;
      turnTo(0);
      draw();
    }).catch(function () { /* the next state asks again */ });
  }

  function turn() {
    if (state && resting() && performance.now() > until) turnTo(slide + 1);
  }

  function turnTo(number) {
    const slides = at("slides").children;
    if (!slides.length) return;
    slide = number % slides.length;
    Array.from(slides).forEach(function (each, n) { each.hidden = n !== slide; });
    fit(slides[slide]);
    enter(slides[slide]);
    // Whoever reads slowly reads 12 letters a second.
    until = performance.now() + Math.min(40000, Math.max(10000, slides[slide].textContent.trim().length / 12 * 1000));
  }

  function fit(each) {
    // The longest exemption is shown in full too, if smaller.
    for (let size = 1.3; size > 0.4; size -= 0.05) {
      each.style.fontSize = size + "em";
      const edge = each.getBoundingClientRect().bottom - parseFloat(getComputedStyle(each).paddingBottom);
      if (each.lastElementChild.getBoundingClientRect().bottom <= edge + 1) return;
    }
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "ArrowRight") turnTo(slide + 1);
  });
  window.addEventListener("resize", function () { turnTo(slide); });
  // Letters of the wrong width were measured until then.
  document.fonts.ready.then(draw);
  setInterval(watch, 500);
  listen(0);
})();
