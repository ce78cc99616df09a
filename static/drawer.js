// A person's page of the desk in a drawer beside the queue: to read, so that nobody loses their place. Acts are on the page.
import { $, $$, make } from "./dom.js";

const LEFT_OUT = "form, details.q-acts, .q-actions, .bulk, .crumb-bar, h1, [role=alert]";
const NAMES = ["id", "aria-labelledby", "data-key", "aria-keyshortcuts", "data-card", "tabindex"]; // once in a page

let asked = null;

function drawer() {
  const close = make("button", { type: "button", className: "act", textContent: "Close" });
  const box = make(
    "dialog",
    { id: "drawer", className: "dlg drawer" },
    make("div", { className: "dlg__head" }, make("h2", { id: "drawer-h" }), close),
    make("div", { className: "dlg__body card-page", tabIndex: 0 }),
    make("div", { className: "dlg__foot" }, make("a", { className: "btn btn--quiet", textContent: "Open the whole page to act" })),
  );
  close.addEventListener("click", () => box.close());
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); }); // beside it
  box.addEventListener("close", () => asked?.abort());
  box.setAttribute("aria-labelledby", "drawer-h");
  $(".dlg__body", box).setAttribute("role", "region");
  $(".dlg__body", box).setAttribute("aria-labelledby", "drawer-h");
  document.body.append(box);
  return box;
}

function readable(page) {
  $$(LEFT_OUT, page).forEach((part) => part.remove());
  [page, ...$$("*", page)].forEach((part) => NAMES.forEach((name) => part.removeAttribute(name)));
  return document.adoptNode(page);
}

export function openDrawer(link) {
  const box = $("#drawer") ?? drawer();
  const body = $(".dlg__body", box);
  $("h2", box).textContent = link.textContent.trim();
  $(".dlg__foot a", box).href = link.href;
  body.replaceChildren(make("p", { className: "hint", textContent: "Loading…" }));
  box.showModal();
  asked?.abort();
  asked = new XMLHttpRequest();
  asked.responseType = "document"; // parsed by the browser as a page that runs nothing
  asked.open("GET", link.href);
  asked.addEventListener("load", ({ target }) => {
    const page = target.status === 200 && $(".desk.card-page", target.response);
    if (!page) { location.assign(link.href); return; }
    body.replaceChildren(...readable(page).childNodes);
  });
  asked.addEventListener("error", () => {
    body.replaceChildren(make("p", { className: "notice notice--danger", textContent: "There is no connection. Close this and try again." }));
  });
  asked.send();
}
