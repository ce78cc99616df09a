"""The queues: what waits, in which order and why, how much, and since when. Counts are computed, never stored."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from discuss import clock
from discuss.comments.models import Comment, CommentRevision
from discuss.db import db
from discuss.decisions import Decision
from discuss.moderation.models import URGENT, Appeal, Notice, Report
from discuss.moderation.queries.cards import PAGE, Card, accuracy, cards
from discuss.moderation.queries.crowds import Crowd, crowds_among
from discuss.moderation.queries.filters import Filters
from discuss.policy import Actor, Permission, allows, require

ASKED = timedelta(days=7)  # what an author who was asked for a change may take; then it is in the queue again
CAPPED = 1000  # counts go no further: nobody needs to know how many thousands
MOST_REPORTS = 5000  # open reports that an order is made of


@dataclass(frozen=True)
class Queue:
    """One queue and how soon what is in it should be decided."""

    slug: str
    title: str
    target: timedelta | None  # an alarm is shown when the oldest has waited longer


QUEUES = {
    queue.slug: queue
    for queue in (
        Queue("urgent", "Urgent", timedelta(hours=1)),
        Queue("reported", "Reported", timedelta(hours=12)),
        Queue("held", "Held", timedelta(hours=4)),
        Queue("appeals", "Appeals", timedelta(days=2)),
        Queue("recent", "Recent", None),
        Queue("decided", "Decided", None),
    )
}

# How much a category weighs beside the number of reports. Sources: what harms most when it stays an hour longer.
WEIGHTS = {
    "child-safety": 100,
    "threat": 90,
    "private-details": 6,
    "unlawful": 6,
    "contempt": 3,
    "attack": 3,
    "invented": 2,
    "advertising": 2,
    "off-topic": 1,
    "other": 1,
}
ANONYMOUS = 0.3  # the weight of a report without an account


@dataclass(frozen=True)
class Priority:
    """Why an item stands where it stands: the parts are shown."""

    total: float
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """Some cards of a queue in order, why they stand there, and where the next page begins."""

    cards: list[Card]
    priorities: dict[int, Priority] = field(default_factory=dict)
    next_key: int | None = None
    crowds: dict[int, Crowd] = field(default_factory=dict)  # by each of their comments

    def opening(self, card: Card) -> Crowd | None:
        """Return the group whose first card on this page this is."""
        crowd = self.crowds.get(card.comment.id)
        first = next((other for other in self.cards if self.crowds.get(other.comment.id) is crowd), None)
        return crowd if crowd and first is card else None

    def by_same_author(self, card: Card) -> list[Comment]:
        """Return the other comments on this page by the author of one of them."""
        return [other.comment for other in self.cards if other.author.id == card.author.id and other is not card]


@dataclass(frozen=True)
class Standing:
    """How much waits in a queue, since when, and whether that is too long."""

    queue: Queue
    count: int
    oldest: datetime | None

    @property
    def late(self) -> bool:
        """Whether the oldest has waited longer than the queue's target."""
        target = self.queue.target
        return target is not None and self.oldest is not None and clock.now() - self.oldest > target


def queue_page(viewer: Actor, queue: str, filters: Filters, after: int | None) -> Page:
    """Return one page of the queues that hold comments: ``urgent``, ``reported``, ``held`` or ``recent``."""
    require(viewer, Permission.URGENT_HANDLE if queue == "urgent" else Permission.DESK_ENTER)
    if queue == "held":
        return _held(viewer, filters, after)
    read: Callable[[Filters, int | None], tuple[list[int], dict[int, Priority], int | None]]
    read = {"recent": _recent, "urgent": _urgent}.get(queue, _reported)
    ids, priorities, next_key = read(filters, after)
    return Page(cards(viewer, ids), priorities, next_key)


def _held(viewer: Actor, filters: Filters, after: int | None) -> Page:
    """Held comments, changes and what was passed on to a second moderator: this first, then oldest first.

    What several accounts have said in one go stands together, where the first of them would stand.
    """
    waiting = select(CommentRevision.comment_id).where(CommentRevision.state == "pending")
    read = select(Comment.id, Comment.escalated_at, Comment.likeness)
    passed_on = filters.apply(read.where(*_was_passed_on()))
    held = filters.apply(read.where(*_waits_for_moderators()))
    changes = filters.apply(read.where(Comment.id.in_(waiting), Comment.status == "published"))
    waits = (held.order_by(Comment.id).limit(CAPPED), changes.limit(CAPPED))
    rows = [
        *db.session.execute(passed_on.limit(CAPPED)),
        *db.session.execute(union_all(*(select(part.subquery()) for part in waits))),
    ]
    priorities = {
        row.id: Priority(1.0 if row.escalated_at else 0.0, ("passed on to a second moderator",)) if row.escalated_at
        else Priority(0.0, ("oldest first",))
        for row in rows
    }  # fmt: skip
    crowds = crowds_among(viewer, (row.likeness for row in rows))
    places = _together(priorities, crowds)
    ids, priorities, next_key = _paged(sorted(priorities, key=lambda number: places[number]), priorities, after)
    return Page(cards(viewer, ids), priorities, next_key, crowds)


def _together(priorities: dict[int, Priority], crowds: dict[int, Crowd]) -> dict[int, tuple[float, int, int]]:
    """Return where each item stands: with its group, at the place of the group's first."""
    alone = {number: (-priority.total, number) for number, priority in priorities.items()}
    firsts = {
        crowd.number: min(alone[member.id] for member in crowd.members if member.id in alone)
        for number, crowd in crowds.items()
        if number in alone
    }
    return {
        number: (*(firsts[crowds[number].number] if number in crowds else place), number)
        for number, place in alone.items()
    }


def _was_passed_on() -> tuple[ColumnElement[bool], ...]:
    """Published, passed on to a second moderator, and in no other queue: neither reported nor waiting for a change."""
    reported = select(Report.id).where(Report.comment_id == Comment.id, Report.state == "open")
    changing = select(CommentRevision.id).where(
        CommentRevision.comment_id == Comment.id, CommentRevision.state == "pending"
    )
    # Joined to nothing, so that SQLite does not find them by their status, which nearly all comments share.
    status = Comment.status.concat("")
    return (status == "published", Comment.escalated_at.is_not(None), ~reported.exists(), ~changing.exists())


def _waits_for_moderators() -> tuple[ColumnElement[bool], ...]:
    """Held, and not because its author was asked to change it and has not answered yet."""
    last = aliased(Decision)
    latest = select(last.id).where(last.comment_id == Comment.id).order_by(last.id.desc()).limit(1).correlate(Comment)
    asked = select(Decision.id).where(
        Decision.id == latest.scalar_subquery(),
        Decision.action == "request-edit",
        Decision.decided_at > clock.now() - ASKED,
        or_(Comment.edited_at.is_(None), Comment.edited_at < Decision.decided_at),
    )
    return Comment.status == "held", ~asked.exists()


def _recent(filters: Filters, after: int | None) -> tuple[list[int], dict[int, Priority], int | None]:
    """Published comments that no moderator has looked at, newest first."""
    unseen = (Comment.status == "published", Comment.reviewed_at.is_(None), Comment.escalated_at.is_(None))
    wanted = filters.apply(select(Comment.id).where(*unseen))
    if after is not None:
        wanted = wanted.where(Comment.id < after)
    ids = list(db.session.scalars(wanted.order_by(Comment.id.desc()).limit(PAGE + 1)))
    return ids[:PAGE], {}, ids[PAGE - 1] if len(ids) > PAGE else None


def _reported(filters: Filters, after: int | None) -> tuple[list[int], dict[int, Priority], int | None]:
    return _by_reports(filters, after, urgent=False)


def _urgent(filters: Filters, after: int | None) -> tuple[list[int], dict[int, Priority], int | None]:
    return _by_reports(filters, after, urgent=True)


def _by_reports(
    filters: Filters, after: int | None, *, urgent: bool
) -> tuple[list[int], dict[int, Priority], int | None]:
    # Which they are is asked before the limit, and urgent reports stand first: no flood of others hides one.
    wanted = (
        select(Report.comment_id, Report.category, Report.reporter_id, Report.id, Comment.escalated_at)
        .join(Comment, Comment.id == Report.comment_id)
        .where(Report.state == "open", _is_urgent() if urgent else ~_is_urgent())
        .order_by(Report.category.not_in(URGENT), Report.id)
        .limit(MOST_REPORTS)
    )
    by_comment: dict[int, list[Any]] = {}
    for row in db.session.execute(filters.apply(wanted)):
        by_comment.setdefault(row.comment_id, []).append(row)
    records = accuracy({row.reporter_id for rows in by_comment.values() for row in rows if row.reporter_id})
    priorities = {number: _priority(rows, records) for number, rows in by_comment.items()}
    first = {number: rows[0].id for number, rows in by_comment.items()}
    return _paged(sorted(priorities, key=lambda n: (-priorities[n].total, first[n])), priorities, after)


def _is_urgent() -> ColumnElement[bool]:
    """Of a comment that somebody has reported for something urgent, and nobody has closed that yet."""
    other = aliased(Report)
    return Report.comment_id.in_(select(other.comment_id).where(other.state == "open", other.category.in_(URGENT)))


def _priority(rows: list[Any], records: dict[int, tuple[int, int]]) -> Priority:
    """Category weight + the reporters' accuracy, each (upheld + 1) / (settled + 2), summed; passed on counts ten."""
    heaviest = max(rows, key=lambda row: WEIGHTS.get(row.category, 1)).category
    trust = 0.0
    for row in rows:
        upheld, settled = records.get(row.reporter_id or 0, (0, 0))
        trust += (upheld + 1) / (settled + 2) if row.reporter_id else ANONYMOUS
    parts = [
        f"category {heaviest}: {WEIGHTS.get(heaviest, 1)}",
        f"{len(rows)} report{'' if len(rows) == 1 else 's'} weighed by accuracy: {trust:.1f}",
    ]
    total = WEIGHTS.get(heaviest, 1) + trust
    if rows[0].escalated_at:
        total, parts = total + 10, [*parts, "passed on to a second moderator: 10"]
    return Priority(round(total, 2), tuple(parts))


def _paged(
    ids: list[int], priorities: dict[int, Priority], after: int | None
) -> tuple[list[int], dict[int, Priority], int | None]:
    """Cut one page out of an order that is made anew each time; ``after`` is the last item of the page before.

    If that one was decided meanwhile the first page is shown: the most urgent is never passed over.
    """
    start = ids.index(after) + 1 if after in ids else 0
    page = ids[start : start + PAGE]
    return page, priorities, page[-1] if len(ids) > start + PAGE else None


def standing(viewer: Actor) -> dict[str, Standing]:
    """Return for each queue the viewer may open how much waits and since when; counts are capped."""
    require(viewer, Permission.DESK_ENTER)
    urgent, other = _reported_since()
    notices = _capped(select(Notice.filed_at).where(Notice.state == "open").order_by(Notice.id))
    held = _capped(select(Comment.posted_at).where(*_waits_for_moderators()).order_by(Comment.id))
    passed_on = _capped(select(Comment.escalated_at).where(*_was_passed_on()))
    changes = select(CommentRevision.made_at).join(Comment, Comment.id == CommentRevision.comment_id)
    pending = _capped(changes.where(CommentRevision.state == "pending", Comment.status == "published"))
    appeals = _capped(select(Appeal.filed_at).where(Appeal.state == "open").order_by(Appeal.id))
    found = {
        "urgent": _standing("urgent", urgent, notices),
        "reported": _standing("reported", other),
        "held": _standing("held", held, pending, passed_on),
        "appeals": _standing("appeals", appeals),
        "recent": Standing(QUEUES["recent"], 0, None),
        "decided": Standing(QUEUES["decided"], 0, None),
    }
    if not allows(viewer, Permission.URGENT_HANDLE):
        del found["urgent"]
    return found


def _reported_since() -> tuple[list[datetime], list[datetime]]:
    """When each comment was first reported, oldest first: those with something urgent, and the others; both capped."""
    first = func.min(Report.reported_at)
    parts = [
        select(first.label("since"), literal(kind).label("kind"))
        .where(Report.state == "open", wanted)
        .group_by(Report.comment_id)
        .order_by(first)
        .limit(CAPPED + 1)
        .subquery()
        for kind, wanted in (("urgent", _is_urgent()), ("other", ~_is_urgent()))
    ]
    rows = db.session.execute(union_all(*(select(part.c.since, part.c.kind) for part in parts))).all()
    found = {kind: [row.since for row in rows if row.kind == kind] for kind in ("urgent", "other")}
    return found["urgent"], found["other"]


def _capped(query: Select[Any]) -> list[datetime]:
    return list(db.session.scalars(query.limit(CAPPED + 1)))


def _standing(slug: str, *since: list[datetime]) -> Standing:
    waiting = [moment for moments in since for moment in moments]
    return Standing(QUEUES[slug], len(waiting), min(waiting, default=None))
