"""Who is acting: a person's row as the plain values that policy reads. What "subscriber" means is said here alone."""

from datetime import timedelta

from discuss import clock
from discuss.accounts.models import Person, Session
from discuss.accounts.plans import GRACE, PLANS
from discuss.policy import Actor, Level, Membership, Role

FRESH = timedelta(minutes=10)  # how long it stays certain who acts in a session


def actor_for(person: Person, session: Session | None = None, *, factor_demanded: bool = False) -> Actor:
    """Return what policy may know of ``person`` at this moment, in this session.

    ``factor_demanded`` says whether the site asks its staff for a second factor.
    """
    now = clock.now()
    given = person.second_factor_at is not None
    return Actor(
        id=person.id,
        name=person.name,
        handle=person.handle,
        role=Role(person.role),
        joined=person.created_at,
        confirmed=person.email_confirmed_at is not None,
        membership=membership(person),
        level=PLANS[person.plan].level if person.plan in PLANS else Level.MEMBERS,
        suspended=person.suspended_until is not None and now < person.suspended_until,
        banned=person.banned_at is not None or person.erased_at is not None,
        warned=person.warning_id is not None,
        reports_paused=person.reports_paused_until is not None and now < person.reports_paused_until,
        urgent=person.handles_urgent or person.role == Role.OWNER,
        factor_given=given,
        factor_missing=factor_demanded and not given and Role(person.role) is not Role.READER,
        proved=session is not None and session.proved_at is not None and abs(now - session.proved_at) < FRESH,
    )


def membership(person: Person) -> Membership:
    """Say where the subscription stands: active to its end, then in grace for :data:`GRACE`, then lapsed."""
    if person.plan not in PLANS:  # '' too
        return Membership.NONE
    if person.plan_ends_at is None or clock.now() < person.plan_ends_at:
        return Membership.ACTIVE
    return Membership.GRACE if clock.now() < person.plan_ends_at + GRACE else Membership.LAPSED
