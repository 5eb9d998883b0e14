// Draws a page anew while something goes on, and goes where it then leads. Without it the browser reloads by itself.
// What it asks for counts as nobody being there: a page left open locks like any other.
"use strict";

const LOOK = 1000; // milliseconds

async function look() {
  const shown = document.querySelector("[data-follow]");
  try {
    const answer = await fetch(shown.dataset.follow, { credentials: "same-origin", redirect: "manual" });
    if (answer.redirected) { location.assign(answer.url); return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-follow]");
    if (answer.ok && !now) { location.assign(shown.dataset.over); return; }
    if (answer.ok && now.innerHTML !== shown.innerHTML && !shown.contains(document.activeElement)) { shown.replaceWith(now); }
  } catch (error) {
    // The desk is away for a moment: what stands here stays, and is asked for again.
  }
  setTimeout(look, LOOK);
}

setTimeout(look, LOOK);
