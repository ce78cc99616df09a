"""Put a change of a check into force that was tried before."""

from discuss.checks.actions import Wanted, save_check
from discuss.checks.models import CheckVersion
from discuss.db import transaction
from discuss.errors import Conflict
from discuss.moderation.models import Replay
from discuss.policy import Actor, Permission, require, require_fresh


def switch_on(actor: Actor, replay: Replay) -> CheckVersion:
    """Make the next version of what was tried.

    Raises :class:`Conflict` while the trial runs, when it has been switched on already, or when another version was
    saved since. A trial that broke may be switched on: a fault of ours must not keep an owner from setting a check.
    """
    require(actor, Permission.CHECKS_EDIT)
    require_fresh(actor)
    number = replay.id
    with transaction() as session:
        replay = session.get_one(Replay, number, with_for_update=True)
        if replay.made_version is not None:
            raise Conflict(f"This change was switched on already, as version {replay.made_version}.")
        if replay.state in {"waiting", "running"}:
            raise Conflict("This change is still being tried. Wait for the result, then switch it on.")
        wanted = Wanted(
            enabled=replay.enabled,
            values={name: value for name, value in replay.parameters.items() if isinstance(value, int | str)},
            reason=replay.reason,
            based_on=replay.based_on,
        )
        made = save_check(actor, replay.check_name, wanted)
        replay.made_version = made.version
    return made
