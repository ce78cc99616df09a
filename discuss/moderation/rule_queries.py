"""How a house rule fares: how often it was the ground of a restriction in a year, and how often that was reversed."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from discuss import clock
from discuss.db import db
from discuss.decisions import Decision
from discuss.decisions.acts import APPEALABLE
from discuss.moderation.log_queries import in_the_log
from discuss.moderation.models import Appeal

PERIOD = timedelta(days=365)
MOST = 50_000  # decisions that are counted


@dataclass(frozen=True)
class Fared:
    """What became of one version of a rule."""

    hits: int = 0
    appealed: int = 0
    overturned: int = 0


def fared(number: int) -> dict[int, Fared]:
    """Return how each version of a rule fared in the last year; decisions without a version used the first."""
    rows = (
        select(Decision.id, func.coalesce(Decision.rule_version, 1).label("version"))
        .where(
            Decision.rule == number,
            Decision.action.in_(APPEALABLE),
            Decision.decided_at >= clock.now() - PERIOD,
            in_the_log(),
        )
        .order_by(Decision.id.desc())
        .limit(MOST)
        .subquery()
    )
    counted = (
        select(
            rows.c.version,
            func.count(),
            func.count(Appeal.id),
            func.count(Appeal.id).filter(Appeal.state == "overturned"),
        )
        .outerjoin(Appeal, Appeal.decision_id == rows.c.id)
        .group_by(rows.c.version)
    )
    return {version: Fared(hits, appealed, back) for version, hits, appealed, back in db.session.execute(counted)}


def together(versions: dict[int, Fared]) -> Fared:
    """Add up the versions."""
    return Fared(*(sum(getattr(one, name) for one in versions.values()) for name in ("hits", "appealed", "overturned")))
