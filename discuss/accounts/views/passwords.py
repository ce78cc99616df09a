"""A forgotten password."""

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss import events
from discuss.accounts import actions, queries
from discuss.accounts.views import login
from discuss.errors import Invalid, NotFound
from discuss.events.types import ResetAsked
from discuss.policy import SYSTEM
from discuss.web import limits
from discuss.web.viewer import viewer


def register(app: Flask) -> None:
    """Add the pages to the application."""
    events.on(ResetAsked, mail_reset)
    app.add_url_rule("/reset", "ask_reset_form", ask_reset_form)
    app.add_url_rule("/reset", "ask_reset", ask_reset, methods=["POST"])
    app.add_url_rule("/reset/<token>", "reset_form", reset_form)
    app.add_url_rule("/reset/<token>", "reset", reset, methods=["POST"])


def mail_reset(event_id: int, actor_id: int | None, payload: dict[str, object]) -> None:
    """React to the request for a new password."""
    person_id = payload["person_id"]
    if isinstance(person_id, int):
        actions.mail_reset(SYSTEM, person_id, login.letters())


def ask_reset_form() -> ResponseReturnValue:
    """Ask for the address."""
    return render_template("accounts/ask_reset.html")


def ask_reset() -> ResponseReturnValue:
    """Send a link, if there is an account; the answer is the same if not."""
    limits.spend("mail-network", limits.network())
    actions.ask_reset(viewer(), request.form.get("email", ""))
    return render_template("accounts/look_in_mail.html", email=request.form.get("email", "").strip(), reason="reset")


def reset_form(token: str) -> ResponseReturnValue:
    """Ask for the new password."""
    if queries.find_link("reset", token) is None:
        raise NotFound("This link does not work any more. Ask for a new one.")
    return render_template("accounts/reset.html", token=token, errors={})


def reset(token: str) -> ResponseReturnValue:
    """Set the new password; every session ends."""
    try:
        actions.reset_password(viewer(), token, request.form.get("password", ""), login.letters())
    except Invalid as error:
        return render_template("accounts/reset.html", token=token, errors=error.fields), 422
    login.leave()
    flash("Your new password is set. Sign in with it.", "done")
    return redirect("/sign-in", 303)
