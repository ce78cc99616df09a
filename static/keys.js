// Single keys for readers: never while typing, never with a modifier, and each has a visible control as well.
const $ = (selector, within = document) => within.querySelector(selector);
const shown = (element) => (element.checkVisibility ? element.checkVisibility() : element.offsetParent !== null);
const comments = () => [...document.querySelectorAll("article.c")].filter(shown);
const current = () => document.activeElement?.closest?.("article.c");

function goTo(element) {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest", behavior: "instant" });
}

function move(step) {
  const list = comments();
  const here = list.indexOf(current());
  const next = here < 0 ? (step > 0 ? 0 : list.length - 1) : here + step;
  if (list[next]) goTo(list[next]);
}

const HELP = [["j", "Next comment"], ["k", "Previous comment"], ["p", "Comment that is answered"], ["o", "Fold or unfold replies"], ["c", "Write a comment"], ["r", "Reply to the current comment"], ["l", "Open the current comment’s own page"], [".", "Show new comments"], ["g d", "Go to the discussion"], ["g s", "Go to the story"], ["Ctrl Enter", "Post, in a text field"], ["Esc", "Leave the text field"]];

function help() {
  let box = document.getElementById("keys");
  if (!box) {
    box = document.createElement("dialog");
    box.id = "keys"; box.className = "dlg"; box.setAttribute("aria-label", "Keyboard shortcuts");
    const list = document.createElement("dl");
    list.className = "keys";
    for (const [key, text] of HELP) {
      const name = document.createElement("dt"); const what = document.createElement("dd"); const sign = document.createElement("kbd");
      sign.textContent = key; name.append(sign); what.textContent = text; list.append(name, what);
    }
    const close = document.createElement("button");
    close.type = "button"; close.className = "btn btn--quiet"; close.textContent = "Close";
    close.addEventListener("click", () => box.close());
    box.append(list, close);
    document.body.append(box);
  }
  box.showModal();
}

export function startKeys(openReply) {
  if (document.body.classList.contains("queue-page")) return;
  let chord = "";
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    p: () => { const above = current()?.parentElement.closest("article.c"); if (above) goTo(above); },
    o: () => { const replies = current() && $(":scope > details.replies", current()); if (replies) replies.open = !replies.open; },
    r: () => { const link = current() && $(":scope > .c__self a[data-reply]", current()); if (link && !openReply(link)) link.click(); },
    l: () => { const link = current() && $(":scope > .c__self a.c__time", current()); if (link) link.click(); },
    c: () => ($("form#new textarea") ?? $("#new"))?.focus(),
    ".": () => $("#pill a")?.click(),
    "?": help,
    gd: () => $("#discussion")?.scrollIntoView({ behavior: "instant" }),
    gs: () => $("#main")?.scrollIntoView({ behavior: "instant" }),
  };
  document.addEventListener("keydown", (event) => {
    if (event.target.matches?.("textarea")) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form?.requestSubmit();
      if (event.key === "Escape") { event.target.blur(); event.target.closest("article.c")?.focus(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, select, [contenteditable]") || $("dialog[open]")) return;
    const name = chord + event.key;
    chord = "";
    if (event.key === "g" && name === "g") { chord = "g"; setTimeout(() => { chord = ""; }, 900); return; }
    if (keys[name]) { event.preventDefault(); keys[name](); }
  });
}
