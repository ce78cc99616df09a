// The reader's keys in a discussion.
import { $, $$, keep, recall, say } from "./dom.js";
import { goTo, startKeys } from "./keys.js";
import { fresh, startVisits } from "./visits.js";
import { openReply } from "./writing.js";

const current = () => document.activeElement?.closest("article.c");
const own = (selector) => { const here = current(); return here && $(`:scope > ${selector}`, here); };
const show = (id) => document.getElementById(id)?.scrollIntoView({ block: "start", behavior: "instant" });

// What is folded away is passed over; what is only out of sight is not.
function move(step) {
  const list = $$("article.c").filter((comment) => comment.checkVisibility?.() ?? true);
  const here = list.indexOf(current());
  const next = list[here < 0 ? (step > 0 ? 0 : list.length - 1) : here + step];
  if (next) goTo(next);
  else if (list.length) say(step > 0 ? "This is the last comment." : "This is the first comment.");
}

function moveToNew() {
  const here = current();
  const after = fresh().filter((comment) => !here || here.compareDocumentPosition(comment) & Node.DOCUMENT_POSITION_FOLLOWING);
  if (after.length) goTo(after[0]);
  else say("There is no new comment further down.");
}

function above() {
  const answered = current()?.parentElement.closest("article.c");
  if (answered) goTo(answered);
}

function fold() {
  const replies = own("details.replies");
  if (replies) replies.open = !replies.open;
}

function write() {
  const place = $("form.composer#new textarea") ?? $("#new a");
  place?.scrollIntoView({ block: "center", behavior: "instant" });
  place?.focus();
}

function reply() {
  const link = own(".c__self a[data-reply]");
  if (link && !openReply(link)) link.click();
}

async function copyLink() {
  const link = own(".c__self .c__time");
  const address = link && (link.href ?? $("a", link)?.href);
  if (!address) return;
  try {
    await navigator.clipboard.writeText(address);
    say("Link copied.");
  } catch {
    location.href = address; // without leave to copy, its page shows the address
  }
}

// Which part of the story is being read, in the list of contents beside it.
function followContents() {
  const links = $$(".rail a");
  const heads = links.map((link) => $(link.hash));
  const mark = () => {
    const read = heads.filter((head) => head.getBoundingClientRect().top < innerHeight * 0.4).length;
    links.forEach((link, number) => {
      if (number === Math.max(0, read - 1)) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
  const watch = new IntersectionObserver(mark, { rootMargin: "0px 0px -60% 0px" });
  heads.forEach((head) => watch.observe(head));
}

// Visitors keep their choice of summary on the device; people with an account have it in their profile.
function keepLevel() {
  const levels = $$(".levels input");
  if (!$(".site-acts--anon")) return;
  for (const level of levels) {
    if (recall("level") === level.value) level.checked = true;
    level.addEventListener("change", () => keep("level", level.value));
  }
}

export function startReading() {
  followContents();
  keepLevel();
  if ($("#pill")) startVisits();
  startKeys("Keys in a discussion", {
    Read: [
      ["j", "Next comment", () => move(1)],
      ["k", "Previous comment", () => move(-1)],
      ["n", "Next new comment", moveToNew],
      ["p", "Comment that is answered", above],
      ["o", "Fold or unfold replies", fold],
      [".", "Show new comments", () => $("#pill a")?.click()],
      ["g d", "Go to the discussion", () => show("discussion")],
      ["g s", "Go to the story", () => show("main")],
    ],
    Write: [
      ["c", "Write a comment", write],
      ["r", "Reply to this comment", reply],
      ["Ctrl Enter", "Post, while writing"],
      ["Esc", "Leave the field, close"],
      ["l", "Copy the link to this comment", copyLink],
    ],
  });
}
