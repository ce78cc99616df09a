"""Which function reacts to which event, and the bell that wakes the job thread after a commit."""

import threading
from collections.abc import Callable, Iterable

from discuss.events.event import Event

# A reaction gets the event's number (the key that makes its effects happen once), its actor and its payload.
Reaction = Callable[[int, int | None, dict[str, object]], None]

_reactions: dict[str, dict[str, Reaction]] = {}  # by kind of event and name of the function
_bell = threading.Event()


def on(event: type[Event], reaction: Reaction) -> None:
    """Run ``reaction``, a function or method with a name of its own, after each ``event``.

    An application that is made anew in one process puts its reactions in the place of those of the earlier one.
    """
    name = f"{reaction.__module__}.{reaction.__qualname__}"
    _reactions.setdefault(event.kind, {})[name] = reaction


def reacts_to(kind: str) -> bool:
    """Say whether anything waits for this kind of event."""
    return bool(_reactions.get(kind))


def reactions_to(kind: str) -> Iterable[Reaction]:
    """Return the reactions to this kind of event, in the order they were registered."""
    return tuple(_reactions.get(kind, {}).values())


def wake() -> None:
    """Ring: there is something to deliver."""
    _bell.set()


def wait(seconds: float) -> None:
    """Sleep until the bell rings or ``seconds`` have passed. Other processes' events are found by the timeout."""
    _bell.wait(seconds)
    _bell.clear()
