"""How far two moderators agree about the same comments: by act, by rule, and beyond chance. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from discuss.decisions.rules import NUMBERS

# What an act says of a comment: it may stand, or it may not. Only these are looked at a second time.
VERDICTS = {"approve": "keep", "keep": "keep", "reports-wrong": "keep", "remove": "remove"}
ANSWERS = {"keep": "It can stand", "remove": "Remove it"}
FEWEST = 20  # pairs; kappa of fewer tells more of chance than of people


@dataclass(frozen=True)
class Share:
    """A part of a whole, said with both numbers: nobody mistakes one of two for half of everything."""

    part: int = 0
    whole: int = 0

    def __str__(self) -> str:
        return f"{self.part} of {self.whole} ({round(100 * self.part / self.whole)} %)" if self.whole else "none yet"


@dataclass(frozen=True)
class Pair:
    """Two answers to the same comment: whether it may stand, and if not, by which rule."""

    first: str
    first_rule: int | None
    second: str
    second_rule: int | None
    first_by: int = 0
    second_by: int = 0

    @property
    def same_act(self) -> bool:
        """Whether both let it stand or both removed it."""
        return self.first == self.second

    @property
    def agree(self) -> bool:
        """Whether they also name the same rule, where there must be one."""
        return self.same_act and (self.first == "keep" or self.first_rule == self.second_rule)

    @property
    def said(self) -> str:
        """The pair in words, for whoever gave the second answer and for the owner: never a name."""
        if self.agree:
            return "Both let it stand." if self.first == "keep" else f"Both removed it by rule {self.first_rule}."
        first = "let it stand" if self.first == "keep" else f"removed it by rule {self.first_rule}"
        second = "it can stand" if self.second == "keep" else f"it breaks rule {self.second_rule}"
        return f"The first moderator {first}; the second says that {second}."


def share_of(pairs: Iterable[Pair], agree: Callable[[Pair], bool]) -> Share:
    """Return in how many of the pairs both agree, in that sense."""
    answers = [agree(pair) for pair in pairs]
    return Share(sum(answers), len(answers))


def by_act(pairs: list[Pair]) -> dict[str, Share]:
    """Return for each first answer how often the second was the same."""
    return {act: share_of((pair for pair in pairs if pair.first == act), lambda pair: pair.same_act) for act in ANSWERS}


def by_rule(pairs: list[Pair]) -> dict[int, Share]:
    """Return for each rule how often both named it, of all pairs in which one of them did."""
    found = {}
    for number in sorted(NUMBERS):
        naming = [pair for pair in pairs if number in _named(pair)]
        found[number] = share_of(naming, lambda pair: pair.agree)
    return found


def _named(pair: Pair) -> set[int | None]:
    first = pair.first_rule if pair.first == "remove" else None
    second = pair.second_rule if pair.second == "remove" else None
    return {first, second}


def kappa(pairs: list[Pair]) -> float | None:
    """Return Cohen's kappa of the acts: 0 is chance, 1 is always. None for fewer than :data:`FEWEST` pairs.

    None as well when nobody has ever removed anything, or nobody has ever let anything stand: chance explains it all.
    """
    number = len(pairs)
    if number < FEWEST:
        return None
    agreed = sum(pair.same_act for pair in pairs) / number
    first, second = (sum(act == "keep" for act in acts) / number for acts in _columns(pairs))
    by_chance = first * second + (1 - first) * (1 - second)
    return None if by_chance == 1 else round((agreed - by_chance) / (1 - by_chance), 2)


def _columns(pairs: list[Pair]) -> tuple[list[str], list[str]]:
    return [pair.first for pair in pairs], [pair.second for pair in pairs]
