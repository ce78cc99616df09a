// What is new, by asking a small address now and then: often while the page is in use, rarely when nothing happens,
// never when it is hidden. Nothing moves by itself: new comments wait behind a link.
import { $, $$, handed, keep, make, say } from "./dom.js";
import { goTo } from "./keys.js";

const SHORTEST = 5000, LONGEST = 60000, QUIET = 60000; // milliseconds
const SLOWER = 1.5;
const CHANCES = 2; // failures in a row after which it stops: one may be a server's restart or a train's tunnel

const highest = () => Math.max(0, ...$$("article.c[id]").map((comment) => Number(comment.id.slice(1))));

function words({ new: fresh, changed, removed }) {
  if (fresh) return `${fresh} new comment${fresh === 1 ? "" : "s"}`;
  return changed + removed ? "Some comments have changed" : "";
}

// The page again from its first threads on; the next page then goes to the first comment that this one did not have.
function showNew(event) {
  event.preventDefault();
  keep("seen", highest(), "sessionStorage");
  const target = new URL(event.currentTarget.href);
  if (target.pathname + target.search !== location.pathname + location.search) { location.assign(target); return; }
  history.scrollRestoration = "manual";
  history.replaceState(null, "", target);
  location.reload();
}

function goToNew() {
  const seen = handed("seen");
  if (seen === null) return;
  const first = $$("article.c[id]").find((comment) => Number(comment.id.slice(1)) > Number(seen));
  if (first) goTo(first);
  else $("#discussion").scrollIntoView({ behavior: "instant" });
  window.addEventListener("load", () => { history.scrollRestoration = "auto"; });
}

export function startLive() {
  const discussion = $("#discussion[data-version]");
  const place = $("#pill");
  if (!discussion || !place) return;
  goToNew();

  const address = `/stories/${discussion.dataset.story}/changes?since=${discussion.dataset.version}`;
  let version = Number(discussion.dataset.version);
  let wait = SHORTEST, timer = 0, failures = 0, asking = false, stopped = false;
  let toldAt = 0, told = "", text = "";

  const plan = () => {
    clearTimeout(timer);
    // Spread out, so that a thousand pages do not ask in step after a restart.
    if (!stopped && !document.hidden) timer = setTimeout(look, wait * (0.8 + 0.4 * Math.random()));
  };
  const stop = () => {
    stopped = true;
    const at = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    place.replaceChildren(make("p", { className: "hint", textContent: `Live updates stopped at ${at}. Load the page again to see what is new.` }));
  };
  const tell = (found) => {
    text = words(found);
    if (!text) return;
    const target = new URL(location.href);
    target.searchParams.delete("after");
    target.hash = "discussion";
    const link = make("a", { className: "pill", href: target.href, textContent: text });
    link.addEventListener("click", showNew);
    const focused = place.contains(document.activeElement);
    place.replaceChildren(link);
    if (focused) link.focus();
  };
  async function look() {
    if (asking || document.hidden) return;
    asking = true;
    wait = Math.min(wait * SLOWER, LONGEST);
    try {
      // Without cookies: the answer is the same for everybody and comes from memory.
      const answer = await fetch(address, { credentials: "omit" });
      if (answer.status === 404) { stopped = true; return; } // a draft, which only its editors see
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      failures = 0;
      if (found.version !== version) {
        version = found.version;
        wait = SHORTEST;
        tell(found);
      }
    } catch {
      failures += 1;
      if (failures >= CHANCES && !document.hidden) stop();
    } finally {
      asking = false;
      plan();
    }
    if (text !== told && Date.now() - toldAt > QUIET) { say(text); told = text; toldAt = Date.now(); }
  }
  const used = () => { if (wait > SHORTEST && !stopped) { wait = SHORTEST; plan(); } };
  for (const sign of ["pointerdown", "keydown", "scroll"]) window.addEventListener(sign, used, { passive: true });
  document.addEventListener("visibilitychange", () => { wait = SHORTEST; plan(); });
  plan();
}
