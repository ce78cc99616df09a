"""Say that one has read a warning; only then can one write again."""

from sqlalchemy import select

from discuss import events
from discuss.accounts.models import Person
from discuss.db import transaction
from discuss.decisions import Decision
from discuss.decisions.models import Acknowledgement
from discuss.errors import Conflict
from discuss.events.types import WarningAcknowledged
from discuss.policy import Actor, Permission, require


def acknowledge(actor: Actor, decision: Decision) -> None:
    """Note that the warned person has read the warning. Twice is once. Raises :class:`Conflict` for other decisions."""
    require(actor, Permission.WARNING_ACKNOWLEDGE, decision)
    if decision.action != "warn":
        raise Conflict("Only a warning asks for this.")
    decision_id = decision.id
    with transaction() as session:
        person = session.get_one(Person, actor.id, with_for_update=True)
        known = select(Acknowledgement.id).where(Acknowledgement.decision_id == decision_id)
        if session.scalar(known) is None:
            session.add(Acknowledgement(decision_id=decision_id, person_id=person.id))
            events.record(WarningAcknowledged(actor_id=actor.id, decision_id=decision_id))
        if person.warning_id == decision_id:
            person.warning_id = None
