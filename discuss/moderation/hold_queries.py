"""Which comments are under legal hold, without their content: that is read by ``actions.read_hold`` alone."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, select
from sqlalchemy.orm import aliased

from discuss.accounts.models import Person
from discuss.comments.models import Comment
from discuss.db import db
from discuss.errors import NotFound
from discuss.events import EventRecord
from discuss.events.types import CaseFileMade, CaseFilesCleared
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
    """Return the latest case files: when, about which comment, why, by whom, and whether their subject may know."""
    require(viewer, Permission.LEGAL_HOLD_READ)
    made = select(_Made.at, _comment(_Made), _Made.payload["why"].as_string(), Person.name, _cleared())
    made = made.outerjoin(Person, Person.id == _Made.actor_id).where(_Made.kind == CaseFileMade.kind)
    return list(db.session.execute(made.order_by(_Made.id.desc()).limit(PAGE)))


def quiet_case_files(comment_id: int) -> bool:
    """Say whether a case file about a comment was made of which its author must not know yet."""
    made = select(_Made.id).where(_Made.kind == CaseFileMade.kind, _comment(_Made) == comment_id, ~_cleared())
    return db.session.scalar(made.limit(1)) is not None


def exported_case_files(person_id: int) -> list[dict[str, Any]]:
    """Return the case files about a person's comments of which they may know, without who made them."""
    made = select(_Made.at, _comment(_Made).label("comment")).join(Comment, Comment.id == _comment(_Made))
    made = made.where(_Made.kind == CaseFileMade.kind, Comment.author_id == person_id, _cleared())
    return [{"made_at": row.at, "comment": row.comment} for row in db.session.execute(made.order_by(_Made.id))]


_Made, _Later = aliased(EventRecord), aliased(EventRecord)


def _comment(event: Any) -> Any:
    return event.payload["comment_id"].as_integer()


def _cleared() -> Any:
    later = (_Later.kind == CaseFilesCleared.kind, _Later.id > _Made.id, _comment(_Later) == _comment(_Made))
    return exists().where(*later)


def get_hold(viewer: Actor, hold_id: int) -> Row[int, int, datetime, datetime]:
    """Return number, comment, since and until. Raises :class:`NotFound`."""
    require(viewer, Permission.LEGAL_HOLD_READ)
    wanted = select(LegalHold.id, LegalHold.comment_id, LegalHold.held_at, LegalHold.until)
    found = db.session.execute(wanted.where(LegalHold.id == hold_id)).first()
    if found is None:
        raise NotFound
    return found
