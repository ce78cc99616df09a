"""What an act on many things has done, and what it has left alone: one refusal does not stop the rest."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from discuss.db import db
from discuss.decisions import Decision
from discuss.errors import Conflict

T = TypeVar("T")


@dataclass(frozen=True)
class Done:
    """The decisions that were recorded, and why some things were left alone (their number, a sentence)."""

    decisions: list[Decision] = field(default_factory=list)
    left: list[tuple[int, str]] = field(default_factory=list)

    @property
    def why_left(self) -> str:
        """The reasons for what was left alone, each once and at most three; '' if nothing was."""
        return " ".join(list(dict.fromkeys(sentence for _, sentence in self.left))[:3])


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
