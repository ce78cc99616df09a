"""What is kept from a moderator who has taken a second look: whatever would tell the decision they do not know.

From taking it until the answer, the comment and all decisions about it are left out of the desk and of the log as this
moderator sees them. For everybody else nothing changes.
"""

from sqlalchemy import ColumnElement, Select, and_, or_, select

from discuss import clock
from discuss.db import db
from discuss.decisions import Decision
from discuss.errors import NotPermitted
from discuss.moderation.models import LOOK_TIME, SecondLook
from discuss.policy import Actor

KEPT = "You have this comment before you as a second look. Answer it or put it back first: then you see the rest."


def with_somebody() -> ColumnElement[bool]:
    """Return the condition that a second look lies before somebody who has not answered yet."""
    return and_(
        SecondLook.looked_at.is_(None), SecondLook.person_id.is_not(None), SecondLook.taken_at > clock.now() - LOOK_TIME
    )


def kept_comments(viewer: Actor) -> Select[int | None]:
    """Choose the comments that the viewer is looking at without knowing what was decided."""
    wanted = select(Decision.comment_id).join(SecondLook, SecondLook.decision_id == Decision.id)
    return wanted.where(with_somebody(), SecondLook.person_id == viewer.id)


def told_to(viewer: Actor) -> ColumnElement[bool]:
    """Return the condition that a decision is not kept from the viewer."""
    return or_(Decision.comment_id.is_(None), Decision.comment_id.not_in(kept_comments(viewer)))


def check_told(viewer: Actor, comment_id: int | None) -> None:
    """Raise :class:`NotPermitted`, with the way out, for a comment that lies before the viewer as a second look."""
    if not viewer.staff or comment_id is None:
        return
    if db.session.scalar(kept_comments(viewer).where(Decision.comment_id == comment_id)) is not None:
        raise NotPermitted(KEPT, missing="second-look")


def kept_now(viewer: Actor) -> set[int]:
    """Return the numbers of the comments that lie before the viewer as second looks."""
    return {number for number in db.session.scalars(kept_comments(viewer)) if number is not None}
