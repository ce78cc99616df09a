"""Put on record that data of the site was written out by a command."""

from discuss import events
from discuss.db import transaction
from discuss.events.types import SiteDataExported
from discuss.policy import Actor, Permission, require


def note_export(actor: Actor, what: str) -> None:
    """Record that ``actor`` has taken out ``what``: the command's words, never what was written."""
    require(actor, Permission.SYSTEM_WORK)
    with transaction():
        events.record(SiteDataExported(actor_id=actor.id, what=what))
