"""Let a moderator open urgent reports and legal notices, or no more."""

from discuss import events
from discuss.accounts.models import Person
from discuss.db import transaction
from discuss.errors import Invalid
from discuss.events.types import UrgentGranted
from discuss.policy import Actor, Permission, Role, require, require_fresh


def grant_urgent(actor: Actor, person: Person, *, allowed: bool) -> None:
    """Give ``person`` the right, or take it. Raises :class:`Invalid` for anybody but a moderator; owners have it."""
    require(actor, Permission.ROLE_GRANT, person)
    require_fresh(actor)
    person_id = person.id
    with transaction() as session:
        person = session.get_one(Person, person_id, with_for_update=True)
        if allowed and person.role != Role.MODERATOR:
            raise Invalid({"urgent": ["Only a moderator can be given this right; owners have it."]})
        if person.handles_urgent == allowed:
            return
        person.handles_urgent = allowed
        events.record(UrgentGranted(actor_id=actor.id, person_id=person_id, allowed=allowed))
