// How much waits in each queue, asked now and then. Nothing moves under what one is reading: new items wait behind a link.
import { $, $$, make, say } from "./dom.js";

const EVERY = 20000, LONGEST = 120000; // milliseconds

export function startStanding() {
  const desk = $("[data-desk]");
  if (!desk) return;
  const queue = desk.dataset.desk;
  const shown = () => Number($(`.q-tabs [data-queue="${queue}"] .num`)?.textContent.replace(/\D/g, "") ?? 0);
  let before = shown(), wait = EVERY, timer = 0;

  function tell(counts) {
    for (const link of $$(".q-tabs [data-queue]")) {
      const number = $(".num", link);
      if (number && link.dataset.queue in counts) number.textContent = counts[link.dataset.queue] > 1000 ? "1,000+" : counts[link.dataset.queue];
    }
    const elsewhere = $("#q-elsewhere");
    if (counts.elsewhere && elsewhere?.hidden) {
      $("span", elsewhere).textContent = "Something urgent has come in that you may not open. Load the page again to see who may.";
      elsewhere.hidden = false;
    }
    const fresh = (counts[queue] ?? 0) - before;
    before = Math.min(before, counts[queue] ?? 0);
    const place = $("#q-new");
    if (fresh > 0 && place) place.replaceChildren(make("a", { href: location.pathname, textContent: `${fresh} new: show them` }));
  }

  // Whoever has decided for long without a break is told once; the line then stays.
  function tellPace(sentence) {
    const line = $("#pace");
    if (!sentence || !line) return;
    $("#pace-said").textContent = sentence;
    if (line.hidden) say(sentence);
    line.hidden = false;
  }

  async function look() {
    if (document.hidden) return;
    try {
      const answer = await fetch(`/moderation/${queue}/changes`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const said = await answer.json();
      tell(said);
      tellPace(said.pace);
      wait = EVERY;
    } catch {
      wait = Math.min(2 * wait, LONGEST);
    }
  }
  const plan = () => { clearTimeout(timer); timer = setTimeout(async () => { await look(); plan(); }, wait * (0.8 + 0.4 * Math.random())); };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { look(); plan(); } });
  plan();
}
