// The dialog that asks for rule and reason. Digits choose the rule, which fills in the beginning of the reason.
import { $, $$, make, say } from "./dom.js";

const NEED_RULE = ["remove", "hold", "request-edit", "refuse-edit", "mute"];

let wanted = null, filledIn = "";

const box = () => $("#reason-dialog");
const field = () => $("#rd-reason");

function fillIn(radio) {
  const typed = field().value.trim();
  if (typed && typed !== filledIn) return; // own words stay
  filledIn = radio.dataset.message + (wanted.quoted ? ` You wrote: “${wanted.quoted}”` : "");
  field().value = filledIn;
}

function refuse(fields) {
  const sentences = Object.values(fields ?? {}).flat();
  $("#rd-errors").replaceChildren(...sentences.map((text) => make("p", { className: "error", textContent: text })));
  const first = fields?.rule ? $("#rd-rules input") : field();
  first.focus();
}

export function askFor(what) {
  wanted = what;
  filledIn = "";
  const form = $("#reason-form");
  form.reset();
  form.elements.action.value = what.action;
  form.elements.version.value = what.version ?? "";
  form.elements.scope.value = what.scope ?? "";
  // Of what is urgent, rule and reason are filled in already: one confirmation is enough.
  if (what.rule) {
    $(`[name=rule][value="${what.rule}"]`, form).checked = true;
    field().value = filledIn = what.reason;
  }
  $("#rd-errors").replaceChildren();
  $("#rd-h").textContent = what.of ?? what.title;
  // What is decided about stays in view, unless it stands behind a veil.
  $("#rd-words").hidden = !what.words;
  $("#rd-words").textContent = what.words ?? "";
  $("#rd-rules").hidden = what.action === "escalate";
  $("#rd-rules legend").textContent = NEED_RULE.includes(what.action) ? "Which rule does it break?" : "Rule (optional)";
  if ($("#rd-child")) $("#rd-child").hidden = what.action !== "remove" || Boolean(what.scope || what.picks);
  const submit = $("#rd-submit");
  submit.textContent = what.title;
  submit.className = NEED_RULE.includes(what.action) ? "btn btn--danger" : "btn";
  box().showModal();
  (what.rule ? submit : $("#rd-rules").hidden ? field() : $("#rd-rules input")).focus();
}

// `send(address, body)` answers what became of it; `decided(answer)` goes on from there.
export function startReasons(send, decided) {
  if (!box()) return;
  const form = $("#reason-form");
  $$("[data-close]", form).forEach((button) => button.addEventListener("click", () => box().close()));
  $$("[name=rule]", form).forEach((radio) => radio.addEventListener("change", () => fillIn(radio)));
  box().addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea") || !/^[1-8]$/.test(event.key)) return;
    const radio = $(`[name=rule][value="${event.key}"]`, form);
    if (!radio || $("#rd-rules").hidden) return;
    event.preventDefault();
    radio.checked = true;
    fillIn(radio);
    field().focus();
    field().setSelectionRange(field().value.length, field().value.length);
    say(radio.closest("label").textContent.trim());
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    const body = new FormData(form);
    (wanted.picks ?? []).forEach((pick) => body.append("pick", pick));
    const answer = await send(wanted.address, body);
    delete form.dataset.busy;
    if (answer.fields) { refuse(answer.fields); return; }
    box().close(); // first: it gives the focus back to where it was, and the next item is to have it
    decided(answer);
  }, true);
}
