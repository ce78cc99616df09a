"""Decisions: single ones, those of a queue, the public log, and one's own."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select

from discuss import clock
from discuss.accounts.models import Person
from discuss.db import db
from discuss.decisions import ACTS, Decision, DecisionQuote
from discuss.decisions.models import RuleVersion
from discuss.errors import NotFound
from discuss.moderation.models import Appeal, Notice, Report
from discuss.moderation.queries.blind import check_told, told_to
from discuss.moderation.queries.filters import Filters
from discuss.policy import Actor, Permission, allows, require


def decided(viewer: Actor, filters: Filters, before: int | None, limit: int = 50) -> list[Decision]:
    """Return decisions for the desk, newest first, automatic holds left out."""
    require(viewer, Permission.DESK_ENTER)
    wanted = select(Decision).where(~((Decision.action == "hold") & Decision.automatic), told_to(viewer))
    wanted = filters.apply_to_decisions(wanted)
    if before is not None:
        wanted = wanted.where(Decision.id < before)
    return list(db.session.scalars(wanted.order_by(Decision.id.desc()).limit(limit)))


def open_appeals(viewer: Actor, filters: Filters, limit: int = 100) -> list[tuple[Appeal, Decision, Person]]:
    """Return the appeals that wait for an answer, oldest first, with the decision and the person."""
    require(viewer, Permission.DESK_ENTER)
    wanted = (
        select(Appeal, Decision, Person)
        .join(Decision, Decision.id == Appeal.decision_id)
        .join(Person, Person.id == Appeal.person_id)
        .where(Appeal.state == "open", told_to(viewer))
        .order_by(Appeal.id)
        .limit(limit)
    )
    found = db.session.execute(filters.apply_to_decisions(wanted))
    return [(appeal, decision, person) for appeal, decision, person in found]


def get_decision(viewer: Actor, decision_id: int) -> Decision:
    """Return a decision to the person it is about or a moderator. Raises :class:`NotFound` for all others.

    Raises :class:`NotPermitted` to a moderator who is to look at it without knowing it.
    """
    decision = db.session.get(Decision, decision_id)
    if decision is None or not allows(viewer, Permission.DECISION_READ, decision):
        raise NotFound
    check_told(viewer, decision.comment_id)
    return decision


def latest_about(comment_id: int) -> Decision | None:
    """Return the newest decision about a comment."""
    return _latest(Decision.comment_id == comment_id)


def latest_about_account(person_id: int) -> Decision | None:
    """Return the newest decision about an account itself."""
    return _latest(Decision.person_id == person_id, Decision.comment_id.is_(None))


def latest_about_discussion(story_id: int) -> Decision | None:
    """Return the newest decision about a discussion as a whole."""
    return _latest(Decision.story_id == story_id, Decision.comment_id.is_(None))


def rule_of_latest(person_id: int, action: str | None) -> int | None:
    """Return the rule of the newest such act on an account: whoever lifts it names what is lifted."""
    if action is None:
        return None
    found = _latest(Decision.person_id == person_id, Decision.comment_id.is_(None), Decision.action == action)
    return found.rule if found else None


def _latest(*conditions: ColumnElement[bool]) -> Decision | None:
    return db.session.scalar(select(Decision).where(*conditions).order_by(Decision.id.desc()).limit(1))


def told_meanwhile(latest: Decision | None, after: int = 0) -> str:
    """Say to a moderator who was too late what somebody else has decided, and who; '' for nothing ``after`` that."""
    if latest is None or latest.actor_id is None or latest.id <= after:
        return ""
    name = db.session.scalar(select(Person.name).where(Person.id == latest.actor_id))
    seconds = max(0, int((clock.now() - latest.decided_at) / timedelta(seconds=1)))
    ago = f"{seconds} seconds ago" if seconds < 120 else f"{seconds // 60} minutes ago"
    rule = f", rule {latest.rule}" if latest.rule else ""
    return f"{name}, {ago}: {ACTS[latest.action].done}{rule}. {latest.reason}"


def rule_version(number: int | None) -> int | None:
    """Return which wording of a rule is in force: 1 is the default one."""
    if number is None:
        return None
    return db.session.scalar(select(func.max(RuleVersion.version)).where(RuleVersion.number == number)) or 1


def source_of(decider: Actor, comment_id: int, latest: Decision | None, status: str) -> str:
    """Return how a comment came before a moderator, as one of :data:`discuss.decisions.statements.SOURCES`.

    What the decider alone has reported or given notice of is their own finding.
    """
    by_another = or_(Report.reporter_id.is_(None), Report.reporter_id != decider.id)
    from_another = or_(Notice.filer_id.is_(None), Notice.filer_id != decider.id)
    noticed = exists().where(Notice.comment_id == comment_id, Notice.state == "open", from_another)
    reported = exists().where(Report.comment_id == comment_id, Report.state == "open", by_another)
    by_notice, by_report = db.session.execute(select(noticed, reported)).one()
    if by_notice or by_report:
        return "notice" if by_notice else "report"
    if status == "held" and latest is not None and latest.automatic:
        return "check"
    return "own-initiative"


def exported_decisions(person_id: int) -> list[dict[str, Any]]:
    """Return the decisions about a person, without who took them."""
    wanted = (
        select(Decision, DecisionQuote.words)
        .outerjoin(DecisionQuote, DecisionQuote.decision_id == Decision.id)
        .where(Decision.person_id == person_id)
        .order_by(Decision.id)
    )
    return [
        {
            "id": decision.id,
            "action": decision.action,
            "comment": decision.comment_id,
            "rule": decision.rule,
            "law": decision.law,
            "reason": decision.reason,
            "words": words or "",
            "source": decision.source,
            "scope": decision.scope,
            "facts": decision.facts,
            "automatic": decision.automatic,
            "until": decision.until,
            "decided_at": decision.decided_at,
        }
        for decision, words in db.session.execute(wanted)
    ]
