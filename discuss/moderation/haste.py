"""How many comments one moderator takes from pages within minutes: owners are called, then it is refused.

Somebody else may sit at the desk with a moderator's session, or a moderator may have turned against the site. What is
put back does not count.
"""

from datetime import timedelta

from sqlalchemy import select

from discuss import clock, events
from discuss.db import db
from discuss.decisions import Decision
from discuss.decisions.act import Act
from discuss.decisions.acts import TAKING_AWAY
from discuss.decisions.standing import stands
from discuss.errors import TooFast
from discuss.events.types import MassRemoval
from discuss.policy import Actor

WINDOW = timedelta(minutes=10)
CALLED_AFTER, MOST = 50, 200  # acts that take a comment away, within the window
CALLS = 10  # acts that call: two at once may both miss the first one over the line; owners get one mail an hour


def watch(actor: Actor, act: Act) -> None:
    """Count what ``actor`` has taken away lately; call the owners over the line. Raises :class:`TooFast`."""
    if act.slug not in TAKING_AWAY:
        return
    lately = (
        select(Decision.decided_at)
        .where(
            Decision.actor_id == actor.id,
            Decision.decided_at > clock.now() - WINDOW,
            Decision.action.in_(TAKING_AWAY),
            stands(),
        )
        .order_by(Decision.decided_at.desc())
        .limit(MOST)
    )
    moments = list(db.session.scalars(lately))
    if len(moments) >= MOST:
        retry_at = moments[-1] + WINDOW
        raise TooFast(
            f"You have hidden or removed {MOST} comments within ten minutes, and the owners were told. "
            f"The next one can be decided about at {retry_at:%H:%M} UTC.",
            retry_at,
        )
    if CALLED_AFTER <= len(moments) < CALLED_AFTER + CALLS:
        events.record(MassRemoval(actor_id=actor.id, number=len(moments) + 1))
