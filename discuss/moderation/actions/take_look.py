"""Take the next second look, so that the decision is kept from oneself from then on, or put it back."""

from sqlalchemy import update

from discuss import clock
from discuss.db import transaction
from discuss.moderation.models import SecondLook
from discuss.moderation.queries.second_looks import find_taken, looks_waiting
from discuss.policy import Actor, Permission, require


def take_look(actor: Actor) -> bool:
    """Lay the oldest waiting look before ``actor`` unless one lies there; return whether one does now."""
    require(actor, Permission.DESK_ENTER)
    with transaction() as session:
        if find_taken(actor) is not None:
            return True
        for number in looks_waiting(actor):
            look = session.get_one(SecondLook, number, with_for_update=True)  # two at once get different ones
            if look.looked_at is None and not look.with_somebody:
                look.person_id, look.taken_at = actor.id, clock.now()
                return True
    return False


def put_back(actor: Actor) -> int:
    """Let somebody else have what lies before ``actor``; return how many there were."""
    require(actor, Permission.DESK_ENTER)
    own = update(SecondLook).where(SecondLook.person_id == actor.id, SecondLook.looked_at.is_(None))
    with transaction() as session:
        back = own.values(person_id=None, taken_at=None).returning(SecondLook.id)
        return len(session.execute(back.execution_options(synchronize_session=False)).all())
