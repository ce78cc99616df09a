// Writing: counter, growing fields, sending once, and the reply under its comment.
import { drop, restore, startDrafts } from "./drafts.js";
import { $, $$, make, say } from "./dom.js";

const NEAR = 100; // characters left from which on the counter speaks
const GIVE_UP = 10000; // milliseconds after which a form may be sent again, e.g. when the answer was a download

const told = new WeakMap();
const sent = new Set();

// Speaks once near and once past the limit, never at every key. Counts as the server does: characters, not code units.
function count(area) {
  const out = area.form && $(".counter", area.form);
  if (!out || !area.dataset.count) return;
  const left = Number(area.dataset.count) - [...area.value.trimEnd()].length;
  const number = Math.abs(left);
  const characters = `${number.toLocaleString("en")} character${number === 1 ? "" : "s"}`;
  out.textContent = left < 0 ? `You have ${characters} too many.` : `You have ${characters} left.`;
  const band = left < 0 ? "over" : left < NEAR ? "near" : "";
  if (band && band !== told.get(area)) say(out.textContent);
  told.set(area, band);
}

// Fields only grow while written in: one that shrinks under the cursor makes the page jump.
function grow(area) {
  if (area.scrollHeight > area.clientHeight) area.style.blockSize = `${area.scrollHeight + 2}px`;
}

function fit(form) {
  for (const area of $$("textarea", form)) {
    if (area.value) count(area);
    grow(area);
  }
}

const buttons = (form) => [...form.elements].filter((control) => control.type === "submit");

function release(form) {
  sent.delete(form);
  buttons(form).forEach((button) => button.removeAttribute("aria-disabled"));
}

function sendOnce(event) {
  const form = event.target;
  if (form.method !== "post") return;
  if (sent.has(form)) { event.preventDefault(); return; }
  sent.add(form);
  // Not `disabled`: such a button loses the focus, and its value would not be sent along.
  buttons(form).forEach((button) => button.setAttribute("aria-disabled", "true"));
  setTimeout(() => release(form), GIVE_UP);
}

const freshKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

function renamed(form, ending) {
  form.id += ending;
  for (const part of $$("[id], [for], [aria-describedby]", form)) {
    if (part.id) part.id += ending;
    if (part.htmlFor) part.htmlFor += ending;
    const words = part.getAttribute("aria-describedby");
    if (words) part.setAttribute("aria-describedby", words.split(" ").map((word) => word + ending).join(" "));
  }
}

function close(form, link) {
  const text = form.elements.body.value;
  if (text.trim() && !confirm("Discard what you have written?")) return;
  drop(form);
  form.remove();
  link.focus();
}

// A copy of the page's own composer opens under the comment and is sent as any form is. Returns whether there is one.
export function openReply(link) {
  const composer = $("form.composer#new");
  const comment = link.closest("article.c");
  if (!composer || !comment) return false;
  const number = comment.id.slice(1);
  const there = document.getElementById(`new-${number}`);
  if (there) { there.elements.body.focus(); return true; }

  const form = composer.cloneNode(true);
  renamed(form, `-${number}`);
  form.classList.add("composer--reply");
  form.dataset.draft = `${$("#discussion").dataset.story}/${number}`;
  const { body, about, idempotency_key: key } = form.elements;
  body.value = "";
  body.style.blockSize = "";
  $(".counter", form).textContent = `You can enter up to ${Number(body.dataset.count).toLocaleString("en")} characters.`;
  // A reply is about what its thread is about, unless its writer says otherwise.
  const thread = $$("article.c").find((root) => root.contains(comment));
  if (about) about.value = $(":scope > .c__self .c__on", thread)?.hash.slice(1) ?? "";
  key.value = freshKey();
  form.append(make("input", { type: "hidden", name: "parent", value: number }));
  $(`label[for="${body.id}"]`, form).textContent = `Your reply to ${$(".c__name", comment).textContent.trim()}`;
  const post = buttons(form).find((button) => !button.hasAttribute("data-preview"));
  post.textContent = "Post reply";
  release(form);
  const cancel = make("button", { type: "button", className: "btn btn--quiet", textContent: "Cancel" });
  cancel.addEventListener("click", () => close(form, link));
  post.before(cancel);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !body.value.trim()) { event.stopPropagation(); close(form, link); }
  });

  $(":scope > .c__self", comment).append(form);
  restore(form);
  fit(form);
  body.focus();
  return true;
}

// Returns whether the page has a form in which to choose.
export function writeAbout(part) {
  const form = $("form.composer#new");
  if (!form) return false;
  if (form.elements.about) form.elements.about.value = part;
  form.elements.body.focus();
  return true;
}

function typed(event) {
  const area = event.target;
  if (!area.matches("textarea") || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && area.form) {
    event.preventDefault();
    area.form.requestSubmit(buttons(area.form).find((button) => !button.hasAttribute("data-preview")));
  } else if (event.key === "Escape") {
    area.blur();
    area.closest("article[tabindex]")?.focus();
  }
}

export function startWriting() {
  // First, so that a second submit is stopped before anything is noted about it.
  document.addEventListener("submit", sendOnce);
  startDrafts();
  $$("form").forEach(fit);
  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea")) { count(event.target); grow(event.target); }
  });
  document.addEventListener("keydown", typed);
  // Coming back by the browser's own button shows the page as it was left, with its buttons off.
  window.addEventListener("pageshow", () => sent.forEach(release));
}
