"""Shouting: capitals throughout, or one sign again and again."""

import re

from discuss.screening.draft import Draft
from discuss.screening.verdict import Finding, Outcome

VERSION = 1
LETTERS = 20  # fewer prove nothing: abbreviations are short
SHARE = 0.7  # of the letters that have a case
_RUN = re.compile(r"([!?])\1{3,}|(\w)\2{7,}")


def shouting(draft: Draft) -> Finding | None:
    """Hold texts that are mostly capitals, or that repeat a sign many times."""
    cased = [character for character in draft.text if character.isupper() or character.islower()]
    capitals = sum(character.isupper() for character in cased)
    run = _RUN.search(draft.body)
    if len(cased) >= LETTERS and capitals / len(cased) > SHARE:
        reason = f"{round(100 * capitals / len(cased))} in 100 letters are capitals."
    elif run:
        reason = "The same sign many times in a row."
    else:
        return None
    message = "A moderator looks at it first: it reads as shouting. Fewer capitals and signs would help."
    return Finding("shouting", VERSION, Outcome.HOLD, reason, message, (run.span(),) if run else ())
