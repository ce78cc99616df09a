"""Ratios measured side by side: the only figures that mean something on another machine."""

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple


class Ratio(NamedTuple):
    """One row: what is compared with what, the figure, and the most it may be (None: shown only)."""

    what: str
    value: float
    limit: float | None = None

    @property
    def broken(self) -> bool:
        """Whether the figure is above its limit."""
        return self.limit is not None and self.value > self.limit


def side_by_side(
    first: Callable[[], object],
    second: Callable[[], object],
    rounds: int = 15,
    timer: Callable[[], float] = time.perf_counter,
) -> float:
    """Return how many times longer ``first`` takes than ``second``.

    They are called in turn, so that a busy moment of the machine falls on both; the medians are compared. One call of
    each goes before, uncounted. Where all work is done in this process and one call is much longer than the other,
    ``timer`` is :func:`time.process_time`: a busy machine interrupts long calls, and short ones seldom.
    """
    first()
    second()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for function, kept in zip((first, second), times, strict=True):
            begun = timer()
            function()
            kept.append(timer() - begun)
    return statistics.median(times[0]) / statistics.median(times[1])
