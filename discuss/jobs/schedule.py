"""What runs at intervals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Job:
    """A piece of work that may run at any time, twice, or in two processes at once, without harm."""

    name: str
    every: timedelta
    run: Callable[[], int]  # returns how many things were done


SCHEDULE: tuple[Job, ...] = ()
