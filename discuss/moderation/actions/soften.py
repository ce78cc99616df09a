"""Blur the texts on the desk until they are looked at: for those who read the worst all day."""

from discuss.accounts.models import Person
from discuss.db import transaction
from discuss.policy import Actor, Permission, require


def soften(actor: Actor, *, on: bool) -> None:
    """Remember the moderator's wish."""
    require(actor, Permission.DESK_ENTER)
    with transaction() as session:
        session.get_one(Person, actor.id).softened = on
