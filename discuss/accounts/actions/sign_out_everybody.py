"""Sign everybody out at once, when secrets may have been stolen."""

from sqlalchemy import func, select

from discuss import events
from discuss.accounts.models import Session
from discuss.db import transaction
from discuss.db.brief import end_all
from discuss.events.types import EverybodySignedOut
from discuss.policy import Actor, Permission, require


def sign_out_everybody(actor: Actor) -> int:
    """End all sessions and void all mailed links and half-done sign-ins; return how many sessions it was."""
    require(actor, Permission.SYSTEM_WORK)
    with transaction() as session:
        ended = session.scalar(select(func.count()).select_from(Session)) or 0
        end_all(session.connection())
        events.record(EverybodySignedOut(actor_id=actor.id, sessions=ended))
        return ended
