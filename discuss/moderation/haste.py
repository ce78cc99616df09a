"""How many comments one moderator takes from pages within minutes: owners are called, and it goes slower from there.

Somebody else may sit at the desk with a moderator's session, or a moderator may have turned against the site. What is
put back does not count.
"""

from datetime import timedelta

from sqlalchemy import select

from discuss import clock, events
from discuss.db import Turn, db, take_turns
from discuss.decisions import Decision
from discuss.decisions.act import Act
from discuss.decisions.acts import TAKING_AWAY
from discuss.decisions.standing import stands
from discuss.errors import TooFast
from discuss.events.types import MassRemoval
from discuss.policy import Actor

WINDOW, MANY = timedelta(minutes=10), 50  # acts that take a comment away: with this one the owners are called
PACE_WINDOW, PACE = timedelta(minutes=1), 20  # beyond that; a moderator who reads needs three seconds at least
CALLED_FOR = timedelta(hours=1)  # how long one call of the owners is enough
MINUTES = WINDOW // timedelta(minutes=1)


def limits(act: Act) -> bool:
    """Say whether an act takes something away, so that it counts."""
    return act.slug in TAKING_AWAY


def take_turn(actor: Actor, act: Act) -> None:
    """Let this act wait for another of the same moderator, before it locks anything: each would not count the other."""
    if limits(act):
        take_turns({Turn.MODERATOR: actor.id or 0})


def watch(actor: Actor, act: Act) -> None:
    """Count what ``actor`` has taken away lately; call the owners at the line, and raise :class:`TooFast` beyond it."""
    if not limits(act):
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
    )
    moments = list(db.session.scalars(lately))
    if len(moments) >= MANY and moments[PACE - 1] > clock.now() - PACE_WINDOW:
        free_at = min(moments[PACE - 1] + PACE_WINDOW, moments[MANY - 1] + WINDOW)
        retry_at = free_at.replace(microsecond=0) + timedelta(seconds=1)  # as it is told
        raise TooFast(
            f"You have hidden or removed {MANY} comments within {MINUTES} minutes, and the owners were told. From here "
            f"on it is {PACE} a minute: the next one can be decided about at {retry_at:%H:%M:%S} UTC.",
            retry_at,
        )
    if actor.id and len(moments) >= MANY - 1 and not events.happened(MassRemoval, actor.id, clock.now() - CALLED_FOR):
        events.record(MassRemoval(actor_id=actor.id, number=len(moments) + 1))
