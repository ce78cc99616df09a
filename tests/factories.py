"""Rows for tests, each with everything it needs: ``make.person()``, ``make.story()``, ``make.comment()``.

Comments are posted through the product's own action, so that counters, places and decisions are as in life.
"""

import itertools
import secrets
from datetime import timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select, update

from discuss import clock
from discuss.accounts import app_codes, recovery
from discuss.accounts.identity import actor_for
from discuss.accounts.models import AuthenticatorApp, Passkey, Person, RecoveryCode
from discuss.accounts.passwords import hash_password
from discuss.accounts.sealing import Sealer
from discuss.comments import actions as comments
from discuss.comments import counters
from discuss.comments.models import Comment
from discuss.comments.screened import CommentSettings
from discuss.db import db, transaction
from discuss.decisions import Decision
from discuss.moderation import actions as moderation
from discuss.moderation.letters import NoticeLetters
from discuss.moderation.models import LegalHold, Notice, Order, SecondLook
from discuss.moderation.notice_queries import get_by_secret
from discuss.moderation.rulings import Ruling
from discuss.policy import VISITOR, Actor
from discuss.screening.words import WordLists
from discuss.stories.models import Element, Story
from tests.services.databases import KEY
from tests.services.visitor import PASSWORD

SETTINGS = CommentSettings(limit=2000, pace=False, words=lambda: WordLists.parse(""))

_numbers = itertools.count(1)


@cache
def common_password_hash() -> str:
    """A hash of the common password; its cost is the one that the tests have set."""
    return hash_password(PASSWORD)


def person(name: str = "", **given: Any) -> Person:
    """A confirmed person; by default with a free plan that has no end."""
    number = next(_numbers)
    handle = given.pop("handle", f"person-{number}")
    values = {
        "email": f"{handle}@example.org",
        "email_confirmed_at": clock.now(),
        "password_hash": common_password_hash(),
        "handle": handle,
        "name": name or f"Person {number}",
        "name_skeleton": f"skeleton-{number}",
        "plan": "free",
    } | given
    values.setdefault("email_key", (values["email"] or "").casefold() or None)
    with transaction() as session:
        made = Person(**values)
        session.add(made)
    return made


def member(**given: Any) -> Person:
    """A confirmed person without a subscription."""
    return person(**({"plan": ""} | given))


def lapsed(**given: Any) -> Person:
    """Somebody whose plan ended a month ago."""
    return person(**({"plan": "paid", "plan_ends_at": clock.now() - timedelta(days=30)} | given))


def moderator(**given: Any) -> Person:
    """A moderator."""
    return person(**({"role": "moderator", "plan": ""} | given))


@cache
def recovery_codes() -> tuple[str, dict[str, str]]:
    """One set of recovery codes for all: hashing takes its time."""
    return recovery.new_set()


def second_factor(of: Person, codes: tuple[str, dict[str, str]] | None = None) -> SimpleNamespace:
    """Give somebody an authenticator app and recovery codes; return the app's ``key`` and the ``codes``."""
    key = app_codes.new_key()
    salt, hashes = codes or recovery_codes()
    with transaction() as session:
        person = session.get_one(Person, of.id)
        person.second_factor_at = clock.now()
        sealed = Sealer([KEY]).seal("app", of.id, key)
        session.add(AuthenticatorApp(person_id=of.id, secret=sealed, last_step=0, added_at=clock.now()))
        session.add_all(RecoveryCode(person_id=of.id, salt=salt, code_hash=value) for value in hashes.values())
    of.recovery_codes = list(hashes)  # for Visitor.sign_in
    return SimpleNamespace(key=key, codes=tuple(hashes))


def passkey(of: Person, name: str = "Blue key") -> Passkey:
    """Give somebody a passkey that no device has, beside an app: it can be looked at, renamed and removed."""
    with transaction() as session:
        made = Passkey(
            person_id=of.id,
            credential_id=secrets.token_urlsafe(16),
            public_key=secrets.token_urlsafe(77),
            user_handle=secrets.token_urlsafe(32),
            sign_count=0,
            name=name,
        )
        session.add(made)
        session.get_one(Person, of.id).second_factor_at = clock.now()
    return made


def legal_hold() -> LegalHold:
    """A comment that a moderator has removed because it endangers a child."""
    endangering = comment()
    moderation.report(VISITOR, endangering, moderation.Complaint(category="child-safety"))
    ruling = Ruling(action="remove", rule=4, reason="It endangers a child.", version=endangering.version)
    moderation.decide(actor(moderator(handles_urgent=True)), endangering, ruling)
    return db.session.scalars(select(LegalHold).where(LegalHold.comment_id == endangering.id)).one()


def actor(of: Person) -> Actor:
    """What policy sees of a person."""
    return actor_for(of)


def story(headline: str = "A bridge divides two villages", **given: Any) -> Story:
    """A published story with two key points and three sides."""
    number = next(_numbers)
    values = {
        "slug": f"story-{number}",
        "headline": headline,
        "status": "published",
        "published_at": clock.now(),
        "revision": 1,
    } | given
    with transaction() as session:
        made = Story(**values)
        session.add(made)
        session.flush()
        parts = [
            ("why", "why", "", "", "The only crossing for twenty kilometres may close."),
            ("point", "p1", "", "", "The bridge carries four hundred cars a day."),
            ("point", "p2", "", "", "Repairs would cost more than a ferry."),
            ("expert", "expert", "", "", "Engineers found corrosion in two of nine piers."),
            ("plain", "plain", "", "", "The bridge is rusty and mending it is dear."),
            *(("side", f"side-{slug}", slug.capitalize(), slug, "What they say.") for slug in SIDES),
        ]
        for position, (kind, public_id, label, slug, text) in enumerate(parts):
            session.add(
                Element(
                    story_id=made.id,
                    kind=kind,
                    public_id=public_id,
                    label=label,
                    slug=slug,
                    text=text,
                    position=position,
                )
            )
    return made


SIDES = ("critics", "defenders", "neutral")


def comment(
    on: Story | None = None, by: Person | None = None, reply_to: Comment | None = None, body: str = "", **given: Any
) -> Comment:
    """A comment in any status, posted through the product; ``status`` other than published is given afterwards."""
    number = next(_numbers)
    status = given.pop("status", "published")
    posted_at = given.pop("posted_at", None)
    on = on or story()
    by = by or person()
    new = comments.NewComment(body=body or f"Comment number {number} has its own words.", **given)
    made = comments.post(actor_for(by), on, new, reply_to, SETTINGS)
    if made.status != status or posted_at:
        with transaction() as session:
            version = counters.touch_story(on.id)
            made = session.get_one(Comment, made.id)
            if made.status != status:
                counters.change_status(made, status, version, rule=2 if status == "removed" else None)
            if posted_at:
                session.execute(update(Comment).where(Comment.id == made.id).values(posted_at=posted_at))
    db.session.refresh(made)
    return made


def second_look(
    decision: Decision | None = None, answer: str = "", rule: int | None = None, by: Person | None = None
) -> SecondLook:
    """A decision drawn for a second look, laid before ``by`` if given, and answered if ``answer`` is."""
    if decision is None:
        looked_at = comment()
        keep = Ruling(action="keep", version=looked_at.version)
        decision = moderation.decide(actor(moderator()), looked_at, keep)
    second = by or (moderator() if answer else None)
    with transaction() as session:
        made = SecondLook(decision_id=decision.id)
        if second is not None:
            made.person_id, made.taken_at = second.id, clock.now()
        session.add(made)
    if answer and second is not None:
        moderation.look_again(actor(second), decision, answer, rule)
        db.session.refresh(made)
    return made


def db_person(handle: str) -> Person:
    """The person with this handle."""
    return db.session.scalars(select(Person).where(Person.handle == handle)).one()


def notice(about: Comment, **given: Any) -> Notice:
    """A notice of illegal content about a comment, filed by somebody without an account."""
    address = f"/stories/{db.session.get_one(Story, about.story_id).slug}/comments/{about.id}"
    values = {
        "address": address,
        "category": "threat",
        "explanation": "It threatens my neighbour.",
        "name": "Nora Notifier",
        "email": "nora@example.org",
    } | given
    letters = NoticeLetters("http://127.0.0.1:8000", "Discuss")
    secret = moderation.file_notice(VISITOR, moderation.NewNotice(good_faith=True, **values), letters)
    return get_by_secret(secret)


def order(by: Person | None = None, **given: Any) -> Order:
    """An order of a court, recorded by ``by`` or by an owner."""
    values = {
        "authority": "District Court of Northport",
        "country": "DE",
        "kind": "act",
        "category": "hatred",
        "about": "Remove /stories/a-bridge/comments/1.",
        "received_at": clock.now().replace(second=0, microsecond=0),  # as the form gives it
    } | given
    return moderation.record_order(actor(by or person(role="owner", plan="")), moderation.NewOrder(**values))
