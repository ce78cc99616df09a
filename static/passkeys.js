// Passkeys: the server's question goes to the browser, the answer into the form. Pages without them lack nothing.
import { $, $$ } from "./dom.js";

const ASK = {
  create: (question) => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question) }),
  get: (question) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question) }),
};
const TOLD = {
  InvalidStateError: "This device has a passkey for your account already.",
  NotAllowedError: "No passkey was used: it was cancelled, or took too long. Try again, or use another way.",
};

async function answer(form) {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const asked = await fetch(form.dataset.question, { method: "POST", body, headers: { Accept: "application/json" } });
  // What the server refuses here it refuses there as well, with a page that says why and what comes next.
  if (asked.ok) form.elements.passkey.value = JSON.stringify(await ASK[form.dataset.passkey](await asked.json()));
  form.submit();
}

function pressed(event) {
  const form = event.target.closest("form[data-passkey]");
  if (!form) return;
  event.preventDefault();
  const told = $("[role=status]", form);
  told.textContent = "";
  answer(form).catch((error) => { told.textContent = TOLD[error.name] ?? "The passkey could not be used. Try another way."; });
}

if (window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
  $$("[data-passkeys]").forEach((part) => { part.hidden = false; });
  $$("[data-no-passkeys]").forEach((part) => { part.hidden = true; });
  document.addEventListener("submit", pressed);
}
