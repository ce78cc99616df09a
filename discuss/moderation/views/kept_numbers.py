"""The numbers of months, counted anew at most once an hour and process, whoever asks."""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Flask, current_app

from discuss import clock
from discuss.moderation.months import Month
from discuss.moderation.transparency import Numbers, numbers_of

LIFE = timedelta(hours=1)
MOST = 200  # months that are remembered: nobody fills the memory with addresses of the year 2099


@dataclass
class Kept:
    """What was counted, and when."""

    numbers: dict[Month, tuple[datetime, Numbers]] = field(default_factory=dict)
    turn: threading.Lock = field(default_factory=threading.Lock)


def register(app: Flask) -> None:
    """Give the application its memory."""
    app.extensions["discuss.numbers"] = Kept()


def of(month: Month) -> Numbers:
    """Return the numbers of ``month``, at most an hour old. Of many who ask at once one counts."""
    kept: Kept = current_app.extensions["discuss.numbers"]
    with kept.turn:
        known = kept.numbers.get(month)
        if known is not None and abs(clock.now() - known[0]) < LIFE:
            return known[1]
        counted = numbers_of(month)
        if len(kept.numbers) >= MOST:
            kept.numbers.clear()
        kept.numbers[month] = (clock.now(), counted)
        return counted
