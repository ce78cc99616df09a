"""Pause an account until a date, or end the pause early, and say why."""

from datetime import datetime, timedelta

from discuss import clock, decisions
from discuss.accounts.models import Person
from discuss.db import transaction
from discuss.decisions import Decision
from discuss.decisions.rules import NUMBERS
from discuss.errors import Conflict, Invalid
from discuss.policy import Actor, Permission, require

LONGEST = timedelta(days=366)


def suspend(actor: Actor, person: Person, *, until: datetime | None, rule: int | None, reason: str) -> Decision:
    """Pause ``person`` until ``until`` (in the future, at most a year off); None ends a pause.

    Raises ``Invalid`` without an end, rule or reason; nobody is silenced without knowing why and for how long.
    """
    require(actor, Permission.PERSON_SUSPEND, person)
    _check(until, rule, reason)
    person_id = person.id
    with transaction() as session:
        person = session.get_one(Person, person_id, with_for_update=True)
        require(actor, Permission.PERSON_SUSPEND, person)  # again: the role may have changed meanwhile
        before = "suspended" if person.suspended_until and person.suspended_until > clock.now() else "active"
        if until is None and before == "active":
            raise Conflict("This account is not paused.")
        person.suspended_until = until
        return decisions.record(
            Decision(
                action="suspend" if until else "unsuspend",
                person_id=person_id,
                actor_id=actor.id,
                rule=rule,
                reason=reason.strip()[:2000],
                from_status=before,
                to_status="suspended" if until else "active",
                until=until,
            )
        )


def _check(until: datetime | None, rule: int | None, reason: str) -> None:
    faults: dict[str, list[str]] = {}
    if until is not None and not clock.now() < until <= clock.now() + LONGEST:
        faults["until"] = ["Choose an end in the future, at most a year from now."]
    if until is not None and rule not in NUMBERS:
        faults["rule"] = ["Choose the rule that was broken."]
    if not reason.strip():
        faults["reason"] = ["Say why: the person reads it."]
    if faults:
        raise Invalid(faults)
