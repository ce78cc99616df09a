"""Calendar months as addresses write them: 2026-06. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from discuss import clock
from discuss.errors import BadRequest

_WRITTEN = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
         "December")  # fmt: skip


@dataclass(frozen=True, order=True)
class Month:
    """One month."""

    year: int
    number: int

    @property
    def since(self) -> datetime:
        """Its first moment, UTC."""
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return self.following.since

    @property
    def following(self) -> "Month":
        """The next month."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def name(self) -> str:
        """As people write it."""
        return f"{NAMES[self.number - 1]} {self.year}"

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"


def month_of(moment: datetime) -> Month:
    """Return the month that ``moment`` lies in."""
    return Month(moment.year, moment.month)


def read_month(given: str) -> Month:
    """Read a month from an address. Raises :class:`BadRequest`."""
    found = _WRITTEN.fullmatch(given)
    if found is None:
        raise BadRequest("A month is written as 2026-06. Choose one from the list.")
    return Month(int(found[1]), int(found[2]))


def months(since: datetime, most: int) -> list[Month]:
    """Return the months from ``since`` until now, newest first, at most ``most``."""
    found = [month_of(since)]
    while found[-1] < month_of(clock.now()):
        found.append(found[-1].following)
    return found[::-1][:most]
