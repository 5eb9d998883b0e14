// Draws a page anew while something goes on, and goes where it then leads. Without it the browser reloads by itself.
"use strict";

const LOOK = 1000; // milliseconds

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { "x-follow": "1" }, credentials: "same-origin" });
    if (answer.redirected) { location.assign(answer.url); return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-follow]");
    if (!answer.ok || !now) { location.reload(); return; }
    const shown = document.querySelector("[data-follow]");
    if (now.innerHTML !== shown.innerHTML) {
      if (!shown.contains(document.activeElement)) { shown.replaceWith(now); }
    }
  } catch (error) {
    // The desk is away for a moment: what stands here stays, and is asked for again.
  }
  setTimeout(look, LOOK);
}

setTimeout(look, LOOK);
