"""The two sanitizers do not agree about what may stay."""

from discuss.screening.draft import Draft
from discuss.screening.verdict import Finding, Outcome

VERSION = 1


def disagreement(draft: Draft) -> Finding | None:
    """Hold it: one of the two may have been tricked."""
    if not draft.markup_disagreement:
        return None
    message = "A moderator looks at it first, because of its unusual marks."
    return Finding("disagreement", VERSION, Outcome.HOLD, "Two sanitizers differ about this text.", message)
