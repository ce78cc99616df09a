"""Where words that are to be blanked stand elsewhere: others may have quoted them."""

from sqlalchemy import or_, select

from discuss.comments.models import Comment, CommentRevision
from discuss.db import db
from discuss.moderation.models import Proposal
from discuss.policy import Actor, Permission, require

LINE = 30  # characters of a line that nobody writes twice by chance
LINES = 20  # lines that are looked for
MOST = 20  # comments that are shown


def echoes(viewer: Actor, proposals: list[Proposal]) -> dict[int, list[Comment]]:
    """Return, by the number of each proposal to blank a comment, what else under its story holds a whole line of it.

    Its earlier wordings count as well. At most ``MOST`` each, newest first, those that nobody reads among them.
    """
    require(viewer, Permission.DESK_ENTER)
    return {one.id: _holding_a_line_of(one.comment_id) for one in proposals if one.comment_id is not None}


def _holding_a_line_of(comment_id: int) -> list[Comment]:
    comment = db.session.get_one(Comment, comment_id)
    earlier = select(CommentRevision.body).where(CommentRevision.comment_id == comment_id)
    wordings = [comment.body, *db.session.scalars(earlier)]
    lines = {line.strip(" \t>") for words in wordings for line in words.splitlines()}
    longest = sorted((line for line in lines if len(line) >= LINE), key=len, reverse=True)[:LINES]
    if not longest:
        return []
    repeated = or_(*(Comment.body.contains(line, autoescape=True) for line in longest))
    wanted = select(Comment).where(Comment.story_id == comment.story_id, Comment.id != comment_id, repeated)
    return list(db.session.scalars(wanted.order_by(Comment.id.desc()).limit(MOST)))
