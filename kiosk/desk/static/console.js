// Every page works without this file. It spares the hand: "/" goes to the search field, a form is sent once.
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.altKey) {
    const field = document.querySelector("input[type=search]");
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  }
});

document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  event.target.dataset.sent = "1";
  // Coming back by the browser's arrow, the page may be sent again: the desk does nothing twice.
  window.addEventListener("pageshow", () => { delete event.target.dataset.sent; }, { once: true });
});
