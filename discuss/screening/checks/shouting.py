"""Shouting: capitals throughout, or one sign again and again."""

import re
from functools import cache

from discuss.screening.check import Check
from discuss.screening.draft import Draft
from discuss.screening.parameters import Number, Setting
from discuss.screening.verdict import Outcome, Said


def shouting(draft: Draft, setting: Setting) -> Said | None:
    """Hold texts that are mostly capitals, or that repeat a sign many times."""
    cased = [character for character in draft.text if character.isupper() or character.islower()]
    capitals = sum(character.isupper() for character in cased)
    run = _runs(setting.number("signs")).search(draft.body)
    if len(cased) >= setting.number("letters") and 100 * capitals > setting.number("share") * len(cased):
        reason = f"{round(100 * capitals / len(cased))} in 100 letters are capitals."
    elif run:
        reason = "The same sign many times in a row."
    else:
        return None
    message = "A moderator looks at it first: it reads as shouting. Fewer capitals and signs would help."
    return Said(Outcome.HOLD, reason, message, (run.span(),) if run else ())


@cache
def _runs(signs: int) -> re.Pattern[str]:
    return re.compile(rf"([!?])\1{{{signs - 1},}}|(\w)\2{{7,}}")


SHOUTING = Check(
    name="shouting",
    title="Shouting",
    does=(
        "Holds a text of at least {letters} letters of which more than {share} in 100 are capitals, "
        "and one with {signs} exclamation or question marks, or eight times the same letter, in a row."
    ),
    parameters=(
        Number(name="share", label="Capitals in 100 letters that are too many", default=70, least=30, most=99),
        Number(name="letters", label="Letters that a text must have to be judged", default=20, least=10, most=500),
        Number(name="signs", label="Exclamation or question marks in a row", default=4, least=3, most=50),
    ),
    look=shouting,
    reads=frozenset({"text"}),
)
