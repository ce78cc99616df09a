"""Have somebody's comments folded, for oneself alone."""

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from discuss.accounts.models import Mute, Person
from discuss.db import transaction
from discuss.policy import Actor, Permission, require


def mute(actor: Actor, person: Person, *, muted: bool) -> None:
    """Mute somebody, or no more. No event tells of it: nobody but the actor may ever learn of it."""
    require(actor, Permission.PERSON_MUTE, person)
    person_id = person.id
    try:
        with transaction() as session:
            if not muted:
                session.execute(delete(Mute).where(Mute.person_id == actor.id, Mute.muted_id == person_id))
            elif session.get(Mute, (actor.id, person_id)) is None:
                session.add(Mute(person_id=actor.id, muted_id=person_id))
    except IntegrityError:
        return  # sent twice at once: the other one has done it
