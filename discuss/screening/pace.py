"""How fast one person may post: looked at before a comment is made, never a reason to hold one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Pace:
    """At most ``count`` comments in any ``span``."""

    count: int
    span: timedelta


PACE = (Pace(5, timedelta(minutes=10)), Pace(60, timedelta(days=1)))
NEWCOMERS_PACE = (Pace(3, timedelta(minutes=10)), Pace(10, timedelta(days=1)))


def next_allowed(times: Sequence[datetime], now: datetime, *, newcomer: bool) -> datetime | None:
    """Return when the next comment may be posted, or None for now; ``times`` are those of the last ones, any order."""
    latest_first = sorted(times, reverse=True)
    waits = []
    for pace in NEWCOMERS_PACE if newcomer else PACE:
        if len(latest_first) >= pace.count:
            free_at = latest_first[pace.count - 1] + pace.span
            if free_at > now:
                waits.append(free_at)
    return max(waits, default=None)
