// Second looks by keys: n takes one, a lets it stand, r asks for the rule, a digit names it, Enter answers. Without this it
// is a form.
import { $, say } from "./dom.js";
import { startKeys } from "./keys.js";

const form = $("#look-form");
const choice = (name, value) => $(`[name=${name}][value="${value}"]`, form);

function letStand() {
  choice("action", "keep").checked = true;
  form.requestSubmit();
}

function remove() {
  choice("action", "remove").checked = true;
  (($("[name=rule]:checked", form)) ?? $("[name=rule]", form)).focus();
  say("Choose the rule: 1 to 8. Enter answers.");
}

function rule(number) {
  choice("action", "remove").checked = true;
  const radio = choice("rule", number);
  radio.checked = true;
  radio.focus();
  say(`${radio.closest("label").textContent.trim()}. Enter answers.`);
}

if ($("#take")) startKeys("Keys of second looks", { Answer: [["n", "Take the next one", () => $("#take").click()]] });
if (form) {
  startKeys("Keys of second looks", {
    Answer: [
      ["a", "It can stand", letStand],
      ["r", "Remove it: which rule?", remove],
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((number) => [String(number), `Remove it by rule ${number}`, () => rule(number)]),
      ["Enter", "Answer"],
    ],
    "For you": [["s", "Soften or show texts", () => $("#soften").click()]],
  });
  // A radio button takes digits and letters for itself nowhere, so the keys go on while one has the focus.
  form.addEventListener("keydown", (event) => {
    if (!event.target.matches("input[type=radio]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[1-8]$/.test(event.key)) { event.preventDefault(); rule(event.key); }
    else if (event.key === "a") letStand();
    else if (event.key === "r") remove();
  });
  if (!$("[role=alert]", form) && !$(".notices .notice")) $("#look").focus({ preventScroll: true });
}
