"""The same text from several accounts in a few minutes."""

from discuss.screening.check import Check
from discuss.screening.draft import Draft
from discuss.screening.likeness import alike
from discuss.screening.parameters import Number, Setting
from discuss.screening.verdict import Outcome, Said

SHORTEST = 20  # letters; "I agree" is not a campaign


def crowd(draft: Draft, setting: Setting) -> Said | None:
    """Hold a text that several others have just posted, too."""
    mine = alike(draft.body)
    if len(mine) < SHORTEST:
        return None
    same = sum(alike(body) == mine for body in draft.others_last)
    if same < setting.number("others"):
        return None
    message = "A moderator looks at it first: others have just posted the same words."
    return Said(Outcome.HOLD, f"The same text {same} times by others in ten minutes.", message)


CROWD = Check(
    name="crowd",
    title="The same text by many",
    does="Holds a text that others have posted {others} times in the last ten minutes.",
    parameters=(Number(name="others", label="Times that others have posted it", default=2, least=1, most=10),),
    look=crowd,
    reads=frozenset({"others_last"}),
)
