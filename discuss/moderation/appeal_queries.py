"""Reading appeals. The viewer comes first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from discuss.accounts.models import Person
from discuss.db import db
from discuss.decisions import Decision
from discuss.errors import NotFound
from discuss.moderation.models import Appeal, Proposal
from discuss.moderation.queries.blind import check_told
from discuss.policy import Actor, Permission, allows


def get_appeal(viewer: Actor, appeal_id: int) -> Appeal:
    """Return an appeal to whoever filed it or a moderator. Raises :class:`NotFound` for all others."""
    appeal = db.session.get(Appeal, appeal_id)
    if appeal is None or not allows(viewer, Permission.APPEAL_READ, appeal):
        raise NotFound
    if appeal.person_id != viewer.id:
        check_told(viewer, decision_of(appeal).comment_id)
    return appeal


def decision_of(appeal: Appeal) -> Decision:
    """Return the decision that is appealed against."""
    return db.session.get_one(Decision, appeal.decision_id)


@dataclass(frozen=True)
class Appealed:
    """What the policy asks about an appeal: whom the decision is about, and who took part in it."""

    person_id: int | None
    decider_ids: frozenset[int | None]


def appealed(appeal: Appeal) -> Appealed:
    """Return who may not answer an appeal. Of what takes two people both have decided."""
    decision = decision_of(appeal)
    proposers = db.session.scalars(select(Proposal.proposed_by).where(Proposal.decision_id == decision.id))
    return Appealed(decision.person_id, frozenset({decision.actor_id, *proposers}))


def answer_to(appeal: Appeal) -> Decision | None:
    """Return the decision that answers an appeal."""
    return db.session.get(Decision, appeal.answer_id) if appeal.answer_id else None


def appeal_against(decision: Decision) -> Appeal | None:
    """Return the one appeal against a decision."""
    return db.session.scalar(select(Appeal).where(Appeal.decision_id == decision.id))


def appeal_answered_by(decision: Decision) -> Appeal | None:
    """Return the appeal that a decision answers."""
    return db.session.scalar(select(Appeal).where(Appeal.answer_id == decision.id))


def appeals_against(decision_ids: Iterable[int]) -> dict[int, Appeal]:
    """Return the appeals against some decisions, by decision."""
    found = select(Appeal).where(Appeal.decision_id.in_(list(decision_ids)))
    return {appeal.decision_id: appeal for appeal in db.session.scalars(found)}


def exported_appeals(person_id: int) -> list[dict[str, Any]]:
    """Return a person's appeals."""
    own = select(Appeal).where(Appeal.person_id == person_id).order_by(Appeal.id)
    return [
        {
            "id": appeal.id,
            "decision": appeal.decision_id,
            "words": appeal.words,
            "state": appeal.state,
            "filed_at": appeal.filed_at,
            "answered_at": appeal.answered_at,
        }
        for appeal in db.session.scalars(own)
    ]


def waits_to_be_read(viewer: Actor, decision: Decision) -> bool:
    """Say whether ``decision`` is the warning that keeps the viewer from writing."""
    waiting_id = select(Person.warning_id).where(Person.id == viewer.id)
    return decision.action == "warn" and db.session.scalar(waiting_id) == decision.id
