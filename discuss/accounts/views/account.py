"""One's own account: profile, security, data, and closing it."""

import json

from flask import Flask, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss import events
from discuss.accounts import actions, queries
from discuss.accounts.views import kept_forms, login, means
from discuss.errors import Invalid, TooFast
from discuss.events.types import AccountClosing
from discuss.policy import SYSTEM
from discuss.web import limits
from discuss.web.errors import retry_headers
from discuss.web.numbers import row_number
from discuss.web.viewer import viewer

GIVEN_BACK = tuple(f"/account/security/{form}" for form in ("email", "passkeys", "sessions"))


def register(app: Flask) -> None:
    """Add the pages to the application."""
    events.on(AccountClosing, tell_kept)
    app.add_url_rule("/account", "account", profile_form)
    app.add_url_rule("/account/profile", "profile_form", profile_form)
    app.add_url_rule("/account/profile", "profile", profile, methods=["POST"])
    app.add_url_rule("/account/security", "security_form", security_form)
    app.add_url_rule("/account/security/password", "change_password", change_password, methods=["POST"])
    app.add_url_rule("/account/security/email", "change_email", change_email, methods=["POST"])
    app.add_url_rule("/account/security/sessions", "end_sessions", end_sessions, methods=["POST"])
    app.add_url_rule("/account/data", "data_form", data_form)
    app.add_url_rule("/account/data", "data", data, methods=["POST"])
    app.add_url_rule("/account/close", "close_form", close_form)
    app.add_url_rule("/account/close", "close", close, methods=["POST"])


def profile_form() -> ResponseReturnValue:
    """The profile in a form."""
    person = queries.get_self(viewer())
    values = {"name": person.name, "about": person.about, "reading": person.reading}
    return render_template("accounts/profile.html", person=person, values=values, errors={}, section="profile")


def profile() -> ResponseReturnValue:
    """Store the profile."""
    given = actions.Profile(
        name=request.form.get("name", ""),
        about=request.form.get("about", ""),
        reading=request.form.get("reading", "expert"),
    )
    try:
        limits.spend("profile-account", str(viewer().id))
        actions.edit_profile(viewer(), given, login.letters().site_name)
    except (Invalid, TooFast) as error:
        errors = error.fields if isinstance(error, Invalid) else {"": [str(error)]}
        person = queries.get_self(viewer())
        values = {"name": given.name, "about": given.about, "reading": given.reading}
        page = render_template("accounts/profile.html", person=person, values=values, errors=errors, section="profile")
        return page, error.status, retry_headers(error)
    flash("Your profile is saved.", "done")
    return redirect("/account/profile", 303)


def security_form() -> ResponseReturnValue:
    """Password, address and sessions."""
    again = kept_forms.kept_forms()
    form = next(filter(None, map(again.get, GIVEN_BACK)), None)
    return security_page(dict(form.items()) if form else {}, {})


def security_page(values: dict[str, str], errors: dict[str, list[str]]) -> str:
    """Render everything about signing in; ``values`` are those of whichever form was sent."""
    return render_template(
        "accounts/security.html",
        person=queries.get_self(viewer()),
        sessions=queries.sessions(viewer()),
        this_session=login.session_id(),
        app=queries.find_app(viewer().id or 0),
        passkeys=queries.passkeys(viewer()),
        codes_left=queries.recovery_codes_left(viewer().id or 0),
        can_add=means.party() is not None,
        values=values,
        errors=errors,
        section="security",
    )


def change_password() -> ResponseReturnValue:
    """Set a new password; the other sessions end."""
    limits.spend("sign-in-account", f"self:{viewer().id}")
    old, new = request.form.get("old", ""), request.form.get("password", "")
    try:
        secret = actions.change_password(viewer(), login.session_id(), old, new, login.letters())
    except Invalid as error:
        return security_page({}, error.fields), 422
    login.enter(secret)
    flash("Your password is changed, and all other sessions are signed out.", "done")
    return redirect("/account/security", 303)


def change_email() -> ResponseReturnValue:
    """Mail a link to a new address."""
    limits.spend("sign-in-account", f"self:{viewer().id}")
    limits.spend("mail-network", limits.network())
    email = request.form.get("email", "")
    try:
        actions.change_email(viewer(), email, request.form.get("email_password", ""), login.letters())
    except Invalid as error:
        fields = {{"password": "email_password"}.get(name, name): told for name, told in error.fields.items()}
        return security_page({"email": email}, fields), 422
    return render_template("accounts/look_in_mail.html", email=email.strip(), reason="change-email")


def end_sessions() -> ResponseReturnValue:
    """Sign out one session, or all others."""
    which = request.form.get("session", "")
    if which == "others":
        actions.sign_out_others(viewer(), login.session_id())
    else:
        actions.sign_out_elsewhere(viewer(), row_number(which) or 0, but=login.session_id())
    flash("Signed out there.", "done")
    return redirect("/account/security", 303)


def data_form() -> ResponseReturnValue:
    """Explain what the file holds, and ask for the password."""
    return render_template("accounts/data.html", errors={}, section="data")


def data() -> ResponseReturnValue:
    """Hand out the file, or all of it as a page."""
    limits.spend("export-account", str(viewer().id))
    try:
        collected = actions.export(viewer(), request.form.get("password", ""))
    except Invalid as error:
        return render_template("accounts/data.html", errors=error.fields, section="data"), 422
    if request.form.get("as") == "page":
        return render_template("accounts/export.html", collected=collected, section="data")
    response = make_response(json.dumps(collected, indent=2, ensure_ascii=False, default=str))
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="discuss-{viewer().handle}.json"'
    return response


def close_form() -> ResponseReturnValue:
    """Explain what happens, and ask."""
    return render_template("accounts/close.html", person=queries.get_self(viewer()), errors={}, section="close")


def close() -> ResponseReturnValue:
    """Have the account deleted in a day, or call that off."""
    if request.form.get("action") == "keep":
        actions.keep_account(viewer())
        flash("Your account stays.", "done")
        return redirect("/account/profile", 303)
    limits.spend("sign-in-account", f"self:{viewer().id}")
    keep_words = request.form.get("words", "keep") != "erase"
    try:
        actions.close_account(
            viewer(), request.form.get("password", ""), keep_words=keep_words, letters=login.letters()
        )
    except Invalid as error:
        person = queries.get_self(viewer())
        return render_template("accounts/close.html", person=person, errors=error.fields, section="close"), 422
    flash("Your account will be deleted in 24 hours. You can call it off until then.", "waiting")
    return redirect("/account/close", 303)


def tell_kept(event_id: int, actor_id: int | None, payload: dict[str, object]) -> None:
    """React to an owner's account that was not deleted: nobody asked for it, and there is no day for it any more."""
    person_id = payload["person_id"]
    if isinstance(person_id, int) and actor_id is None and not payload["due"]:
        actions.tell_kept(SYSTEM, event_id, person_id, login.letters())
