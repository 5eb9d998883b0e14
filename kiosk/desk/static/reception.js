// Every page works without this file. It spares the hand: Enter and Ctrl+Enter press the main button, the page that is shown is marked.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.repeat || event.altKey || event.shiftKey || event.defaultPrevented) return;
  const nowhere = event.target === document.body;
  if (!event.ctrlKey && !nowhere) return;
  const main = document.querySelector("button.main:not(:disabled), a.button.main");
  if (main) { event.preventDefault(); main.click(); }
});

const frame = document.querySelector("iframe[name=shown]");
if (frame) {
  frame.addEventListener("load", () => {
    let shown = "";
    try { shown = frame.contentWindow.location.pathname; } catch { return; }
    for (const link of document.querySelectorAll(".sheets a")) {
      if (link.pathname === shown) {
        link.setAttribute("aria-current", "true");
        link.scrollIntoView({ block: "nearest" });
      } else link.removeAttribute("aria-current");
    }
  });
}

const paper = document.querySelector("iframe[name=paper]"), print = document.getElementById("print");
if (paper && print) {
  print.hidden = false;
  print.addEventListener("click", () => {
    // A browser whose own viewer may not be told to print opens the paper, where Ctrl+P does.
    try { paper.contentWindow.focus(); paper.contentWindow.print(); } catch { window.open(paper.src, "_blank", "noopener"); }
  });
}

// Something was chosen for every paper that is missing: the next thing to do is to accept.
const accept = document.querySelector(".bar button[name=do][value='']"), ask = document.querySelector(".bar [value=ask]");
const lacking = [...document.querySelectorAll(".lack select")];
if (accept && ask && lacking.length) {
  document.addEventListener("change", () => {
    const whole = lacking.every((select) => select.value);
    accept.classList.toggle("main", whole);
    ask.classList.toggle("main", !whole);
  });
}
