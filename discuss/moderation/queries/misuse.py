"""How often somebody wrote, reported or gave notice of what did not hold: what warnings and pauses rest on and keep."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, case, func, select

from discuss import clock
from discuss.comments.models import Comment
from discuss.db import db
from discuss.decisions import Decision
from discuss.decisions.acts import TOLD_AFTER
from discuss.decisions.standing import stands
from discuss.moderation.in_force import in_force
from discuss.moderation.models import Notice, Report
from discuss.policy import Actor, Permission, require

# What makes misuse: so many reports found wrong and notices refused by moderators, among those made within the span.
REPEATED = 3
SPAN = timedelta(days=180)
UNLAWFUL = 7  # the house rule about what the law forbids
MOST = 1000  # comments are counted no further


@dataclass(frozen=True)
class Reporting:
    """How somebody's reports fared: all of them by outcome, and those made within :data:`SPAN`."""

    waiting: int = 0
    upheld: int = 0
    kept: int = 0
    wrong: int = 0
    decided_lately: int = 0
    wrong_lately: int = 0
    notices_lately: int = 0  # decided ones, made within the span
    refused_lately: int = 0  # of these
    warnings: int = 0  # about reports, within the span, that stand and that the person knows of

    @property
    def repeated(self) -> bool:
        """Whether so many were found wrong or refused that a warning is in place."""
        return self.wrong_lately + self.refused_lately >= REPEATED

    @property
    def facts(self) -> dict[str, object]:
        """The counts as a decision keeps them."""
        reports = {"reports": self.decided_lately, "wrong": self.wrong_lately}
        notices = {"notices": self.notices_lately, "refused": self.refused_lately} if self.notices_lately else {}
        return {"days": SPAN.days, **reports, **notices, "report_warnings": self.warnings}


def reporting_of(viewer: Actor, person_id: int) -> Reporting:
    """Return how a person's reports and notices fared, in three statements."""
    require(viewer, Permission.DESK_ENTER)
    lately = case((Report.reported_at > clock.now() - SPAN, 1), else_=0)
    by_outcome = (
        select(Report.outcome, func.count(), func.sum(lately))
        .where(Report.reporter_id == person_id)
        .group_by(Report.outcome)
    )
    counted = {outcome: (number, recent) for outcome, number, recent in db.session.execute(by_outcome)}
    numbers = {outcome: counted.get(outcome, (0, 0)) for outcome in ("", "upheld", "kept", "wrong")}
    refused = func.sum(case((Notice.outcome == "refused", 1), else_=0))
    decided_notices = (Notice.filer_id == person_id, Notice.state == "decided", Notice.filed_at > clock.now() - SPAN)
    notices, refused_notices = db.session.execute(select(func.count(), refused).where(*decided_notices)).one()
    known = Decision.decided_at < clock.now() - TOLD_AFTER
    return Reporting(
        waiting=numbers[""][0],
        upheld=numbers["upheld"][0],
        kept=numbers["kept"][0],
        wrong=numbers["wrong"][0],
        decided_lately=sum(recent for outcome, (_, recent) in numbers.items() if outcome),
        wrong_lately=numbers["wrong"][1],
        notices_lately=notices,
        refused_lately=refused_notices or 0,
        warnings=_taken(person_id, ("warn-reports",), known).get("warn-reports", 0),
    )


def writing_facts(person_id: int) -> dict[str, object]:
    """Return the counts that an act against somebody who writes keeps, in three statements."""
    since = clock.now() - SPAN
    latest = select(Comment.posted_at).where(Comment.author_id == person_id).order_by(Comment.id.desc()).limit(MOST)
    written = db.session.scalar(select(func.count()).where(latest.subquery().c.posted_at > since)) or 0
    unlawful = case(((Decision.law != "") | (Decision.rule == UNLAWFUL), Decision.comment_id))
    removed = (
        select(func.count(Decision.comment_id.distinct()), func.count(unlawful.distinct()))
        .join(Comment, Comment.id == Decision.comment_id)
        .where(
            Decision.person_id == person_id,
            Decision.action == "remove",
            Decision.decided_at > since,
            Comment.status == "removed",  # what was given back since is none
            stands(),
        )
    )
    comments_removed, of_them_unlawful = db.session.execute(removed).one()
    taken = _taken(person_id, ("warn", "suspend"))
    return {
        "days": SPAN.days,
        "comments": written,
        "removed": comments_removed,
        "unlawful": of_them_unlawful,
        "warnings": taken.get("warn", 0),
        "pauses": taken.get("suspend", 0),
    }


def pause_of_reports(viewer: Actor) -> Decision | None:
    """Return the decision by which the viewer's own reports are paused."""
    latest = select(Decision).where(Decision.person_id == viewer.id, Decision.action == "pause-reports", stands())
    return db.session.scalar(latest.order_by(Decision.id.desc()).limit(1))


def _taken(person_id: int, actions: tuple[str, ...], *more: ColumnElement[bool]) -> dict[str, int]:
    """Count what was decided about an account within the span, and neither taken back nor reversed on appeal."""
    counted = (
        select(Decision.action, func.count())
        .where(
            Decision.person_id == person_id,
            Decision.action.in_(actions),
            Decision.decided_at > clock.now() - SPAN,
            in_force(),
            *more,
        )
        .group_by(Decision.action)
    )
    return {row.action: row[1] for row in db.session.execute(counted)}
