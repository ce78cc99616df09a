"""Let somebody know that a case file was made about a comment of theirs, once the police have nothing against it."""

from discuss import events
from discuss.comments.models import Comment
from discuss.db import transaction
from discuss.errors import Conflict
from discuss.events.types import CaseFilesCleared
from discuss.moderation import hold_queries
from discuss.policy import Actor, Permission, require, require_fresh


def clear_case_files(actor: Actor, comment: Comment) -> None:
    """Put the case files about ``comment`` into its author's own data. Until then nothing tells of them.

    Raises :class:`Conflict` if there is none that is kept quiet.
    """
    require(actor, Permission.CASE_FILE_MAKE, comment)
    require_fresh(actor)
    number = comment.id
    with transaction():
        if not hold_queries.quiet_case_files(number):
            raise Conflict("No case file about this comment is kept quiet.")
        events.record(CaseFilesCleared(actor_id=actor.id, comment_id=number))
