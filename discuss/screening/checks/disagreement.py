"""The two sanitizers do not agree about what may stay."""

from discuss.screening.check import Check
from discuss.screening.draft import Draft
from discuss.screening.parameters import Setting
from discuss.screening.verdict import Outcome, Said


def disagreement(draft: Draft, setting: Setting) -> Said | None:
    """Hold it: one of the two may have been tricked."""
    if not draft.markup_disagreement:
        return None
    message = "A moderator looks at it first, because of its unusual marks."
    return Said(Outcome.HOLD, "Two sanitizers differ about this text.", message)


DISAGREEMENT = Check(
    name="disagreement",
    title="Unusual marks",
    does="Holds a text about whose safe form the two sanitizers do not agree.",
    always_on="This check stays on: it guards readers against marks that trick one of the two sanitizers.",
    look=disagreement,
    reads=frozenset({"markup_disagreement"}),
)
