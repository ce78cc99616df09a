"""Changes of checks that are tried on old comments, and what such a trial must know of those comments."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, tuple_
from sqlalchemy.orm import aliased

from discuss.accounts.models import Person
from discuss.checks.queries import LET_STAND, TOOK_AWAY
from discuss.comments.models import Comment
from discuss.db import db
from discuss.decisions import Decision
from discuss.errors import NotFound
from discuss.moderation.models import Replay
from discuss.moderation.replaying import Said
from discuss.policy import Actor, Permission, allows, require
from discuss.screening.draft import FIRST
from discuss.stories.models import Story

PERIOD = timedelta(days=30)
MOST = 50_000  # comments that one trial looks at, the newest ones
LOOKED_AT = ("published", "held", "removed")
# As an expression no index is made for it: SQLite would go through all that was ever published, instead of the period.
_STATUS = Comment.status.concat("")


def get_replay(viewer: Actor, check: str, replay_id: int) -> Replay:
    """Return a trial of this check. Raises :class:`NotFound`."""
    require(viewer, Permission.CHECKS_EDIT)
    replay = db.session.get(Replay, replay_id)
    if replay is None or replay.check_name != check:
        raise NotFound
    return replay


def replays_of(viewer: Actor, check: str, limit: int = 50) -> list[tuple[Replay, Person]]:
    """Return the latest trials of a check with who asked for them, newest first."""
    require(viewer, Permission.CHECKS_EDIT)
    found = db.session.execute(
        select(Replay, Person)
        .join(Person, Person.id == Replay.asked_by)
        .where(Replay.check_name == check)
        .order_by(Replay.id.desc())
        .limit(limit)
    )
    return [(replay, person) for replay, person in found]


def examples(viewer: Actor, ids: Sequence[int]) -> list[tuple[Comment, Story]]:
    """Return those of the comments that the viewer may see, with their stories, in the order given.

    What was deleted since is left out.
    """
    found = db.session.execute(
        select(Comment, Story)
        .join(Story, Story.id == Comment.story_id)
        .where(Comment.id.in_(ids), Comment.status.in_(LOOKED_AT))
    )
    by_id = {comment.id: (comment, story) for comment, story in found}
    seen = [by_id[number] for number in ids if number in by_id]
    return [
        (comment, story)
        for comment, story in seen
        if allows(viewer, Permission.COMMENT_READ, comment) and allows(viewer, Permission.STORY_READ, story)
    ]


def next_replay() -> Replay | None:
    """Return the oldest trial that is not done."""
    unfinished = select(Replay).where(Replay.state.in_(("waiting", "running"))).order_by(Replay.id).limit(1)
    return db.session.scalar(unfinished)


def _of_readers(replay: Replay, *columns: Any) -> Select[Any]:
    """Return the comments of the period: those of staff are left out, whom moderators do not look at."""
    return (
        select(*columns)
        .join(Person, Person.id == Comment.author_id)
        .where(
            Comment.posted_at > replay.asked_at - PERIOD,
            Comment.posted_at <= replay.asked_at,
            _STATUS.in_(LOOKED_AT),
            Person.role == "reader",
        )
    )


def how_many(replay: Replay) -> int:
    """Count what a trial has to look at."""
    return (
        db.session.scalar(select(func.count()).select_from(_of_readers(replay, Comment.id).limit(MOST).subquery())) or 0
    )


def next_comments(replay: Replay, limit: int) -> Sequence[Row[Any]]:
    """Return the next comments to look at, newest first, each with how many of its author's were published before."""
    earlier = aliased(Comment)
    before = (
        select(earlier.id)
        .where(
            earlier.author_id == Comment.author_id, earlier.id < Comment.id, earlier.status.concat("") == "published"
        )
        .limit(FIRST.most)  # more make nobody better known
        .correlate(Comment)
        .subquery()
    )
    approved = select(func.count()).select_from(before).correlate(Comment).scalar_subquery()
    columns = (Comment.id, Comment.author_id, Comment.body, Comment.posted_at, approved.label("approved"))
    wanted = _of_readers(replay, *columns).order_by(Comment.posted_at.desc(), Comment.id.desc()).limit(limit)
    if replay.last_comment_id:
        at = select(Comment.posted_at).where(Comment.id == replay.last_comment_id).scalar_subquery()
        wanted = wanted.where(tuple_(Comment.posted_at, Comment.id) < tuple_(at, replay.last_comment_id))
    return db.session.execute(wanted).all()


def said_by(authors: set[int], since: datetime, until: datetime) -> list[Said]:
    """Return what these people posted in a span and did not delete, newest first."""
    return _said(and_(Comment.author_id.in_(authors), Comment.status != "withdrawn"), since, until)


def said_by_all(since: datetime, until: datetime) -> list[Said]:
    """Return what everybody posted in a span, newest first."""
    return _said(Comment.status != "", since, until)


def _said(which: ColumnElement[bool], since: datetime, until: datetime) -> list[Said]:
    rows = db.session.execute(
        select(Comment.id, Comment.author_id, Comment.body, Comment.posted_at)
        .where(which, Comment.posted_at >= since, Comment.posted_at <= until)
        .order_by(Comment.posted_at.desc(), Comment.id.desc())
    )
    return [Said(*row) for row in rows]


def verdicts(ids: Sequence[int]) -> dict[int, str]:
    """Return what people have decided about comments: ``approved`` or ``removed``; the last word counts."""
    undone = aliased(Decision)
    rows = db.session.execute(
        select(Decision.comment_id, Decision.action)
        .outerjoin(undone, undone.undoes_id == Decision.id)
        .where(
            Decision.comment_id.in_(ids),
            Decision.action.in_((*LET_STAND, *TOOK_AWAY)),
            Decision.actor_id.is_not(None),
            undone.id.is_(None),
        )
        .order_by(Decision.id)
    )
    return {row.comment_id: "removed" if row.action in TOOK_AWAY else "approved" for row in rows}
