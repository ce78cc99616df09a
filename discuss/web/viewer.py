"""Who is looking, for views and templates. Below the views the actor is an argument, never a global."""

from flask_login import current_user

from discuss.policy import VISITOR, Actor


def viewer() -> Actor:
    """Return the signed-in person as an :class:`Actor`, or the visitor."""
    found = getattr(current_user, "actor", VISITOR)
    return found if isinstance(found, Actor) else VISITOR


def summary_first() -> str:
    """Return which summary of a story the viewer reads first: ``expert`` or ``plain``."""
    return str(getattr(current_user, "reading", "expert"))
