// Shows at once which document each page is of; what counts is reckoned by the desk when the form is sent.
"use strict";

const form = document.querySelector("[data-sort]");

function draw() {
  const blanks = form.querySelector("[name=no_blanks]");
  const options = [...form.querySelectorAll(".sides select")].slice(0, 1).flatMap((list) => [...list.options]);
  const order = options.map((option) => option.value).slice(1);
  const names = Object.fromEntries(options.map((option) => [option.value, option.text]));
  let current = "", begins = true, name = "";
  for (const side of form.querySelectorAll(".sides li")) {
    const shown = side.querySelector("[data-is]");
    if (side.querySelector(".begins").checked) { begins = true; name = side.querySelector("select").value; }
    const out = side.querySelector("[name=dropped]").checked || (side.querySelector("[data-blank]") && blanks && blanks.checked);
    if (out) { shown.textContent = "–"; continue; }
    if (begins) {
      const next = order[order.indexOf(current) + 1];
      current = name || next || order[order.length - 1];
      begins = false; name = "";
    }
    shown.textContent = names[current] || "";
  }
}

form.addEventListener("change", draw);
const procedure = form.querySelector("#procedure");
if (procedure) { procedure.addEventListener("change", () => form.querySelector("[name=do][value=look]").click()); }
draw();
