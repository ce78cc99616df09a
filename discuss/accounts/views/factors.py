"""One's own second factors: authenticator app, passkeys, recovery codes."""

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.accounts import actions, app_codes, queries
from discuss.accounts.actions.authenticator_app import OFFERED
from discuss.accounts.views import account, kept_forms, login, means
from discuss.errors import Invalid, NotFound
from discuss.web.next_path import safe_next
from discuss.web.viewer import viewer

APP = "/account/security/app"
KEYS = "/account/security/passkeys"


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule(APP, "app_form", app_form)
    app.add_url_rule(APP, "add_app", add_app, methods=["POST"])
    app.add_url_rule(f"{APP}/remove", "remove_app_form", remove_app_form)
    app.add_url_rule(f"{APP}/remove", "remove_app", remove_app, methods=["POST"])
    app.add_url_rule(f"{KEYS}/question", "new_passkey_question", new_passkey_question, methods=["POST"])
    app.add_url_rule(KEYS, "add_passkey", add_passkey, methods=["POST"])
    app.add_url_rule(f"{KEYS}/<int:passkey_id>", "passkey_form", passkey_form)
    app.add_url_rule(f"{KEYS}/<int:passkey_id>/name", "rename_passkey", rename_passkey, methods=["POST"])
    app.add_url_rule(f"{KEYS}/<int:passkey_id>/remove", "remove_passkey", remove_passkey, methods=["POST"])
    app.add_url_rule("/account/security/recovery-codes", "new_codes", new_codes, methods=["POST"])


def _next() -> str:
    return safe_next(request.values.get("next"), "/account/security")


def app_form() -> ResponseReturnValue:
    """A new key as picture and text, and the field for the code that shows that the app has it."""
    offer = kept_forms.kept_fields(APP).get("offer") or actions.offer_app(viewer(), means.sealer())
    return _app_page(offer, {})


def _app_page(offer: str, errors: dict[str, list[str]]) -> str:
    key = means.sealer().open("offer", viewer().id or 0, offer, within=OFFERED)
    if key is None:
        offer = actions.offer_app(viewer(), means.sealer())
        key = means.sealer().open("offer", viewer().id or 0, offer) or ""
    person = queries.get_self(viewer())
    address = app_codes.setup_address(key, person.email or person.handle, login.letters().site_name)
    size, path = app_codes.picture(address)
    return render_template(
        "accounts/app.html",
        offer=offer,
        key=" ".join(key[start : start + 4] for start in range(0, len(key), 4)),
        setup_address=address,
        size=size,
        path=path,
        replaces=queries.find_app(person.id) is not None,
        errors=errors,
        next_path=_next(),
        section="security",
    )


def add_app() -> ResponseReturnValue:
    """Take the app as second factor; with the first one come the recovery codes."""
    offer = request.form.get("offer", "")
    try:
        done = actions.add_app(viewer(), login.session_id(), offer, request.form.get("code", ""), means.means())
    except Invalid as error:
        return _app_page(offer, error.fields), 422
    return _after(done, "The authenticator app is set up.")


def remove_app_form() -> ResponseReturnValue:
    """Say what removing the app means, and ask."""
    if queries.find_app(viewer().id or 0) is None:
        raise NotFound
    return render_template("accounts/remove_app.html", last=not queries.passkeys(viewer()), section="security")


def remove_app() -> ResponseReturnValue:
    """Forget the app."""
    return _after(
        actions.remove_app(viewer(), login.session_id(), login.letters()), "The authenticator app is removed."
    )


def new_passkey_question() -> ResponseReturnValue:
    """Give the script what a browser needs to make a passkey."""
    party = means.party()
    if party is None:
        raise NotFound
    return means.question(*actions.ask_new_passkey(viewer(), party))


def add_passkey() -> ResponseReturnValue:
    """Keep a new passkey; with the first factor come the recovery codes."""
    name = request.form.get("name", "")
    try:
        done = actions.add_passkey(viewer(), login.session_id(), name, means.given(), means.means())
    except Invalid as error:
        return account.security_page({"name": name}, error.fields), 422
    return _after(done, "The passkey is added.")


def passkey_form(passkey_id: int) -> ResponseReturnValue:
    """One passkey: its name, and what removing it means."""
    return _passkey_page(passkey_id, {}, {})


def _passkey_page(passkey_id: int, values: dict[str, str], errors: dict[str, list[str]]) -> str:
    passkey = queries.get_passkey(viewer(), passkey_id)
    others = len(queries.passkeys(viewer())) > 1 or queries.find_app(viewer().id or 0) is not None
    return render_template(
        "accounts/passkey.html", passkey=passkey, last=not others, values=values, errors=errors, section="security"
    )


def rename_passkey(passkey_id: int) -> ResponseReturnValue:
    """Give a passkey another name."""
    name = request.form.get("name", "")
    try:
        actions.rename_passkey(viewer(), passkey_id, name)
    except Invalid as error:
        return _passkey_page(passkey_id, {"name": name}, error.fields), 422
    flash("The passkey has its new name.", "done")
    return redirect("/account/security", 303)


def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """Forget a passkey."""
    done = actions.remove_passkey(viewer(), login.session_id(), passkey_id, login.letters())
    return _after(done, "The passkey is removed.")


def new_codes() -> ResponseReturnValue:
    """Show a new set of recovery codes; the old one is worthless."""
    return _after(actions.renew_recovery_codes(viewer(), login.session_id(), login.letters()), "")


def _after(done: actions.Changed, told: str) -> ResponseReturnValue:
    """Go on under the session's new secret: to codes that are shown this once, else back to the list."""
    login.renew(done.session_secret)
    if done.codes:
        return render_template(
            "accounts/recovery_codes.html", codes=done.codes, told=told, next_path=_next(), section="security"
        )
    flash(f"{told} All other sessions are signed out.", "done")
    return redirect(_next(), 303)
