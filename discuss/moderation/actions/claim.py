"""Say that one is looking at a comment, or let go of it."""

from datetime import timedelta

from sqlalchemy import delete, select

from discuss import clock
from discuss.accounts.models import Person
from discuss.comments.models import Comment
from discuss.db import transaction
from discuss.errors import Conflict
from discuss.moderation.models import Claim
from discuss.policy import Actor, Permission, require

CLAIM = timedelta(minutes=10)  # then somebody who went home holds nothing up


def claim(actor: Actor, comment: Comment) -> None:
    """Claim ``comment`` for ten minutes, or longer. Raises :class:`Conflict` if somebody else has it."""
    require(actor, Permission.COMMENT_MODERATE, comment)
    comment_id = comment.id
    with transaction() as session:
        session.get_one(Comment, comment_id, with_for_update=True)  # two claims at once: one waits for the other
        found = session.scalar(select(Claim).where(Claim.comment_id == comment_id))
        if found is None:
            found = Claim(comment_id=comment_id, person_id=actor.id or 0)
            session.add(found)
        elif found.person_id != actor.id and found.until > clock.now():
            name = session.scalar(select(Person.name).where(Person.id == found.person_id))
            raise Conflict(f"{name} is looking at this comment until {found.until:%H:%M} UTC. Take the next one.")
        found.person_id, found.until = actor.id or 0, clock.now() + CLAIM


def release(actor: Actor, comment_id: int | None = None) -> int:
    """Let go of one comment, or of all of one's own; return how many."""
    require(actor, Permission.DESK_ENTER)
    with transaction() as session:
        own = delete(Claim).where(Claim.person_id == actor.id).returning(Claim.id)
        return len(session.execute(own if comment_id is None else own.where(Claim.comment_id == comment_id)).all())
