"""Pages of many comments: one that breaks its template takes no page from the others."""

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
Render = Callable[[list[T], list[int]], str]  # the items that are shown, and the numbers of those that cannot be

_log = logging.getLogger(__name__)


def render_sparing(items: Sequence[T], number_of: Callable[[T], int], render: Render[T]) -> str:
    """Render all; if that breaks, those without which it does not, with the numbers of the others."""
    try:
        return render(list(items), [])
    except Exception:
        sound = [item for item in items if _stands(item, number_of, render)]
        if len(sound) == len(items):
            raise  # something else is broken
    return render(sound, [number_of(item) for item in items if not any(item is other for other in sound)])


def rendered_or_none(number: int, macro: Callable[..., str], *given: object, **named: object) -> str | None:
    """Return what a template's macro makes of comment ``number``, or None if that breaks; the fault is logged."""
    try:
        return macro(*given, **named)
    except Exception:
        _log.exception("comment %s could not be shown", number)
        return None


def _stands(item: T, number_of: Callable[[T], int], render: Render[T]) -> bool:
    try:
        render([item], [])
    except Exception:
        _log.exception("comment %s could not be shown", number_of(item))
        return False
    return True
