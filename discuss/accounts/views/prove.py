"""The question who is there, before what cannot be undone: asked on a page of its own, which leads back."""

from urllib.parse import quote

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.accounts import actions, queries
from discuss.accounts.passkeys import ask_to_sign
from discuss.accounts.views import kept_forms, login, means, tries
from discuss.errors import Invalid, NotFound, ProofRequired
from discuss.web import limits
from discuss.web.errors import refusal, wants_json
from discuss.web.next_path import safe_next
from discuss.web.viewer import viewer

NOT_YET = "Nothing is stored yet. Your form is filled in as you left it: look at it and send it again."


def register(app: Flask) -> None:
    """Add the page to the application, and the way there from whatever asks for it."""
    app.register_error_handler(ProofRequired, lead_there)
    app.add_url_rule("/account/prove", "prove_form", prove_form)
    app.add_url_rule("/account/prove", "prove", prove, methods=["POST"])
    app.add_url_rule("/account/prove/question", "prove_question", prove_question, methods=["POST"])


def lead_there(error: ProofRequired) -> ResponseReturnValue:
    """Keep what was being sent and ask who is there; programs are told."""
    if wants_json():
        return refusal(error)
    back = request.full_path.rstrip("?") if request.method in {"GET", "HEAD"} else kept_forms.keep()
    return redirect(f"/account/prove?next={quote(back)}", 303)


def _next() -> str:
    return safe_next(request.values.get("next"), "/account/security")


def prove_form() -> ResponseReturnValue:
    """Ask for the second factor, or for the password of whoever has none."""
    return _page({})


def _page(errors: dict[str, list[str]]) -> str:
    return render_template(
        "accounts/prove.html",
        has_factor=viewer().factor_given,
        has_app=queries.find_app(viewer().id or 0) is not None,
        passkeys=means.party() is not None and queries.has_passkeys(viewer().id or 0),
        errors=errors,
        next_path=_next(),
    )


def prove() -> ResponseReturnValue:
    """Take the proof and lead back. Tries are counted by account, together with those at signing in."""
    person_id = viewer().id or 0
    tries.count(person_id)
    try:
        secret = actions.prove(viewer(), login.session_id(), means.given(), means.means())
    except Invalid as error:
        return _page(error.fields), 422
    tries.give_back(person_id)
    login.renew(secret)
    if "kept=" in _next():
        flash(NOT_YET, "waiting")
    return redirect(_next(), 303)


def prove_question() -> ResponseReturnValue:
    """Give the script what one of the person's own passkeys is to sign."""
    party = means.party()
    if party is None:
        raise NotFound
    limits.spend("question-network", limits.network())
    challenge, secret = actions.ask_passkey(viewer())
    known = [passkey.credential_id for passkey in queries.passkeys(viewer())]
    return means.question(ask_to_sign(party, challenge, known), secret)
