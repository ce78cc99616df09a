"""People whose every comment is looked at."""

from discuss.screening.check import Check
from discuss.screening.draft import Draft
from discuss.screening.parameters import Setting
from discuss.screening.verdict import Outcome, Said


def held_person(draft: Draft, setting: Setting) -> Said | None:
    """Hold everything by somebody for whom moderators decided so."""
    if not draft.author_held_always:
        return None
    message = "A moderator looks at your comments first."
    return Said(Outcome.HOLD, "Everything by this person is looked at first.", message)


HELD_PERSON = Check(
    name="held_person",
    title="Accounts looked at first",
    does="Holds every comment of an account for which a moderator has decided so.",
    always_on="This check stays on: it carries out what moderators have decided, and ends with their decision.",
    look=held_person,
    reads=frozenset({"author_held_always"}),
)
