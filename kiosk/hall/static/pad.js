"use strict";
// The calling pad: shows what the desk says, and asks. What is asked carries an id, so that asking again does nothing twice.
(function () {
  const $ = (id) => document.getElementById(id);
  const words = document.body.dataset;
  const PATIENCE = 8000; // ms during which a deed is asked again where nobody answers
  const SILENCE = 25000; // ms after which a line that says nothing is taken for dead; the desk speaks every 10 s
  const BOUNCE = 800; // ms after a call in which the same key means the same press
  let state = null, heardAt = 0, toldAt = 0, source = null, lostAt = null, busy = false, calledAt = -BOUNCE;
  let fresh = true, choices = [], rung = new Set(), saidUntil = 0;

  // ---- drawing ----
  function el(tag, cls, text) {
    const made = document.createElement(tag);
    if (cls) made.className = cls;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function fill(where, list, build) {
    // Only what changed is drawn anew, and the focus stays with what it was on.
    const told = JSON.stringify(list);
    if (where.dataset.told === told) return;
    const at = document.activeElement && where.contains(document.activeElement) ? document.activeElement.dataset.id : "";
    where.dataset.told = told;
    while (where.firstChild) where.removeChild(where.firstChild);
    list.forEach((each, n) => where.appendChild(build(each, n)));
    const again = at && Array.from(where.querySelectorAll("button")).find((one) => one.dataset.id === at);
    if (again) again.focus();
  }

  function put(text, values) {
    return Object.keys(values).reduce((told, key) => told.split("{" + key + "}").join(values[key]), text);
  }

  function age(seconds) {
    const minutes = Math.floor(seconds / 60);
    if (minutes < 1) return words.justNow;
    if (minutes < 60) return put(words.minutes, { n: minutes });
    return put(words.hours, { h: Math.floor(minutes / 60), n: String(minutes % 60).padStart(2, "0") });
  }

  function aged(tag, cls, seconds, text) {
    const made = el(tag, cls);
    made.setAttribute("aria-live", "off"); // nobody wants to be read each minute that goes by
    made.dataset.since = seconds;
    made.dataset.words = text || "{age}";
    return made;
  }

  function tick() {
    const passed = (performance.now() - toldAt) / 1000;
    document.querySelectorAll("[data-since]").forEach((one) => {
      const text = put(one.dataset.words, { age: age(Number(one.dataset.since) + passed) });
      if (one.textContent !== text) one.textContent = text;
    });
    if (saidUntil && performance.now() > saidUntil) say("");
    if (source && performance.now() - heardAt > SILENCE) again();
  }

  function say(text, bad) {
    $("said").textContent = text;
    $("said").className = bad ? "said bad" : "said";
    saidUntil = text && !bad ? performance.now() + 6000 : 0; // what went wrong stays until the next key
  }

  function button(id, word, key, act) {
    const made = el("button", "plain");
    made.type = "button";
    made.dataset.id = id;
    made.appendChild(el("span", "", word));
    if (key) made.appendChild(el("kbd", "", key));
    made.addEventListener("click", act);
    return made;
  }

  function turnLine(turn) {
    const line = el("li");
    line.appendChild(el("b", "", turn.label));
    line.appendChild(el("p", "", turn.what));
    line.appendChild(aged("span", "age", turn.waited));
    if (turn.why) line.appendChild(el("p", "why", turn.why));
    return line;
  }

  function asideLine(turn) {
    const line = el("li");
    line.appendChild(el("b", "", turn.label));
    line.appendChild(el("p", "", turn.what));
    line.appendChild(button(turn.turn, turn.word, "", () => ask(turn.asks)));
    line.appendChild(aged("p", "why", turn.since, turn.words));
    return line;
  }

  function note(each) {
    const made = el("div", "note " + each.look);
    const about = el("p");
    about.appendChild(el("b", "", each.what));
    if (each.since !== undefined) {
      about.appendChild(document.createTextNode(" "));
      about.appendChild(aged("span", "why", each.since, "· {age}"));
    }
    if (each.why) {
      about.appendChild(el("br"));
      about.appendChild(el("span", "why", each.why));
    }
    made.appendChild(about);
    if (each.word) made.appendChild(button(each.id, each.word, each.key, () => take(each)));
    return made;
  }

  function notes(list) {
    fill($("notes"), list, note);
    const ringing = list.filter((each) => each.rings).map((each) => each.id);
    if (ringing.some((id) => !rung.has(id))) ring();
    rung = new Set(ringing);
    document.title = (ringing.length ? "(!) " : "") + words.title;
  }

  function now(turn) {
    const part = $("now");
    part.className = "now " + (turn ? turn.state : "none");
    if ($("number").textContent !== (turn ? turn.label : "–")) $("number").textContent = turn ? turn.label : "–";
    const head = $("now-head");
    delete head.dataset.since;
    if (turn) {
      head.dataset.since = turn.since;
      head.dataset.words = turn.words;
    } else head.textContent = state.open ? words.nobodyNow : words.closedNow;
    $("now-what").textContent = turn ? turn.what : "";
    $("now-why").textContent = turn ? turn.why : "";
  }

  function mainButton() {
    const next = state.next[0];
    let deed = "next", word = words.next, number = next ? next.label : "";
    if (!state.open && !state.now) { deed = "open"; word = words.open; number = ""; }
    else if (!next && state.now) { deed = "finish"; word = words.finish; }
    else if (!next) word = words.nobodyWaits;
    $("main").dataset.deed = deed;
    $("main-word").textContent = word;
    $("main-number").textContent = number;
    $("main").disabled = busy || (deed === "next" && !next);
  }

  function quiet() {
    if (!state) return;
    document.body.className = busy ? "busy" : "";
    document.querySelectorAll(".deed[data-deed]").forEach((one) => {
      one.disabled = busy || state.can.indexOf(one.dataset.deed) < 0;
    });
    $("undo").disabled = busy || !state.undo;
    $("open").disabled = busy;
    mainButton();
  }

  function show(told) {
    if (told.page !== words.page) return location.reload();
    if (state && told.version < state.version && !fresh) return; // overtaken by an answer on another line
    state = told; fresh = false;
    toldAt = performance.now();
    $("clock").textContent = told.clock;
    $("open").dataset.deed = told.open ? "close" : "open";
    $("open").firstElementChild.textContent = told.open ? words.close : words.open;
    now(told.now);
    $("waiting").textContent = put(words.waiting, { n: told.waiting });
    fill($("next"), told.next, turnLine);
    $("nobody").hidden = told.next.length > 0;
    $("lane").hidden = !told.lane;
    $("lane").textContent = told.lane;
    fill($("by-field"), told.fields, (field) => {
      const made = el("li", "", field.name + " ");
      made.appendChild(el("b", "", field.waiting));
      return made;
    });
    $("aside-part").hidden = !told.aside.length;
    fill($("aside"), told.aside, asideLine);
    $("ready-part").hidden = !told.ready.length;
    fill($("ready"), told.ready, asideLine);
    $("lying-part").hidden = !told.lying.length;
    fill($("lying"), told.lying, (code) => el("li", "", code));
    $("undone").textContent = told.undo ? told.undo.words : "";
    notes(told.notes);
    quiet();
    tick();
  }

  // ---- choosing in two keys ----
  function choose(head, list) {
    if (!list.length) return;
    choices = list;
    $("choice-head").textContent = head;
    fill($("choices"), list, (each) => {
      const made = el("button", "deed");
      made.type = "button";
      const about = el("span", "", each.word);
      if (each.sub) about.appendChild(el("small", "", each.sub));
      made.appendChild(about);
      if (each.key) made.appendChild(el("kbd", "", each.key));
      made.addEventListener("click", () => choice(each));
      return made;
    });
    $("choice").hidden = false;
    $("deeds").hidden = true;
    $("choices").firstElementChild.focus();
  }

  function never() {
    choices = [];
    $("choice").hidden = true;
    $("deeds").hidden = false;
  }

  function transfer() {
    if (!state.now || state.can.indexOf("transfer") < 0) return;
    const deed = { deed: "transfer", turn: state.now.turn };
    choose(put(words.whereTo, { label: state.now.label }), state.targets.map((each) => ({
      key: each.key, word: each.word, sub: each.sub, asks: Object.assign({}, deed, each.asks) })));
  }

  function choice(one) {
    never();
    if (one.asks) ask(one.asks);
  }

  function take(note) {
    // What cannot be taken back is asked twice.
    if (!note.sure) return ask(note.asks);
    choose(note.sure.head, [{ key: "1", word: note.sure.no }, { key: "2", word: note.sure.yes, asks: note.asks }]);
  }

  function back() {
    choose(words.whoIsBack, state.aside.concat(state.ready).slice(0, 9).map((each, n) => ({
      key: String(n + 1), word: each.label, sub: each.what, asks: each.asks })));
  }

  // ---- asking ----
  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function within(ms, promise) {
    return Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error("late")), ms))]);
  }

  const pause = (ms) => new Promise((yes) => setTimeout(yes, ms));

  async function posted(asked) {
    const answer = await within(4000, fetch("/pad/deed?language=" + document.documentElement.lang, {
      method: "POST", credentials: "same-origin", cache: "no-store",
      headers: { "content-type": "application/json" }, body: JSON.stringify(asked) }));
    if (answer.status === 401) { location.assign(location.pathname); return null; }
    if (answer.status >= 500) throw new Error("later");
    return within(4000, answer.json());
  }

  async function ask(asks) {
    if (busy || !state) return false;
    const asked = Object.assign({ id: newId() }, asks);
    const until = performance.now() + PATIENCE;
    busy = true;
    say("");
    quiet();
    let answer, waited = false;
    while (answer === undefined) {
      try { answer = await posted(asked); } catch (_) {
        if (performance.now() > until) break;
        if (!waited) say(words.again);
        waited = true;
        await pause(1000);
      }
    }
    busy = false;
    if (answer === undefined) say(words.unsent, true);
    else if (answer) {
      if (answer.state) show(answer.state);
      if (answer.choices) choose(answer.said, answer.choices);
      else if (answer.refused) say(answer.refused, true);
      else if (answer.said) say(answer.said);
    }
    quiet();
    return Boolean(answer);
  }

  function deed(name) {
    if (!state || busy) return;
    if (name === "transfer") return transfer();
    if (name === "undo") return state.undo && ask({ deed: "undo" });
    if (name === "open" || name === "close") return ask({ deed: name });
    if (name === "next") {
      if (!state.next.length || performance.now() - calledAt < BOUNCE) return;
      return ask({ deed: "next" }).then(() => { calledAt = performance.now(); });
    }
    if (state.can.indexOf(name) >= 0) ask({ deed: name, turn: state.now.turn });
  }

  // ---- keys ----
  // By place, not by letter: a Vietnamese keyboard has ă where 1 is, and an input method says "Process".
  const KEYS = { KeyR: "recall", KeyS: "start", KeyF: "finish", KeyV: "missed", KeyP: "park", KeyT: "transfer", KeyZ: "undo" };

  const MORE = {
    KeyO: () => deed($("open").dataset.deed),
    KeyG: () => $("label").focus(),
    KeyB: () => back(),
    KeyK: () => state.notes.filter((each) => each.key === "K").forEach(take),
  };

  function place(event) {
    if (event.code) return event.code;
    const key = event.key;
    if (/^[a-z]$/i.test(key)) return "Key" + key.toUpperCase();
    if (/^[0-9]$/.test(key)) return "Digit" + key;
    return key === " " ? "Space" : key;
  }

  function chosen(code) {
    const key = code.replace(/^(Key|Digit|Numpad)/, "");
    const found = choices.find((each) => each.key === key);
    if (found) choice(found);
    return Boolean(found);
  }

  function pressed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const code = place(event);
    if (code === "Escape") { never(); $("label").value = ""; document.activeElement.blur(); return; }
    if (event.target.tagName === "INPUT") return;
    if (choices.length) { if (chosen(code)) event.preventDefault(); return; }
    const onControl = event.target.tagName === "BUTTON" || event.target.tagName === "A";
    if (code === "Space" || code === "Enter" || code === "NumpadEnter") {
      if (onControl) return; // the one that has the focus is meant, and says so
      event.preventDefault();
      return deed($("main").dataset.deed);
    }
    const digit = /^(Digit|Numpad)([0-9])$/.exec(code);
    if (digit) { event.preventDefault(); $("label").value = digit[2]; return $("label").focus(); }
    if (KEYS[code]) { event.preventDefault(); return deed(KEYS[code]); }
    const act = state && MORE[code];
    if (act) { event.preventDefault(); act(); }
  }

  function clicked(event) {
    const one = event.target.closest("button[data-deed]");
    if (one) deed(one.dataset.deed);
    // After a finger or a mouse the space bar belongs to the large button again.
    if (event.detail > 0 && event.target.closest("button")) event.target.closest("button").blur();
  }

  // ---- the line to the desk ----
  function lost() {
    if (!lostAt) lostAt = state ? state.clock : "";
    $("gone").textContent = lostAt ? put(words.gone, { at: lostAt }) : words.goneFirst;
    $("gone").hidden = false;
  }

  function heard() { heardAt = performance.now(); lostAt = null; $("gone").hidden = true; }

  function listen() {
    heardAt = performance.now();
    source = new EventSource(words.live);
    source.onopen = () => { fresh = true; }; // a desk that was restored may know less
    source.onmessage = (event) => { heard(); show(JSON.parse(event.data)); };
    source.addEventListener("over", () => { source.close(); location.assign(location.pathname); });
    source.onerror = () => { lost(); if (source.readyState === 2) again(); };
  }

  function again() {
    lost(); source.close(); source = null; setTimeout(listen, 1500);
  }

  function ring() {
    const Sound = window.AudioContext || window.webkitAudioContext;
    if (!Sound) return;
    const sound = new Sound();
    [[880, 0], [660, 0.22]].forEach((tone) => {
      const voice = sound.createOscillator(), loud = sound.createGain();
      voice.frequency.value = tone[0];
      loud.gain.value = 0.15;
      voice.connect(loud);
      loud.connect(sound.destination);
      voice.start(sound.currentTime + tone[1]);
      voice.stop(sound.currentTime + tone[1] + 0.18);
    });
    setTimeout(() => sound.close(), 1000);
  }

  document.addEventListener("keydown", pressed);
  document.addEventListener("click", clicked);
  $("never").addEventListener("click", never);
  $("typed").addEventListener("submit", (event) => {
    event.preventDefault();
    const label = $("label").value.trim();
    $("label").value = "";
    $("label").blur();
    if (label) ask({ deed: "call", label: label }).then((sent) => { if (!sent) $("label").value = label; });
  });
  setInterval(tick, 1000);
  listen();
})();
