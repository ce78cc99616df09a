// What is new since the last visit: known on this device alone, by the number of the latest comment that was there.
import { $, $$, atSignOut, forget, keep, make, recall } from "./dom.js";

const STORIES = 100; // the latest ones are remembered

const numbers = (comments) => comments.map((comment) => Number(comment.id.slice(1)));

function visits() {
  try {
    return JSON.parse(recall("visits")) ?? [];
  } catch {
    return [];
  }
}

function remember(story, number) {
  const others = visits().filter(([name]) => name !== story);
  keep("visits", JSON.stringify([[story, number], ...others].slice(0, STORIES)));
}

// The next person at this device need not know which stories this one has read.
let leaving = false;
export function forgetVisitsAtSignOut() {
  atSignOut(() => {
    leaving = true;
    forget("visits");
  });
}

export const fresh = () => $$("article.c").filter((comment) => $(":scope > .c__self .new-flag", comment));

export function startVisits() {
  const story = $("#discussion").dataset.story;
  const comments = $$("article.c[id][data-status=published]");
  const seen = visits().find(([name]) => name === story)?.[1];
  const latest = Math.max(seen ?? 0, ...numbers(comments));
  if (latest) window.addEventListener("pagehide", () => { if (!leaving) remember(story, latest); });
  if (!seen) return;
  const news = comments.filter((comment) => Number(comment.id.slice(1)) > seen && !$(":scope > .c__self .c__yours", comment));
  for (const comment of news) {
    $(":scope > .c__self .c__time", comment)?.before(make("span", { className: "new-flag", textContent: "New" }));
  }
  const shown = fresh().length;
  if (shown) $(".disc__head .meta")?.append(` · ${shown} new since your last visit`);
}
