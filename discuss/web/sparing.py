"""Pages of many comments: one that breaks its template takes no page from the others."""

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import Flask, current_app

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
    except Exception as error:
        _note(number, error)
        return None


def register(app: Flask, unavailable: tuple[type[Exception], ...]) -> None:
    """Offer it to ``components/unshown.html``; ``unavailable`` is what a database that is away raises."""
    app.extensions["discuss.unavailable"] = unavailable
    app.jinja_env.globals["rendered_or_none"] = rendered_or_none


def _stands(item: T, number_of: Callable[[T], int], render: Render[T]) -> bool:
    try:
        render([item], [])
    except Exception as error:
        _note(number_of(item), error)
        return False
    return True


def _note(number: int, error: Exception) -> None:
    """Log the fault of a comment; what is the database's goes on to its own page."""
    if isinstance(error, current_app.extensions["discuss.unavailable"]):
        raise error
    _log.error("comment %s could not be shown", number, exc_info=error)
