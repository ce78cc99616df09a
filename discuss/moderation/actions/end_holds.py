"""End legal holds whose time is over, and those on comments that are back on the page."""

from sqlalchemy import delete, select

from discuss import clock, events
from discuss.comments.models import Comment
from discuss.db import transaction
from discuss.events.types import LegalHoldUsed
from discuss.moderation.models import LegalHold


def end_holds() -> int:
    """Delete them; return how many. Who says again that such a comment endangers a child has it copied again."""
    over = (LegalHold.until <= clock.now()) | (Comment.status == "published")
    wanted = select(LegalHold.id, LegalHold.comment_id).join(Comment, Comment.id == LegalHold.comment_id).where(over)
    with transaction() as session:
        found = session.execute(wanted.order_by(LegalHold.id)).all()
        session.execute(delete(LegalHold).where(LegalHold.id.in_([row.id for row in found])))
        for row in found:
            events.record(LegalHoldUsed(actor_id=None, hold_id=row.id, comment_id=row.comment_id, what="ended", why=""))
    return len(found)
