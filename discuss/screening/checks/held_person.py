"""People whose every comment is looked at."""

from discuss.screening.draft import Draft
from discuss.screening.verdict import Finding, Outcome

VERSION = 1


def held_person(draft: Draft) -> Finding | None:
    """Hold everything by somebody for whom moderators decided so."""
    if not draft.author_held_always:
        return None
    message = "A moderator looks at your comments first."
    return Finding("held_person", VERSION, Outcome.HOLD, "Everything by this person is looked at first.", message)
