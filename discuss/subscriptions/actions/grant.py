"""Start, grant and end plans. The present one stands in the person's row; how it came about, in ``grants``."""

from datetime import UTC, date, datetime, time, timedelta

from discuss import clock, events
from discuss.accounts.models import Person
from discuss.accounts.plans import PLANS
from discuss.db import db, transaction
from discuss.errors import Invalid
from discuss.events.types import SubscriptionEnded, SubscriptionStarted
from discuss.policy import Actor, Permission, require, require_fresh
from discuss.subscriptions.models import Grant


def take(actor: Actor, plan: str) -> None:
    """Start a plan that anybody may take. Raises :class:`Invalid` for others; one that is better is kept."""
    require(actor, Permission.SUBSCRIPTION_TAKE)
    if plan not in PLANS or not PLANS[plan].takeable:
        raise Invalid({"plan": ["Choose a plan that can be taken here."]})
    with transaction() as session:
        person = session.get_one(Person, actor.id, with_for_update=True)
        still_good = person.plan and (person.plan_ends_at is None or person.plan_ends_at > clock.now())
        if still_good and PLANS[person.plan].level >= PLANS[plan].level:
            return
        _start(person, plan, None, source="taken", granted_by=None)


def grant(actor: Actor, person: Person, plan: str, until: date) -> None:
    """Give ``person`` a plan up to and including ``until`` (UTC), in place of the one before; a past day ends it."""
    require(actor, Permission.SUBSCRIPTION_GRANT, person)
    require_fresh(actor)
    if plan not in PLANS:
        raise Invalid({"plan": ["Choose free, paid or comped."]})
    person_id = person.id
    with transaction() as session:
        person = session.get_one(Person, person_id, with_for_update=True)
        _start(person, plan, first_moment_after(until), source="granted", granted_by=actor.id)


def end(actor: Actor) -> None:
    """End the own plan now; there is no grace for what one has ended oneself."""
    require(actor, Permission.ACCOUNT_MANAGE)
    with transaction() as session:
        person = session.get_one(Person, actor.id, with_for_update=True)
        if not person.plan:
            return
        plan = person.plan
        person.plan, person.plan_ends_at = "", None
        session.add(Grant(person_id=person.id, plan=plan, source="ended", granted_at=clock.now(), ends_at=clock.now()))
        events.record(SubscriptionEnded(actor_id=actor.id, person_id=person.id, plan=plan))


def first_moment_after(day: date) -> datetime:
    """Return the end of an inclusive day: the first moment, UTC, that is no more part of it."""
    if day == date.max:
        raise Invalid({"until": ["Choose an earlier day."]})
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def _start(person: Person, plan: str, ends_at: datetime | None, *, source: str, granted_by: int | None) -> None:
    person.plan, person.plan_ends_at = plan, ends_at
    db.session.add(
        Grant(
            person_id=person.id,
            plan=plan,
            source=source,
            granted_by=granted_by,
            granted_at=clock.now(),
            ends_at=ends_at,
        )
    )
    events.record(
        SubscriptionStarted(
            actor_id=granted_by or (person.id if source == "taken" else None),
            person_id=person.id,
            plan=plan,
            ends_at=ends_at.isoformat() if ends_at else "",
        )
    )
