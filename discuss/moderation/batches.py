"""What an act on many things has done, and what it has left alone: one refusal does not stop the rest."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from textwrap import shorten
from typing import TypeVar

from discuss.db import db
from discuss.decisions import Decision
from discuss.errors import Conflict

T = TypeVar("T")
LONGEST = 240  # characters of a reason: it may quote what somebody else wrote, and is told in a cookie


@dataclass(frozen=True)
class Done:
    """The decisions that were recorded, and why some things were left alone (their number, a sentence)."""

    decisions: list[Decision] = field(default_factory=list)
    left: list[tuple[int, str]] = field(default_factory=list)

    @property
    def why_left(self) -> str:
        """The reasons for what was left alone, each once, what ended the act first; '' if nothing was."""
        reasons = list(dict.fromkeys(sentence for _, sentence in reversed(self.left)))
        more = ["…"] if len(reasons) > 3 else []
        return " ".join([*(shorten(reason, LONGEST, placeholder=" …") for reason in reasons[:3]), *more])

    @property
    def told_left(self) -> str:
        """What is added to the word of success about what was left alone; '' if nothing was."""
        return f" {len(self.left)} left alone. {self.why_left}" if self.left else ""


def one_by_one(things: Iterable[T], act: Callable[[T], Decision], number: Callable[[T], int]) -> Done:
    """Do ``act`` to each of ``things`` inside the current transaction; what is refused halfway leaves nothing behind.

    ``number`` says under which number a thing is named that was left alone because of a :class:`Conflict`.
    """
    done = Done()
    for thing in things:
        try:
            with db.session.begin_nested():
                done.decisions.append(act(thing))
        except Conflict as conflict:
            done.left.append((number(thing), str(conflict)))
    return done
