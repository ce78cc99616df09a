"""Signing in with more than a password: the step after it, and passkeys, which need none."""

from urllib.parse import quote

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.accounts import actions, queries
from discuss.accounts.models import Person
from discuss.accounts.passkeys import ask_to_sign
from discuss.accounts.views import entry, login, means, tries
from discuss.errors import Invalid, NotFound, SignInRequired
from discuss.web import limits
from discuss.web.next_path import safe_next
from discuss.web.viewer import viewer

TOO_LATE = "That took too long. Sign in again."


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/sign-in/second", "second_step_form", second_step_form)
    app.add_url_rule("/sign-in/second", "second_step", second_step, methods=["POST"])
    app.add_url_rule("/sign-in/passkey/question", "passkey_question", passkey_question, methods=["POST"])
    app.add_url_rule("/sign-in/passkey", "passkey_sign_in", passkey_sign_in, methods=["POST"])


def _next() -> str:
    return safe_next(request.values.get("next"), "/")


def second_step_form() -> ResponseReturnValue:
    """Ask for the second factor of whoever has just given the right password in this browser."""
    if viewer().signed_in:
        return redirect(_next(), 303)
    found = queries.find_step(login.second_step())
    return _too_late() if found is None else _page(found[1], {})


def _too_late() -> ResponseReturnValue:
    flash(TOO_LATE, "waiting")
    return redirect(f"/sign-in?next={quote(_next())}", 303)


def _page(person: Person, errors: dict[str, list[str]]) -> str:
    return render_template(
        "accounts/second_step.html",
        has_app=queries.find_app(person.id) is not None,
        passkeys=means.party() is not None and queries.has_passkeys(person.id),
        errors=errors,
        next_path=_next(),
    )


def second_step() -> ResponseReturnValue:
    """Begin the session. Tries are counted by account, whatever was tried."""
    found = queries.find_step(login.second_step())
    if found is None:
        return _too_late()
    person = found[1]
    tries.count(person.id)
    try:
        secret = actions.finish_sign_in(
            viewer(),
            login.second_step(),
            means.given(),
            means.means(),
            browser=login.browser(),
            network=login.coarse_network(),
        )
    except SignInRequired:
        return _too_late()
    except Invalid as error:
        return _page(person, error.fields), 422
    tries.give_back(person.id)
    login.enter(secret)
    return redirect(_next(), 303)


def passkey_question() -> ResponseReturnValue:
    """Give the script what a passkey is to sign."""
    party = means.party()
    if party is None:
        raise NotFound
    limits.spend("question-network", limits.network())
    challenge, secret = actions.ask_passkey(viewer())
    return means.question(ask_to_sign(party, challenge), secret)


def passkey_sign_in() -> ResponseReturnValue:
    """Begin the session of whoever the passkey belongs to."""
    network = limits.network()
    limits.spend("sign-in-network", network)
    try:
        secret = actions.sign_in_with_passkey(
            viewer(), means.given(), means.means(), browser=login.browser(), network=login.coarse_network()
        )
    except Invalid as error:
        return entry.sign_in_page({}, error.fields), 422
    limits.give_back("sign-in-network", network)
    login.enter(secret)
    return redirect(_next(), 303)
