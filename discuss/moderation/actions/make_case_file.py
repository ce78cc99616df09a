"""Take home what is known of a comment, for the police, because somebody's life or safety is in danger."""

from typing import Any

from discuss import clock, events
from discuss.comments.models import Comment
from discuss.db import transaction
from discuss.errors import Invalid
from discuss.events.types import CaseFileMade
from discuss.moderation.actions.read_hold import LONGEST
from discuss.moderation.preserving import copied
from discuss.policy import Actor, Permission, require, require_fresh


def make_case_file(actor: Actor, comment: Comment, why: str) -> dict[str, Any]:
    """Return words and wordings, account, networks of its sessions and everything said about the comment.

    It is recorded who made it why; nobody else is told, its author least of all. Raises :class:`Invalid` without a
    reason.
    """
    require(actor, Permission.CASE_FILE_MAKE, comment)
    require_fresh(actor)
    why = why.strip()
    if not why or len(why) > LONGEST:
        raise Invalid({"why": [f"Say why you make it, in at most {LONGEST} characters."]})
    number = comment.id
    with transaction() as session:
        content = copied(session.get_one(Comment, number))
        events.record(CaseFileMade(actor_id=actor.id, comment_id=number, why=why))
    made = {"at": clock.now().isoformat(), "by": actor.name, "why": why}
    return {"made": made, "status": "The author has not been told.", **content}
