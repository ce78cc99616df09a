"""How long somebody has decided without a break, about how many severe texts, and when to say so. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

BREAK = timedelta(minutes=15)  # so long without a decision is a break
LONG = timedelta(minutes=90)
LONG_URGENT = timedelta(minutes=30)  # the worst texts tire sooner
MANY_SEVERE = 10  # texts behind a veil that somebody has decided about since the last break


@dataclass(frozen=True)
class Stretch:
    """Acts since the last break."""

    acts: int
    length: timedelta
    comments: frozenset[int] = frozenset()  # that they were about
    severe: int = 0  # how many of these stand behind a veil, as far as it was counted

    def said(self, queue: str) -> str:
        """Return the sentence for this queue, '' as long as there is no need for one."""
        long_enough = LONG_URGENT if queue == "urgent" else LONG
        if self.length < long_enough and self.severe < MANY_SEVERE:
            return ""
        hours, minutes = divmod(int(self.length.total_seconds() // 60), 60)
        long = f"{hours} h {minutes} min" if hours else f"{minutes} min"
        about = f", {self.severe} of them about severe texts" if self.severe else ""
        return f"{self.acts} decisions in {long}{about}. This is a good moment for a break."


def stretch(acts: Iterable[tuple[datetime, str, int | None]], now: datetime) -> Stretch:
    """Add up the latest acts, given newest first as (moment, batch, comment): many at once in a batch are one."""
    batches: set[str] = set()
    comments: set[int] = set()
    later, number = now, 0
    for moment, batch, comment in acts:
        if later - moment >= BREAK:
            break
        later = moment
        number += not batch or batch not in batches
        batches.add(batch)
        comments |= {comment} if comment is not None else set()
    return Stretch(number, now - later, frozenset(comments))
