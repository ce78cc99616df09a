"""The same text from several accounts in a few minutes."""

from discuss.screening.draft import Draft
from discuss.screening.likeness import alike
from discuss.screening.verdict import Finding, Outcome

VERSION = 1
OTHERS = 2  # other accounts: with this one it is the third
SHORTEST = 20  # letters; "I agree" is not a campaign


def crowd(draft: Draft) -> Finding | None:
    """Hold a text that at least :data:`OTHERS` others have just posted, too."""
    mine = alike(draft.body)
    if len(mine) < SHORTEST:
        return None
    same = sum(alike(body) == mine for body in draft.others_last)
    if same < OTHERS:
        return None
    message = "A moderator looks at it first: others have just posted the same words."
    return Finding("crowd", VERSION, Outcome.HOLD, f"The same text {same} times by others in ten minutes.", message)
