"""Which comments are under legal hold, without their content: that is read by ``actions.read_hold`` alone."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from discuss.accounts.models import Person
from discuss.comments.models import Comment
from discuss.db import db
from discuss.errors import NotFound
from discuss.events import EventRecord
from discuss.events.types import CaseFileMade
from discuss.moderation.models import LegalHold
from discuss.policy import Actor, Permission, require

PAGE = 50  # holds a page

_FACTS = (LegalHold.id, LegalHold.comment_id, LegalHold.held_at, LegalHold.until, Comment.status, Comment.body != "")


def holds(viewer: Actor, before: int | None) -> list[Row[Any]]:
    """Return one page of them, the newest first: number, comment, since, until, status, whether its words are there."""
    require(viewer, Permission.LEGAL_HOLD_READ)
    wanted = select(*_FACTS).join(Comment, Comment.id == LegalHold.comment_id)
    if before is not None:
        wanted = wanted.where(LegalHold.id < before)
    return list(db.session.execute(wanted.order_by(LegalHold.id.desc()).limit(PAGE)))


def case_files(viewer: Actor) -> list[Row[Any]]:
    """Return the latest case files: when, about which comment, why, and by whom."""
    require(viewer, Permission.LEGAL_HOLD_READ)
    comment_id, why = (EventRecord.payload[name] for name in ("comment_id", "why"))
    made = select(EventRecord.at, comment_id.as_integer(), why.as_string(), Person.name)
    made = made.outerjoin(Person, Person.id == EventRecord.actor_id).where(EventRecord.kind == CaseFileMade.kind)
    return list(db.session.execute(made.order_by(EventRecord.id.desc()).limit(PAGE)))


def get_hold(viewer: Actor, hold_id: int) -> Row[int, int, datetime, datetime]:
    """Return number, comment, since and until. Raises :class:`NotFound`."""
    require(viewer, Permission.LEGAL_HOLD_READ)
    wanted = select(LegalHold.id, LegalHold.comment_id, LegalHold.held_at, LegalHold.until)
    found = db.session.execute(wanted.where(LegalHold.id == hold_id)).first()
    if found is None:
        raise NotFound
    return found
