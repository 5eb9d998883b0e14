// The page works without this file, anew every quarter of a minute. With it, each part is asked for as often as it says.
"use strict";

for (const part of document.querySelectorAll("[data-live]")) {
  let last = "";
  const look = async () => {
    try {
      const answer = await fetch(part.dataset.live, { cache: "no-store", redirect: "error" });
      if (answer.ok) show(await answer.text());
    } catch { /* the desk is away or nobody is signed in: what stands there says as of when */ }
    setTimeout(look, part.dataset.every * 1000);
  };
  const show = (text) => {
    const at = document.activeElement;
    // Nothing is taken from under a hand that chooses or presses.
    const busy = part.querySelector(":active") || (part.contains(at) && at.matches("select, input"));
    if (text === last || document.hidden || busy) return;
    last = text;
    const name = part.contains(at) ? at.id : "";
    part.innerHTML = text;
    if (name) document.getElementById(name)?.focus();
  };
  setTimeout(look, part.dataset.every * 1000);
}
