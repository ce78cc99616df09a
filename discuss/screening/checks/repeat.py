"""The author has posted the same text before."""

from datetime import timedelta

from discuss.screening.check import Check
from discuss.screening.draft import Draft
from discuss.screening.likeness import alike
from discuss.screening.parameters import Number, Setting
from discuss.screening.verdict import Outcome, Said

LONGEST = 168  # hours: a week


def repeat(draft: Draft, setting: Setting) -> Said | None:
    """Refuse what the author posted lately, whatever its capitals, blanks and look-alike letters."""
    mine = alike(draft.body)
    window = timedelta(hours=setting.number("hours"))
    for body, posted_at in draft.author_last:
        age = draft.now - posted_at
        if age < window and alike(body) == mine:
            message = f"You posted exactly this {_ago(age)} ago. Change it if you have something to add."
            return Said(Outcome.REJECT, "The same text by the same person.", message)
    return None


def _ago(age: timedelta) -> str:
    minutes = max(1, round(age.total_seconds() / 60))
    if minutes < 60:
        return f"{minutes} minute{'s' if minutes > 1 else ''}"
    hours = round(minutes / 60)
    if hours < 48:
        return f"{hours} hour{'s' if hours > 1 else ''}"
    return f"{round(hours / 24)} days"


REPEAT = Check(
    name="repeat",
    title="Repetition",
    does="Refuses what the same person posted within {hours} hours, among their last comments.",
    parameters=(
        Number(name="hours", label="Hours in which a text is a repetition", default=24, least=1, most=LONGEST),
    ),
    look=repeat,
    reads=frozenset({"author_last"}),
)
