"""Discussions in which every comment is looked at for a time."""

from discuss.screening.check import Check
from discuss.screening.draft import Draft
from discuss.screening.parameters import Setting
from discuss.screening.verdict import Outcome, Said


def held_here(draft: Draft, setting: Setting) -> Said | None:
    """Hold everything where moderators decided so."""
    if not draft.story_held_first:
        return None
    message = "At the moment a moderator looks at every comment in this discussion first."
    return Said(Outcome.HOLD, "Everything in this discussion is looked at first: raid mode is on.", message)


HELD_HERE = Check(
    name="held_here",
    title="Discussions looked at first",
    does="Holds every comment in a discussion while raid mode says so.",
    always_on="This check stays on: it carries out what moderators have decided, and ends when raid mode does.",
    look=held_here,
    reads=frozenset({"story_held_first"}),
)
