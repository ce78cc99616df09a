"""The first comments of an account."""

from discuss.screening.check import Check
from discuss.screening.draft import FIRST, Draft
from discuss.screening.parameters import Setting
from discuss.screening.verdict import Outcome, Said


def newcomer(draft: Draft, setting: Setting) -> Said | None:
    """Hold the comments of people of whom few have been published."""
    if not draft.newcomer:
        return None
    first = setting.number(FIRST.name)
    which = f"first {first} comments" if first > 1 else "first comment"
    message = f"A moderator looks at the {which} of each account."
    return Said(Outcome.HOLD, f"One of the {which} of this account.", message)


NEWCOMER = Check(
    name="newcomer",
    title="First comments",
    does="Holds the comments of people of whom fewer than {first} have been published.",
    parameters=(FIRST,),
    look=newcomer,
)
