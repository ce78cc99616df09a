"""Signing up, confirming an address, signing in and out."""

from urllib.parse import quote, urlsplit

from flask import Flask, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.accounts import actions, names
from discuss.accounts.views import login, means
from discuss.config import Settings
from discuss.errors import Invalid
from discuss.web import limits
from discuss.web.next_path import safe_next
from discuss.web.viewer import viewer


def register(app: Flask, settings: Settings) -> None:
    """Add the pages to the application."""
    # Without a mail server mail lands in a folder: on a trial site the page says where, so that nobody is stuck.
    folder = urlsplit(settings.mail_url).path if settings.mail_url.startswith("file:") and not settings.public else ""
    app.jinja_env.globals["mail_folder"] = folder
    app.add_url_rule("/sign-up", "sign_up_form", sign_up_form)
    app.add_url_rule("/sign-up", "sign_up", sign_up, methods=["POST"])
    app.add_url_rule("/confirm/<token>", "confirm_form", confirm_form)
    app.add_url_rule("/confirm/<token>", "confirm", confirm, methods=["POST"])
    app.add_url_rule("/account/confirm", "ask_again_form", ask_again_form)
    app.add_url_rule("/account/confirm", "ask_again", ask_again, methods=["POST"])
    app.add_url_rule("/sign-in", "sign_in_form", sign_in_form)
    app.add_url_rule("/sign-in", "sign_in", sign_in, methods=["POST"])
    app.add_url_rule("/sign-out", "sign_out", sign_out, methods=["POST"])


def _next() -> str:
    return safe_next(request.values.get("next"), "/")


def sign_up_form() -> ResponseReturnValue:
    """The form."""
    if viewer().signed_in:
        return redirect(_next(), 303)
    return render_template("accounts/sign_up.html", values={}, errors={}, next_path=_next())


def sign_up() -> ResponseReturnValue:
    """Make an account; the answer is the same for an address that has one."""
    limits.spend("mail-network", limits.network())
    given = actions.NewPerson(
        name=request.form.get("name", ""),
        email=request.form.get("email", ""),
        password=request.form.get("password", ""),
        agreed=request.form.get("agreed", "1") == "1",
    )
    try:
        actions.sign_up(viewer(), given, login.letters(), _next())
    except Invalid as error:
        values = {"name": given.name, "email": given.email}
        page = render_template("accounts/sign_up.html", values=values, errors=error.fields, next_path=_next())
        return page, 422
    return render_template("accounts/look_in_mail.html", email=given.email.strip(), reason="sign-up")


def confirm_form(token: str) -> ResponseReturnValue:
    """A page with a button: whoever fetches links in mail ahead of the reader confirms nothing."""
    return render_template("accounts/confirm.html", token=token, email=actions.find_confirmation(token))


def confirm(token: str) -> ResponseReturnValue:
    """Confirm the address, sign in, and go on to where the person was going."""
    done = actions.confirm(viewer(), token, browser=login.browser(), network=login.coarse_network())
    next_path = safe_next(done.next_path, "/")
    if done.session_secret:
        login.enter(done.session_secret)
        flash("Your address is confirmed, and you are signed in.", "done")
    elif viewer().id == done.person_id:
        flash("Your address is confirmed.", "done")
    else:
        flash("Your address is confirmed. Sign in with it.", "done")
        return redirect(f"/sign-in?next={quote(next_path)}", 303)
    return redirect(next_path, 303)


def ask_again_form() -> ResponseReturnValue:
    """Offer to send the confirmation again."""
    if viewer().confirmed:
        return redirect(_next(), 303)
    return render_template("accounts/ask_again.html", next_path=_next())


def ask_again() -> ResponseReturnValue:
    """Send the confirmation again."""
    limits.spend("mail-network", limits.network())
    actions.ask_again(viewer(), login.letters(), _next())
    return render_template("accounts/look_in_mail.html", email="", reason="confirm")


def sign_in_form() -> ResponseReturnValue:
    """The form."""
    if viewer().signed_in:
        return redirect(_next(), 303)
    return sign_in_page({}, {})


def sign_in_page(values: dict[str, str], errors: dict[str, list[str]]) -> str:
    """Render the form, with a button for passkeys where they can work."""
    passkeys = means.party() is not None
    return render_template("accounts/sign_in.html", values=values, errors=errors, next_path=_next(), passkeys=passkeys)


def sign_in() -> ResponseReturnValue:
    """Begin a session. Tries are counted by address and by network before the password is looked at."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    mailbox, network = names.variants_key(email), limits.network()
    limits.spend("sign-in-account", mailbox)
    limits.spend("sign-in-network", network)
    try:
        admitted = actions.sign_in(viewer(), email, password, browser=login.browser(), network=login.coarse_network())
    except Invalid as error:
        return sign_in_page({"email": email}, error.fields), 422
    limits.give_back("sign-in-account", mailbox)
    limits.give_back("sign-in-network", network)
    if not admitted.whole:
        login.begin_second_step(admitted.secret)
        return redirect(f"/sign-in/second?next={quote(_next())}", 303)
    login.enter(admitted.secret)
    return redirect(_next(), 303)


def sign_out() -> ResponseReturnValue:
    """End the session, here and on the server."""
    if viewer().signed_in:
        actions.sign_out(viewer(), login.session_id())
    login.leave()
    response = make_response(redirect("/", 303))
    response.headers["Clear-Site-Data"] = '"storage"'  # drafts of a shared browser
    return response
