// How far a trial of a changed check is: asked now and then, and the page again when it is done.
import { $, say } from "./dom.js";

const WAIT = 1000, LONGEST = 10000, SLOWER = 1.3; // milliseconds
const part = $("#progress[data-replay]");

function startWatching() {
  const address = `/settings/checks/${part.dataset.check}/replays/${part.dataset.replay}/progress`;
  const number = (count) => count.toLocaleString("en-GB");
  let wait = WAIT;
  async function look() {
    if (!document.hidden) {
      try {
        const answer = await fetch(address);
        if (!answer.ok) throw new Error(String(answer.status));
        const { state, looked_at: seen, total } = await answer.json();
        if (state === "done" || state === "failed") { location.reload(); return; }
        $("progress", part).max = total || 1;
        $("progress", part).value = seen;
        const text = `${number(seen)}${total ? ` of ${number(total)}` : ""} comments looked at.`;
        if ($("[data-said]", part).textContent !== text) { $("[data-said]", part).textContent = text; say(text); wait = WAIT; }
      } catch { /* The link beside it asks again by hand. */ }
    }
    wait = Math.min(wait * SLOWER, LONGEST);
    setTimeout(look, wait);
  }
  setTimeout(look, wait);
}

if (part) startWatching();
