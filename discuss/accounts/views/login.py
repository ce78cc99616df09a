"""The session cookie: it holds a secret, the database says what the secret is worth."""

import contextlib
import ipaddress
from datetime import timedelta

from flask import Flask, Response, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from discuss import clock
from discuss.accounts import actions, queries
from discuss.accounts.identity import actor_for
from discuss.accounts.letters import Letters
from discuss.accounts.models import Session
from discuss.accounts.queries import Known
from discuss.config import Settings
from discuss.errors import CannotStore, SignInRequired
from discuss.policy import Role

A_DAY = timedelta(days=1)
BROWSERS = (("Firefox", "Firefox"), ("Edg", "Edge"), ("OPR", "Opera"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac", "Mac"))


class SignedIn(UserMixin):  # type: ignore[misc]
    """Who is signed in, for Flask-Login: its id is the session's secret."""

    def __init__(self, secret: str, known: Known) -> None:
        self.id = secret
        self.session_id = known.session.id
        self.actor = actor_for(known.person, known.session, factor_demanded=_factor_demanded())
        self.closing_at = known.person.closing_at
        self.reading = known.person.reading
        self.muted = known.muted


def _factor_demanded() -> bool:
    settings: Settings = current_app.extensions["discuss.settings"]
    return settings.staff_second_factor == "required"


def register(app: Flask) -> None:
    """Let Flask-Login find people by the secret in the cookie."""
    manager = LoginManager(app, add_context_processor=False)  # templates get the viewer, a plain value
    manager.session_protection = None  # the row in the database decides, not the browser's name

    @manager.user_loader
    def load(secret: str) -> SignedIn | None:
        found = queries.find_session(secret)
        if found is None:
            return None
        signed_in = SignedIn(secret, found)
        if found.person.role != Role.READER and _unseen_for(found.session) > A_DAY:
            g.seen_again = signed_in
        return signed_in

    @app.after_request
    def note(answer: Response) -> Response:
        """Write once a day that a member of staff is here; a database that is locked keeps no page from them."""
        seen: SignedIn | None = g.pop("seen_again", None)
        if seen is not None and answer.status_code < 500:
            with contextlib.suppress(CannotStore):
                actions.note_use(seen.actor, seen.session_id)
        return answer


def _unseen_for(row: Session) -> timedelta:
    return clock.now() - (row.seen_at or row.created_at)


def enter(secret: str) -> None:
    """Begin the session in this browser: with a new cookie, so that one planted before is worth nothing."""
    found = queries.find_session(secret)
    if found is None:
        raise SignInRequired
    session.clear()
    session.permanent = True
    login_user(SignedIn(secret, found))


def renew(secret: str) -> None:
    """Go on in this browser under a new secret; forms that are open in other windows stay good."""
    found = queries.find_session(secret)
    if found is None:
        raise SignInRequired
    login_user(SignedIn(secret, found))


def begin_second_step(secret: str) -> None:
    """Remember in this browser, and nowhere else, that the password was right: nobody is signed in yet."""
    session.clear()
    session["step"] = secret


def second_step() -> str:
    """Return the secret of the second step that this browser is at, '' if it is at none."""
    return str(session.get("step", ""))


def leave() -> None:
    """End the session in this browser."""
    logout_user()
    session.clear()


def session_id() -> int:
    """Return the number of the present session. Raises :class:`SignInRequired` without one."""
    found = getattr(current_user, "session_id", None)
    if not isinstance(found, int):
        raise SignInRequired
    return found


def letters() -> Letters:
    """Return the site's writer of account mails."""
    found: Letters = current_app.extensions["discuss.letters"]
    return found


def browser() -> str:
    """Return how the browser calls itself, in two words, for the list of sessions."""
    agent = request.user_agent.string
    name = next((word for mark, word in BROWSERS if mark in agent), "A program")
    system = next((word for mark, word in SYSTEMS if mark in agent), "Linux" if "Linux" in agent else "")
    return f"{name} on {system}" if system else name


def coarse_network() -> str:
    """Return the caller's network with the person's own part left out: enough to recognise, too little to follow."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False))
