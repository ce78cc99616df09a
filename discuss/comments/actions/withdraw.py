"""Delete one's own comment: readers see it no more, and its replies keep standing under a marker."""

from discuss import events
from discuss.comments import counters
from discuss.comments.models import Comment
from discuss.db import transaction
from discuss.events.types import CommentWithdrawn
from discuss.policy import Actor, Permission, require


def withdraw(actor: Actor, comment: Comment) -> None:
    """Take the comment off the page for good. The text stays with its author and the moderators' record."""
    require(actor, Permission.COMMENT_DELETE, comment)
    _withdraw(actor, comment, Permission.COMMENT_DELETE)


def withdraw_again(actor: Actor, comment: Comment) -> None:
    """Withdraw what its author had withdrawn, and an older copy of the database has brought back."""
    require(actor, Permission.SYSTEM_WORK, comment)
    _withdraw(actor, comment, Permission.SYSTEM_WORK)


def _withdraw(actor: Actor, comment: Comment, permission: Permission) -> None:
    comment_id, story_id = comment.id, comment.story_id
    with transaction() as session:
        thread_version = counters.touch_story(story_id)
        comment = session.get_one(Comment, comment_id, with_for_update=True)
        require(actor, permission, comment)  # again, on the locked row: it may have been removed meanwhile
        counters.change_status(comment, "withdrawn", thread_version)
        events.record(CommentWithdrawn(actor_id=actor.id, comment_id=comment_id, story_id=story_id))
