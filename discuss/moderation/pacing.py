"""How long somebody has decided without a break, and when to say so. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

BREAK = timedelta(minutes=15)  # so long without a decision is a break
LONG = timedelta(minutes=90)
LONG_URGENT = timedelta(minutes=30)  # the worst texts tire sooner


@dataclass(frozen=True)
class Stretch:
    """Acts since the last break."""

    acts: int
    length: timedelta

    def said(self, queue: str) -> str:
        """Return the sentence for this queue, '' as long as there is no need for one."""
        if self.length < (LONG_URGENT if queue == "urgent" else LONG):
            return ""
        hours, minutes = divmod(int(self.length.total_seconds() // 60), 60)
        long = f"{hours} h {minutes} min" if hours else f"{minutes} min"
        return f"{self.acts} decisions in {long}. This is a good moment for a break."


def stretch(acts: Iterable[tuple[datetime, str]], now: datetime) -> Stretch:
    """Add up the latest acts, given newest first as (moment, batch): many at once in a batch are one."""
    found: set[str] = set()
    later, number = now, 0
    for moment, batch in acts:
        if later - moment >= BREAK:
            break
        later = moment
        number += not batch or batch not in found
        found.add(batch)
    return Stretch(number, now - later)
