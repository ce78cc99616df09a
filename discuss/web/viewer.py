"""Who is looking, for views and templates. Below the views the actor is an argument, never a global."""

from flask import g
from flask_login import current_user

from discuss.policy import VISITOR, Actor


def viewer() -> Actor:
    """Return the signed-in person as an :class:`Actor`, or the visitor."""
    if g.get("viewer_unknown"):
        return VISITOR
    found = getattr(current_user, "actor", VISITOR)
    return found if isinstance(found, Actor) else VISITOR


def stop_asking() -> None:
    """Let the viewer be the visitor for the rest of this request: who it is says a database that may be broken."""
    g.viewer_unknown = True


def summary_first() -> str:
    """Return which summary of a story the viewer reads first: ``expert`` or ``plain``."""
    return str(getattr(current_user, "reading", "expert"))


def muted_people() -> frozenset[int]:
    """Return the numbers of those whose words are folded for the viewer."""
    return getattr(current_user, "muted", frozenset())
