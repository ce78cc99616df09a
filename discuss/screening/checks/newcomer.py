"""The first comments of an account."""

from discuss.screening.draft import NEWCOMER, Draft
from discuss.screening.verdict import Finding, Outcome

VERSION = 1


def newcomer(draft: Draft) -> Finding | None:
    """Hold the comments of people of whom fewer than :data:`NEWCOMER` have been published."""
    if not draft.newcomer:
        return None
    message = f"A moderator looks at the first {NEWCOMER} comments of each account."
    return Finding("newcomer", VERSION, Outcome.HOLD, f"One of the first {NEWCOMER} comments of this account.", message)
