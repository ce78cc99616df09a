"""The only place that reads the time; and how a moment is said."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_instead: ContextVar[datetime | None] = ContextVar("instead", default=None)


def now() -> datetime:
    """Return the present moment as an aware UTC datetime."""
    return _instead.get() or datetime.now(UTC)


def when(moment: datetime) -> str:
    """Say a moment as people read it."""
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Act as if it were ``moment``: for the demo site's past, which happens through the same actions as life."""
    token = _instead.set(moment)
    try:
        yield
    finally:
        _instead.reset(token)
