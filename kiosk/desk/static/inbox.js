// The list works without this file. It says that cases came, and never moves what is under a hand; j, k and arrows go from row to row.
"use strict";

(() => {
  const EVERY = 10000;
  const news = document.getElementById("news");
  const ask = async () => {
    if (document.hidden) return true;
    const answer = await fetch(news.dataset.ask, { redirect: "manual" });
    if (!answer.ok) return answer.type !== "opaqueredirect" && answer.status >= 500;
    const told = await answer.json();
    if (told.count) { news.textContent = told.text; news.hidden = false; }
    return true;
  };
  const again = () => ask().catch(() => true).then((on) => { if (on) setTimeout(again, EVERY); });
  if (news) setTimeout(again, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask().catch(() => {}); });

  const links = [...document.querySelectorAll(".cases .citizen a")];
  const steps = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  document.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea, select")) return;
    const at = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
    const to = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1)];
    if (to) { event.preventDefault(); to.focus(); }
  });
})();
