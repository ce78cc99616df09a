"""What one moderator has decided within a span of time."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from discuss.db import db
from discuss.decisions import Decision
from discuss.decisions.acts import ACTS
from discuss.decisions.standing import stands
from discuss.moderation.queries.blind import told_to
from discuss.policy import Actor, Permission, require

ABOUT_DECISIONS = tuple(slug for slug, act in ACTS.items() if act.subject == "decision")


def decided_between(viewer: Actor, moderator_id: int, since: datetime, until: datetime, most: int) -> list[Decision]:
    """Return the decisions of one moderator that stand, newest first; none about decisions."""
    require(viewer, Permission.WINDOW_REVERSE)
    wanted = (
        select(Decision).where(*_within(viewer, moderator_id, since, until)).order_by(Decision.id.desc()).limit(most)
    )
    return list(db.session.scalars(wanted))


def count_between(viewer: Actor, moderator_id: int, since: datetime, until: datetime) -> dict[str, int]:
    """Return how many decisions of each kind that are."""
    require(viewer, Permission.WINDOW_REVERSE)
    counted = select(Decision.action, func.count()).where(*_within(viewer, moderator_id, since, until))
    found = dict(db.session.execute(counted.group_by(Decision.action)).all())
    return {slug: found[slug] for slug in ACTS if slug in found}


def _within(viewer: Actor, moderator_id: int, since: datetime, until: datetime) -> list[ColumnElement[bool]]:
    return [
        Decision.actor_id == moderator_id,
        Decision.decided_at >= since,
        Decision.decided_at <= until,
        Decision.action.not_in(ABOUT_DECISIONS),
        stands(),
        told_to(viewer),
    ]


def decided_by_others_since(decision: Decision) -> Decision | None:
    """Return the newest decision about the same comment that somebody else has taken later, and that stands."""
    wanted = (
        select(Decision)
        .where(
            Decision.comment_id == decision.comment_id,
            Decision.id > decision.id,
            Decision.actor_id.is_distinct_from(decision.actor_id),
            Decision.action.not_in(("undo", "reverse")),
            stands(),
        )
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return db.session.scalar(wanted)
