// Single keys: never while typing, never with a modifier, switched off by a button, and each has a visible control.
import { $, forget, keep, make, recall } from "./dom.js";

const CHORD = 900; // milliseconds between the two keys of "g d"
const FIELDS = "input, select, textarea, [contenteditable]";
const REPEATED = ["j", "k"]; // the only ones that may be held down: a decision repeated by a heavy hand is an accident

const off = () => recall("keys") === "off";

// Focus an article and show its own words, not all of what hangs below it.
export function goTo(article) {
  article.focus({ preventScroll: true });
  ($(":scope > .c__self", article) ?? article).scrollIntoView({ block: "nearest", behavior: "instant" });
}

const signs = (key) => make("span", {}, ...key.split(" ").flatMap((part) => [make("kbd", { textContent: part }), " "]));
const line = ([key, text]) => make("dd", {}, make("span", { textContent: text }), signs(key));
const group = ([name, rows]) => make("div", {}, make("dt", { textContent: name }), ...rows.map(line));

function dialog(title, groups) {
  const name = make("h2", { id: "keys-h", textContent: title });
  const toggle = make("button", { type: "button", className: "btn btn--quiet" });
  const close = make("button", { type: "button", className: "btn", textContent: "Close" });
  const box = make(
    "dialog",
    { id: "keys", className: "dlg" },
    make("div", { className: "dlg__head" }, name),
    make("dl", { className: "keys" }, ...Object.entries(groups).map(group)),
    make("div", { className: "dlg__foot" }, toggle, close),
  );
  const label = () => { toggle.textContent = off() ? "Turn single keys on" : "Turn single keys off"; };
  toggle.addEventListener("click", () => { if (off()) forget("keys"); else keep("keys", "off"); label(); });
  close.addEventListener("click", () => box.close());
  box.setAttribute("aria-labelledby", name.id);
  label();
  document.body.append(box);
  return box;
}

// `groups` are rows under a heading: key ("j", "g d"), what it does in words, action. Without action it is only listed.
export function startKeys(title, groups) {
  const help = () => ($("#keys") ?? dialog(title, groups)).showModal();
  const rows = Object.values(groups).flat().filter((row) => row[2]);
  const actions = new Map([...rows.map(([key, , action]) => [key, action]), ["?", help]]);
  const open = make("button", { type: "button", className: "act", textContent: "Keyboard" });
  open.addEventListener("click", help);
  $(".site-foot ul")?.append(make("li", {}, open));

  let first = "", timer = 0;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || off()) return;
    if (event.target.matches(FIELDS) || $("dialog[open]") || (event.repeat && !REPEATED.includes(event.key))) return;
    const pressed = first + event.key;
    first = "";
    clearTimeout(timer);
    if (event.key === "g" && pressed === "g" && actions.has("g d")) {
      first = "g ";
      timer = setTimeout(() => { first = ""; }, CHORD);
      return;
    }
    const action = actions.get(pressed);
    if (action) { event.preventDefault(); action(); }
  });
}
