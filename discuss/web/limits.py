"""Rate limits by account and by network: counted in this process, or in Redis when there are several."""

import ipaddress
import logging
import math
from datetime import UTC, datetime, timedelta

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from discuss import clock
from discuss.config import Settings
from discuss.errors import TooFast

# What is counted -> how often. Fixed windows: their counts are exact under any number of threads, and a try that
# turned out well can be given back.
RULES: dict[str, RateLimitItem] = {
    "sign-in-account": parse("10 per 10 minutes"),
    "sign-in-network": parse("10 per 10 minutes"),  # failures only: a shared address must not lock out a whole office
    "second-factor-account": parse("5 per 5 minutes"),
    "second-factor-day": parse("100 per day"),
    "question-network": parse("120 per hour"),  # each question to a passkey is a row for five minutes
    "mail-network": parse("20 per hour"),  # whatever makes the site write to an address that somebody typed
    "post-account": parse("60 per hour"),
    "edit-account": parse("30 per hour"),
    "profile-account": parse("30 per hour"),
    "draft-network": parse("60 per hour"),
    "preview-account": parse("60 per minute"),
    "report-account": parse("20 per hour"),
    "report-network": parse("20 per hour"),
    "appeal-account": parse("20 per hour"),
    "notice-network": parse("10 per hour"),
    "export-account": parse("10 per day"),
    "table-network": parse("60 per hour"),  # thousands of rows each
}

AWAY = timedelta(seconds=5)  # how long a Redis that gave no answer is left alone: waiting for it holds up a page

_log = logging.getLogger(__name__)


class Limiter:
    """Counts in the storage of the settings; falls back to this process's memory when that cannot be reached."""

    def __init__(self, settings: Settings) -> None:
        self.on = settings.rate_limits
        self.memory = FixedWindowRateLimiter(MemoryStorage())
        self.shared = FixedWindowRateLimiter(_storage(settings.redis_url)) if settings.redis_url else self.memory
        self._back_at = clock.now()  # until then the shared one is not asked: it was away a moment ago

    def spend(self, rule: str, key: str) -> None:
        """Count one try of ``rule`` by ``key``. Raises :class:`TooFast` when none is left."""
        if not self.on:
            return
        item = RULES[rule]
        try:
            allowed, reset = self._spend(self._counting(), item, rule, key)
        except Exception as error:  # whatever Redis does: limits go on in this process, they never fall away
            _log.error("the shared rate limits cannot be reached, so this process counts for itself: %s", error)
            self._back_at = clock.now() + AWAY
            allowed, reset = self._spend(self.memory, item, rule, key)
        if not allowed:
            seconds = max(1, math.ceil(reset - clock.now().timestamp()))
            retry_at = datetime.fromtimestamp(math.ceil(reset), UTC)
            raise TooFast(f"Too many tries. Try again in {in_words(seconds)}.", retry_at)

    def give_back(self, rule: str, key: str) -> None:
        """Take back one counted try, because it turned out well."""
        if not self.on:
            return
        item = RULES[rule]
        try:
            self._give_back(self._counting(), item, rule, key)
        except Exception:
            self._back_at = clock.now() + AWAY
            self._give_back(self.memory, item, rule, key)

    def _counting(self) -> FixedWindowRateLimiter:
        return self.memory if clock.now() < self._back_at <= clock.now() + AWAY else self.shared

    @staticmethod
    def _spend(limiter: FixedWindowRateLimiter, item: RateLimitItem, rule: str, key: str) -> tuple[bool, float]:
        if limiter.hit(item, rule, key):
            return True, 0.0
        reset = limiter.get_window_stats(item, rule, key).reset_time
        if reset <= clock.now().timestamp() + item.get_expiry() + 1:
            return False, reset
        limiter.clear(item, rule, key)  # a clock that was ahead has been set right: nobody waits longer than a window
        return limiter.hit(item, rule, key), reset

    @staticmethod
    def _give_back(limiter: FixedWindowRateLimiter, item: RateLimitItem, rule: str, key: str) -> None:
        limiter.storage.incr(item.key_for(rule, key), item.get_expiry(), amount=-1)


def _storage(url: str) -> Storage:
    if url.startswith("unix://"):
        url = f"redis+{url}"
    # A limit must not hold up a page: a slow or dead Redis is given up on quickly.
    storage = storage_from_string(url, socket_timeout=0.25, socket_connect_timeout=0.25)
    if not isinstance(storage, Storage):
        raise TypeError(f"{url} is not a storage for threads")
    return storage


def register(app: Flask, settings: Settings) -> None:
    """Give the application its counter."""
    app.extensions["discuss.limits"] = Limiter(settings)


def spend(rule: str, key: str) -> None:
    """Count one try in the running application; see :meth:`Limiter.spend`."""
    current_app.extensions["discuss.limits"].spend(rule, key)


def give_back(rule: str, key: str) -> None:
    """Take one try back; see :meth:`Limiter.give_back`."""
    current_app.extensions["discuss.limits"].give_back(rule, key)


def network() -> str:
    """Return the caller's network, see :func:`network_of`."""
    return network_of(request.remote_addr or "")


def network_of(address: str) -> str:
    """Return the IPv4 address, or the /64 of an IPv6 one, which one person can hop within."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False))


def in_words(seconds: int) -> str:
    """Say a duration as people do: "40 seconds", "3 minutes", "2 hours"."""
    for size, word in ((3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = math.ceil(seconds / size)
            return f"{count} {word}{'s' if count > 1 else ''}"
    return f"{seconds} second{'s' if seconds != 1 else ''}"
