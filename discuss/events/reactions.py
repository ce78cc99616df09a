"""Which function reacts to which event, and the bell that wakes the job thread after a commit."""

import threading
from collections.abc import Callable, Iterable

from discuss.events.types import Event

# A reaction gets the event's number (the key that makes its effects happen once), its actor and its payload.
Reaction = Callable[[int, int | None, dict[str, object]], None]

_reactions: dict[str, list[Reaction]] = {}
_bell = threading.Event()


def on(event: type[Event], reaction: Reaction) -> None:
    """Run ``reaction`` after each ``event``. Registering twice is harmless: applications are made anew in tests."""
    known = _reactions.setdefault(event.kind, [])
    if reaction not in known:
        known.append(reaction)


def reacts_to(kind: str) -> bool:
    """Say whether anything waits for this kind of event."""
    return bool(_reactions.get(kind))


def reactions_to(kind: str) -> Iterable[Reaction]:
    """Return the reactions to this kind of event, in the order they were registered."""
    return tuple(_reactions.get(kind, ()))


def wake() -> None:
    """Ring: there is something to deliver."""
    _bell.set()


def wait(seconds: float) -> None:
    """Sleep until the bell rings or ``seconds`` have passed. Other processes' events are found by the timeout."""
    _bell.wait(seconds)
    _bell.clear()
