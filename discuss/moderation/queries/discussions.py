"""Whole discussions: which need attention, and one with everything in place."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from discuss import clock
from discuss.comments.models import Comment
from discuss.comments.rows import CUT, starts_branch
from discuss.db import db
from discuss.moderation.models import Report
from discuss.moderation.queries.blind import kept_now
from discuss.moderation.queries.cards import PAGE, Card, cards
from discuss.policy import Actor, Permission, require
from discuss.stories.models import Story

BEFORE = 5  # comments shown before the one whose place in the discussion was asked for
LATEST = 5000  # comments among which a day's are counted


@dataclass(frozen=True)
class Stretch:
    """A part of a discussion in the order of the conversation, and where one gets on from it."""

    cards: list[Card]
    last: int | None = None  # the comment behind which the next part begins
    deeper: frozenset[int] = frozenset()  # comments whose answers stand on a page of their own
    answers: int | None = None  # the comment that all this hangs from, where it is not the whole discussion

    @staticmethod
    def level(card: Card) -> int:
        """Return how far in a card stands on its page, 0 to 11."""
        return card.comment.depth % CUT


def thread(
    viewer: Actor, story: Story, *, after: int | None = None, around: int | None = None, below: int | None = None
) -> Stretch:
    """Return comments of a story as the conversation goes, answers below what they answer, held and removed in place.

    At most :data:`PAGE`: behind the comment ``after``, from a few before ``around``, the answers to ``below``, or from
    the beginning. Where replies begin a branch of their own they are left out: see ``Stretch.deeper``. The number of
    statements is fixed.
    """
    require(viewer, Permission.DESK_ENTER)
    start = _find(story, around or after)
    ids = [*_before(start), start.id] if start and around else []
    if start is None:
        parent_id, passed = (below if _find(story, below) else None), 0
    else:
        passed = start.branch_id or start.id
        parent_id = db.session.scalar(select(Comment.parent_id).where(Comment.id == passed))
        ids += _rest(passed, start.path)
    if len(ids) <= PAGE:
        heads = _heads(story, parent_id, passed)
        branches = _branches(heads)
        ids += [number for head in heads for number in (head, *branches.get(head, []))]
    last = ids[PAGE - 1] if len(ids) > PAGE else None
    kept = kept_now(viewer)
    found = cards(viewer, [number for number in ids[:PAGE] if number not in kept])
    return Stretch(found, last, _deeper([card.comment for card in found]), parent_id)


def _find(story: Story, comment_id: int | None) -> Any:
    columns = select(Comment.id, Comment.branch_id, Comment.path)
    return db.session.execute(columns.where(Comment.id == comment_id, Comment.story_id == story.id)).first()


def _before(start: Any) -> list[int]:
    """Return a few comments that stand before one in its branch, in order, the branch's head among them."""
    if start.branch_id is None:
        return []
    earlier = (Comment.branch_id == start.branch_id, Comment.path < start.path)
    found = [number for _, number in _both(Comment.path, earlier, BEFORE, backwards=True)]
    return found if len(found) == BEFORE else [start.branch_id, *found]


def _rest(head: int, path: str) -> list[int]:
    return [number for _, number in _both(Comment.path, (Comment.branch_id == head, Comment.path > path), PAGE + 1)]


def _heads(story: Story, parent_id: int | None, after: int) -> list[int]:
    parent = Comment.parent_id.is_(None) if parent_id is None else Comment.parent_id == parent_id
    wanted = (Comment.story_id == story.id, parent, Comment.id > after)
    return [number for _, number in _both(Comment.id, wanted, PAGE + 1)]


def _branches(heads: list[int]) -> dict[int, list[int]]:
    """Read the beginning of each branch: two limited looks into the index a branch, in one statement."""
    found: dict[int, list[int]] = {}
    if heads:
        looks = [look for head in heads for look in _looks(Comment.path, (Comment.branch_id == head,), PAGE + 1)]
        together = union_all(*looks).subquery()
        for row in db.session.execute(select(together).order_by(together.c.branch_id, together.c.place)):
            found.setdefault(row.branch_id, []).append(row.id)
    return found


def _both(
    place: InstrumentedAttribute[Any], wanted: tuple[ColumnElement[bool], ...], limit: int, *, backwards: bool = False
) -> list[tuple[Any, int]]:
    """Return (place, id) of what is shown to readers and what is not, together in order."""
    looks = union_all(*_looks(place, wanted, limit, backwards=backwards))
    rows = sorted(((row.place, row.id) for row in db.session.execute(looks)), reverse=backwards)[:limit]
    return sorted(rows)


def _looks(
    place: InstrumentedAttribute[Any], wanted: tuple[ColumnElement[bool], ...], limit: int, *, backwards: bool = False
) -> list[Select[Any]]:
    # One look for each value: the index has what readers are shown before the place.
    order = place.desc() if backwards else place
    columns = select(Comment.id, Comment.branch_id, place.label("place"))
    both = (columns.where(*wanted, Comment.shown.is_(shown)).order_by(order).limit(limit) for shown in (True, False))
    return [select(look.subquery()) for look in both]


def _deeper(shown: list[Comment]) -> frozenset[int]:
    """Return those of the comments that are answered in branches of their own."""
    ends = [comment.id for comment in shown if starts_branch(comment.depth + 1)]
    answered = select(Comment.parent_id).where(Comment.parent_id.in_(ends)).distinct()
    return frozenset(number for number in db.session.scalars(answered) if number)


def threads(viewer: Actor, limit: int = 50) -> list[tuple[Story, int, int, int]]:
    """Return discussions that need attention: (story, reported, held, comments in the last day), the hottest first."""
    require(viewer, Permission.DESK_ENTER)
    reported: Counter[int] = Counter()
    by_story = (
        select(Comment.story_id, func.count(Report.comment_id.distinct()))
        .join(Report, Report.comment_id == Comment.id)
        .where(Report.state == "open")
        .group_by(Comment.story_id)
    )
    for story_id, number in db.session.execute(by_story):
        reported[story_id] = number
    held: Counter[int] = Counter()
    waiting = select(Comment.story_id, func.count()).where(Comment.status == "held").group_by(Comment.story_id)
    for story_id, number in db.session.execute(waiting):
        held[story_id] = number
    day = clock.now() - timedelta(days=1)
    latest = select(Comment.story_id, Comment.posted_at).order_by(Comment.id.desc()).limit(LATEST)
    heat = Counter(row.story_id for row in db.session.execute(latest) if row.posted_at > day)
    wanted = sorted(
        reported.keys() | held.keys() | heat.keys(), key=lambda n: (-5 * reported[n] - 2 * held[n] - heat[n], n)
    )[:limit]
    stories = {story.id: story for story in db.session.scalars(select(Story).where(Story.id.in_(wanted)))}
    return [(stories[n], reported[n], held[n], heat[n]) for n in wanted]
