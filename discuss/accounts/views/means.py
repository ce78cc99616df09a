"""What this site checks proofs with, and the questions that it puts to passkeys of this browser."""

import ipaddress
from urllib.parse import urlsplit

from flask import current_app, request, session
from flask.typing import ResponseReturnValue

from discuss.accounts.passkeys import Party
from discuss.accounts.proofs import Given, Means
from discuss.accounts.sealing import Sealer
from discuss.accounts.views import login
from discuss.config import Settings


def means() -> Means:
    """Return what proofs are checked with."""
    return Means(sealer(), party(), login.letters())


def sealer() -> Sealer:
    """Return the site's sealer."""
    found: Sealer = current_app.extensions["discuss.sealer"]
    return found


def party() -> Party | None:
    """Return the site as passkeys know it, None at an address that is a number: browsers want a name there.

    A trial site answers to several names of its own machine, of which only "localhost" will do.
    """
    settings: Settings = current_app.extensions["discuss.settings"]
    if urlsplit(request.host_url).hostname == "localhost" and not settings.production:
        return Party("localhost", request.host_url.rstrip("/"), settings.site_name)
    try:
        ipaddress.ip_address(settings.hostname)
    except ValueError:
        return Party(settings.hostname, settings.base_url, settings.site_name)
    return None


def question(options: str, secret: str) -> ResponseReturnValue:
    """Send a passkey's question to the script, and remember in this browser under which secret it is kept."""
    session["question"] = secret
    return current_app.response_class(options, mimetype="application/json")


def given() -> Given:
    """Return what the form shows as proof. The question that a passkey answers is forgotten here."""
    return Given(
        app_code=request.form.get("code", ""),
        recovery_code=request.form.get("recovery", "").strip(),
        passkey=request.form.get("passkey", ""),
        challenge=str(session.pop("question", "")) if request.form.get("passkey") else "",
        password=request.form.get("password", ""),
    )
