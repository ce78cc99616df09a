"""Where somebody stands: the decisions about them, their appeals, and what became of their reports."""

from dataclasses import dataclass

from sqlalchemy import func, select

from discuss.accounts.models import Person
from discuss.db import db
from discuss.decisions import Decision
from discuss.decisions.standing import stands
from discuss.moderation import appeal_queries
from discuss.moderation.models import Appeal, Report
from discuss.policy import Actor, Permission, require

DECISIONS = 100  # the latest that the page shows
REPORTS = 20


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the page shows."""

    warning: Decision | None  # that has not been acknowledged
    decisions: list[Decision]  # newest first, those taken back at once left out
    appeals: dict[int, Appeal]  # by the decision appealed against
    reports: list[Report]  # newest first
    fared: dict[str, int]  # how many reports were open, upheld, kept, wrong


def standing(viewer: Actor) -> Standing:
    """Return where the viewer stands, in a fixed number of statements."""
    require(viewer, Permission.ACCOUNT_MANAGE)
    about = select(Decision).where(Decision.person_id == viewer.id, stands())
    taken = list(db.session.scalars(about.order_by(Decision.id.desc()).limit(DECISIONS)))
    warning_id = db.session.scalar(select(Person.warning_id).where(Person.id == viewer.id))
    own = select(Report).where(Report.reporter_id == viewer.id).order_by(Report.id.desc()).limit(REPORTS)
    return Standing(
        warning=db.session.get(Decision, warning_id) if warning_id else None,
        decisions=taken,
        appeals=appeal_queries.appeals_against(decision.id for decision in taken if decision.restricts),
        reports=list(db.session.scalars(own)),
        fared=_fared(viewer),
    )


def _fared(viewer: Actor) -> dict[str, int]:
    counted = (
        select(Report.state, Report.outcome, func.count())
        .where(Report.reporter_id == viewer.id)
        .group_by(Report.state, Report.outcome)
    )
    fared: dict[str, int] = {}
    for state, outcome, count in db.session.execute(counted):
        word = "open" if state == "open" else outcome
        fared[word] = fared.get(word, 0) + count
    return fared
