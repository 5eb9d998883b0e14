// Covers a page that nobody is at, and takes the cover off for the password: what was typed stays where it is.
// Without this file the desk locks all the same, at the next thing that is asked of it.
"use strict";

(() => {
  const cover = document.getElementById("cover");
  if (!cover) return;
  const idle = Number(cover.dataset.idle) * 1000;
  let touched = 0, told = Date.now();

  const ask = async (active) => {
    const answer = await fetch(active ? "/here?active=1" : "/here", { cache: "no-store" });
    return answer.status === 401 ? 0 : (await answer.json()).left * 1000;
  };

  const lay = () => {
    document.body.classList.add("covered");
    cover.hidden = false;
    cover.querySelector("input[type=password]").focus();
  };

  // A hand at this page keeps it open, also while a long form is typed and nothing is sent.
  for (const kind of ["keydown", "pointerdown", "wheel"]) {
    document.addEventListener(kind, () => { touched = Date.now(); }, { passive: true, capture: true });
  }

  const look = async () => {
    if (cover.hidden) {
      try {
        const active = touched > told;
        if (active) told = Date.now();
        if (await ask(active) === 0) lay();
      } catch (_) {
        // The desk is not heard: what a passer-by sees is hidden by this page's own watch.
        if (Date.now() - Math.max(touched, told) > idle) lay();
      }
    }
    setTimeout(look, Math.min(30000, idle / 4));
  };
  setTimeout(look, Math.min(30000, idle / 4));

  cover.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const form = event.target, told = form.querySelector(".told");
    try {
      const answer = await fetch("/unlock", {
        method: "POST", headers: { "x-cover": "1" }, body: new URLSearchParams(new FormData(form)),
      });
      if (answer.status === 204) {
        form.reset();
        told.hidden = true;
        cover.hidden = true;
        document.body.classList.remove("covered");
        return;
      }
      if (answer.headers.get("content-type").startsWith("text/html")) { form.submit(); return; }
      told.textContent = await answer.text();
    } catch (_) {
      told.textContent = form.dataset.unheard;
    }
    told.hidden = false;
  });
})();
