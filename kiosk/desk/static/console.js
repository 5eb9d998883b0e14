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

// Once after signing in: what stands in the way of this person's signatures, before anybody needs one.
const preflight = document.querySelector("[data-preflight]");
const mark = (document.querySelector("input[name=mark]") || {}).value;
if (preflight && mark && sessionStorage.getItem("preflight") !== mark) {
  // Who must do something else first is led there, and that page is no word of ours.
  fetch(preflight.dataset.preflight, { credentials: "same-origin", redirect: "error" })
    .then((answer) => (answer.ok ? answer.text() : Promise.reject()))
    .then((text) => {
      sessionStorage.setItem("preflight", mark);
      if (text) { preflight.innerHTML = text; preflight.hidden = false; }
    })
    .catch(() => {}); // asked again by the next page
}
