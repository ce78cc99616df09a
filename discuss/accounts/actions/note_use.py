"""Note that a session is in use: those of staff end when they are not."""

from sqlalchemy import update

from discuss import clock
from discuss.accounts.models import Session
from discuss.db import transaction
from discuss.policy import Actor, Permission, require


def note_use(actor: Actor, session_id: int) -> None:
    """Write down that one of the actor's sessions was used now.

    Raises :class:`CannotStore` for a locked database, hardly waiting for it.
    """
    require(actor, Permission.ACCOUNT_MANAGE)
    with transaction(patient=False) as session:
        session.execute(
            update(Session)
            .where(Session.id == session_id, Session.person_id == actor.id)
            .values(seen_at=clock.now())
            .execution_options(synchronize_session=False)
        )
