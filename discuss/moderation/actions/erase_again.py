"""Erase and withdraw what an older copy of the database has brought back, as the list of erasures says."""

from collections.abc import Sequence

from discuss import clock
from discuss.accounts import actions as accounts
from discuss.accounts.models import Person
from discuss.comments.actions import withdraw_again
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.db.scrub import scrub
from discuss.moderation.actions.purge import purge_again
from discuss.moderation.erasures import Erasure
from discuss.policy import Actor, Permission, require

LIVE = {"published", "held"}  # a comment that its author can still withdraw


def erase_again(actor: Actor, erasures: Sequence[Erasure]) -> int:
    """Erase accounts, blank words and withdraw comments that are on the list and are here; return how many were."""
    require(actor, Permission.SYSTEM_WORK)
    withdrawn = sum(_withdrawn(actor, erasure) for erasure in erasures if erasure.withdrawn)
    people = sum(_account(actor, erasure) for erasure in erasures if erasure.person)
    comments = sum(_words(actor, erasure) for erasure in erasures if erasure.comment and not erasure.withdrawn)
    if comments:
        scrub()
    return withdrawn + people + comments


def _withdrawn(actor: Actor, erasure: Erasure) -> bool:
    comment = db.session.get(Comment, erasure.comment)
    if comment is None or comment.posted_at.isoformat() != erasure.since or comment.status not in LIVE:
        return False
    withdraw_again(actor, comment)
    return True


def _account(actor: Actor, erasure: Erasure) -> bool:
    with transaction() as session:
        person = session.get(Person, erasure.person)
        if person is None or person.erased_at is not None or person.created_at.isoformat() != erasure.since:
            return False
        person.closing_at, person.keep_words = clock.now(), erasure.keep_words
        accounts.erase(actor, person.id)
    return True


def _words(actor: Actor, erasure: Erasure) -> bool:
    with transaction() as session:
        comment = session.get(Comment, erasure.comment)
        if comment is None or not comment.body or comment.posted_at.isoformat() != erasure.since:
            return False
        by = session.get(Person, erasure.by) if erasure.by else None
        purge_again(actor, comment, erasure.rule, by.id if by is not None and by.role != "reader" else None)
    return True
