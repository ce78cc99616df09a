"""The same text from several accounts in a few minutes."""

from discuss.screening.check import Check
from discuss.screening.draft import Draft
from discuss.screening.likeness import SHORTEST, alike
from discuss.screening.parameters import Number, Setting
from discuss.screening.verdict import Outcome, Said


def crowd(draft: Draft, setting: Setting) -> Said | None:
    """Hold a text that several others have just posted, too: people are counted, not comments."""
    mine = alike(draft.body)
    if len(mine) < SHORTEST:
        return None
    same = len({author for author, body in draft.others_last if alike(body) == mine})
    if same < setting.number("others"):
        return None
    message = "A moderator looks at it first: others have just posted the same words."
    return Said(Outcome.HOLD, f"The same text by {same} others in ten minutes.", message)


CROWD = Check(
    name="crowd",
    title="The same text by many",
    does="Holds a text that {others} others have posted in the last ten minutes.",
    parameters=(Number(name="others", label="Others who have posted it", default=2, least=1, most=10),),
    look=crowd,
    reads=frozenset({"others_last"}),
)
