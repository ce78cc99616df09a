"""Raid mode: what a discussion takes while many come at once to disturb it, from whom, and until when. Pure.

It ends by the clock: whoever asks compares with the present moment, and nothing has to be done for it to be over.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from discuss.clock import when

HOLD, OLDER, SLOW, READ = "hold", "older", "slow", "read"
# mode -> what the desk offers; the severest last
MODES = {
    HOLD: "A moderator looks at every comment first",
    OLDER: "Only people who have been here for some time write",
    SLOW: "Slow mode",
    READ: "Read only",
}
STATES = {HOLD: "looked at first", OLDER: "older accounts only", SLOW: "slow", READ: "read only"}  # on record
HOURS = (1, 3, 6, 12, 24, 72, 168)  # how long it may last
LONGEST = timedelta(hours=max(HOURS))
DAYS = (1, 7, 30, 90, 365)  # how long people must have been here before it began


@dataclass(frozen=True, kw_only=True)
class Raid:
    """Raid mode that is on."""

    mode: str
    until: datetime
    joined_before: datetime | None = None
    seconds: int = 0  # between two comments of one person

    @property
    def holds(self) -> bool:
        """Whether a moderator looks at every comment first."""
        return self.mode == HOLD

    @property
    def read_only(self) -> bool:
        """Whether nobody writes at all."""
        return self.mode == READ

    def keeps_out(self, joined: datetime | None) -> bool:
        """Say whether somebody who ``joined`` then cannot write while it lasts."""
        if self.mode == OLDER:
            return joined is None or self.joined_before is None or joined >= self.joined_before
        return self.read_only

    def puts_off(self, joined: datetime | None) -> bool:
        """Say whether what somebody who ``joined`` then writes is not shown at once."""
        return self.holds or self.keeps_out(joined)

    @property
    def told(self) -> str:
        """What is on and until when, for everybody who reads or writes here."""
        until = f"Until {when(self.until)}"
        if self.holds:
            return f"{until}, a moderator looks at every comment here before others see it."
        if self.mode == OLDER:
            before = f" before {when(self.joined_before)}" if self.joined_before else ""
            return f"{until}, only people who joined{before} can write here."
        if self.mode == SLOW:
            return f"{until}, each person can post here once in {time_between(self.seconds)}."
        return f"{until}, this discussion can only be read."

    @property
    def state(self) -> str:
        """The same in a word or two, as decisions keep it."""
        return f"{STATES[self.mode]} {self.seconds} s" if self.mode == SLOW else STATES[self.mode]


def time_between(seconds: int) -> str:
    """Say the time between two comments of one person."""
    return f"{seconds} seconds" if seconds < 120 else f"{seconds // 60} minutes"
