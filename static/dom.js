// The few words that all scripts share: finding parts, making them (never out of text with tags in it), speaking.
export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

export function make(tag, properties = {}, ...children) {
  const part = Object.assign(document.createElement(tag), properties);
  part.append(...children);
  return part;
}

// Read out by screen readers without moving the focus.
export function say(text) {
  const live = $("#live");
  if (live) live.textContent = text;
}

// What the browser keeps. It may refuse (private windows, full disk): everything then works without memory.
const quietly = (action) => { try { return action(); } catch { return null; } };
export const recall = (key, store = "localStorage") => quietly(() => window[store].getItem(key));
export const keep = (key, text, store = "localStorage") => quietly(() => window[store].setItem(key, text));
export const forget = (key, store = "localStorage") => quietly(() => window[store].removeItem(key));
export const kept = (start) => quietly(() => Object.keys(localStorage).filter((key) => key.startsWith(start))) ?? [];

// The next person at this device starts anew: whatever remembers something says here how it forgets it.
export function atSignOut(act) {
  document.addEventListener("submit", ({ target }) => { if (target.getAttribute("action") === "/sign-out") act(); });
}

// Once only: read and forgotten, for what one page leaves to the next in the same window.
export function handed(key) {
  const text = recall(key, "sessionStorage");
  forget(key, "sessionStorage");
  return text;
}
