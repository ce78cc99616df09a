"""Whole discussions: which need attention, and one with everything in place."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import func, select

from discuss import clock
from discuss.comments.models import Comment
from discuss.db import db
from discuss.moderation.models import Report
from discuss.moderation.queries.blind import kept_comments
from discuss.moderation.queries.cards import PAGE, Card, cards
from discuss.policy import Actor, Permission, require
from discuss.stories.models import Story

BEFORE = 5  # comments shown before the one whose place in the discussion was asked for
LATEST = 5000  # comments among which a day's are counted


def thread(viewer: Actor, story: Story, after: int | None, *, around: int | None = None) -> list[Card]:
    """Return comments of a story in order of posting, held and removed ones in place.

    One page of them: from the beginning, from the one behind ``after``, or from a few before ``around``.
    """
    require(viewer, Permission.DESK_ENTER)
    wanted = select(Comment.id).where(Comment.story_id == story.id, Comment.id.not_in(kept_comments(viewer)))
    if around is not None:
        before = wanted.where(Comment.id < around).order_by(Comment.id.desc()).limit(BEFORE)
        after = min(db.session.scalars(before), default=0) - 1
    if after is not None:
        wanted = wanted.where(Comment.id > after)
    return cards(viewer, list(db.session.scalars(wanted.order_by(Comment.id).limit(PAGE))))


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
