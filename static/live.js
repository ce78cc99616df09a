// What is new, by asking a tiny address now and then: often while the page is looked at, rarely when nothing happens,
// never when it is hidden. Nothing moves: new comments wait behind a line that one can press.
const SHORTEST = 5000, LONGEST = 60000; // milliseconds

export function startLive(say) {
  const thread = document.querySelector("#discussion[data-version]");
  const place = document.getElementById("pill");
  if (!thread || !place) return;
  const address = `/stories/${thread.dataset.story}/changes?since=${thread.dataset.version}`;
  let wait = SHORTEST, timer = 0, told = 0, version = thread.dataset.version;

  const line = (text, href) => {
    const part = document.createElement(href ? "a" : "p");
    if (href) { part.href = href; part.className = "pill"; part.addEventListener("click", () => { location.hash = "discussion"; location.reload(); }); } else part.className = "hint";
    part.textContent = text;
    place.replaceChildren(part);
  };
  const look = async () => {
    try {
      const answer = await fetch(address, { headers: { Accept: "*/*" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      if (String(found.version) === version) wait = Math.min(wait * 1.5, LONGEST);
      else {
        version = String(found.version);
        wait = SHORTEST;
        if (found.new) {
          const text = `${found.new} new comment${found.new > 1 ? "s" : ""}`;
          line(text, "#discussion");
          if (Date.now() - told > 60000) { say(text); told = Date.now(); }
        }
      }
      plan();
    } catch {
      const now = new Date();
      line(`Live updates stopped at ${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}. Load the page again to see what is new.`);
    }
  };
  const plan = () => { clearTimeout(timer); if (!document.hidden) timer = setTimeout(look, wait * (0.9 + Math.random() * 0.2)); };
  document.addEventListener("visibilitychange", () => { wait = SHORTEST; plan(); });
  plan();
}
