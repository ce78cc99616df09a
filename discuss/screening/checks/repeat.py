"""The author has posted the same text before."""

from datetime import timedelta

from discuss.screening.draft import Draft
from discuss.screening.likeness import alike
from discuss.screening.verdict import Finding, Outcome

VERSION = 1
WINDOW = timedelta(hours=24)


def repeat(draft: Draft) -> Finding | None:
    """Refuse what the author posted within a day, whatever its capitals, blanks and look-alike letters."""
    mine = alike(draft.body)
    for body, posted_at in draft.author_last:
        age = draft.now - posted_at
        if age < WINDOW and alike(body) == mine:
            message = f"You posted exactly this {_ago(age)} ago. Change it if you have something to add."
            return Finding("repeat", VERSION, Outcome.REJECT, "The same text by the same person.", message)
    return None


def _ago(age: timedelta) -> str:
    minutes = max(1, round(age.total_seconds() / 60))
    if minutes < 60:
        return f"{minutes} minute{'s' if minutes > 1 else ''}"
    hours = round(minutes / 60)
    return f"{hours} hour{'s' if hours > 1 else ''}"
