"""Ask for a changed check to be tried on the comments of the last 30 days; nothing is switched on by it."""

from collections.abc import Mapping

from sqlalchemy import select

from discuss import clock, events
from discuss.checks import queries as checks
from discuss.checks.actions import Wanted
from discuss.db import after_commit, transaction
from discuss.moderation.models import Replay
from discuss.moderation.replaying import Result
from discuss.policy import Actor, Permission, require
from discuss.screening.parameters import Value


def ask_replay(actor: Actor, check: str, wanted: Wanted, before: Mapping[str, Value]) -> Replay:
    """Store the trial for the job thread; the same one asked for twice is one.

    ``before`` are the values that count now: those of the words file are known to the caller only. Raises what
    :meth:`Wanted.check_new` raises.
    """
    require(actor, Permission.CHECKS_EDIT)
    wanted.check_new(check)
    enabled = checks.in_force().of(check).enabled
    with transaction() as session:
        unfinished = select(Replay).where(Replay.check_name == check, Replay.state.in_(("waiting", "running")))
        for replay in session.scalars(unfinished):
            if (replay.parameters, replay.enabled) == (dict(wanted.values), wanted.enabled):
                return replay
        replay = Replay(
            check_name=check,
            enabled=wanted.enabled,
            parameters=dict(wanted.values),
            reason=wanted.reason,
            based_on=wanted.based_on,
            result=Result(before={"enabled": enabled, "values": dict(before)}).to_json(),
            asked_by=actor.id or 0,
            asked_at=clock.now(),
        )
        session.add(replay)
        session.flush()
        after_commit(events.wake)
    return replay
