// Unsent texts are kept on the device until they are posted, the writer signs out, or a month has gone by.
import { $, $$, atSignOut, forget, handed, keep, kept, recall } from "./dom.js";

const START = "draft:";
const MONTH = 30 * 24 * 3600 * 1000; // milliseconds
const PAUSE = 1000; // milliseconds between the last key and the keeping

const changed = new Set();
let timer = 0;

function store(form) {
  const { body, side, about } = form.elements;
  const key = START + form.dataset.draft;
  if (!body.value.trim()) forget(key);
  else keep(key, JSON.stringify({ body: body.value, side: side?.value, about: about?.value, at: Date.now() }));
}

function storeChanged() {
  clearTimeout(timer);
  changed.forEach(store);
  changed.clear();
}

function read(key) {
  try {
    const draft = JSON.parse(recall(key));
    return draft && Date.now() - draft.at < MONTH ? draft : null;
  } catch {
    return null;
  }
}

// The server's own draft, or a text that it gave back, goes first: only an empty field is filled.
export function restore(form) {
  const { body, side, about } = form.elements;
  const draft = !body.value && read(START + form.dataset.draft);
  if (!draft) return;
  body.value = draft.body;
  if (side && draft.side !== undefined) side.value = draft.side;
  if (about && draft.about) about.value = draft.about;
}

export function drop(form) {
  changed.delete(form);
  forget(START + form.dataset.draft);
}

export function startDrafts() {
  // A text counts as posted when the page after it says so; a refusal or a lost connection leaves it where it is.
  const sent = handed("sent");
  if (sent && $(".notice--done, .notice--waiting")) forget(START + sent);
  kept(START).filter((key) => !read(key)).forEach((key) => forget(key));
  $$("form[data-draft]").forEach(restore);

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form?.dataset.draft) return;
    changed.add(form);
    clearTimeout(timer);
    timer = setTimeout(storeChanged, PAUSE);
  });
  window.addEventListener("pagehide", storeChanged);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (form.dataset.draft && !event.submitter?.hasAttribute("data-preview")) {
      changed.add(form);
      storeChanged();
      keep("sent", form.dataset.draft, "sessionStorage");
    }
  });
  // The next person at this device must not find what this one was writing.
  atSignOut(() => {
    changed.clear();
    kept(START).forEach((key) => forget(key));
  });
}
