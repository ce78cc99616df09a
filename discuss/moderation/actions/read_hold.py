"""Read what is under legal hold: by few, with a reason, and on record."""

from discuss import events
from discuss.db import transaction
from discuss.errors import Invalid, NotFound
from discuss.events.types import LegalHoldUsed
from discuss.moderation.models import LegalHold
from discuss.policy import Actor, Permission, require, require_fresh

LONGEST = 300  # characters of the reason


def read_hold(actor: Actor, hold_id: int, why: str) -> dict[str, object]:
    """Return the content and record who has read it why. Raises :class:`Invalid` without a reason."""
    require(actor, Permission.LEGAL_HOLD_READ)
    require_fresh(actor)
    why = why.strip()
    if not why or len(why) > LONGEST:
        raise Invalid({"why": [f"Say why you read it, in at most {LONGEST} characters."]})
    with transaction() as session:
        hold = session.get(LegalHold, hold_id)
        if hold is None:
            raise NotFound
        content = dict(hold.content)
        events.record(
            LegalHoldUsed(actor_id=actor.id, hold_id=hold.id, comment_id=hold.comment_id, what="read", why=why)
        )
    return content
