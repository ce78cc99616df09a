"""Where words that are to be blanked stand elsewhere: others may have quoted them."""

from sqlalchemy import Select, select, union_all

from discuss.comments.models import STATUSES, Comment, CommentRevision
from discuss.db import db
from discuss.moderation.models import Proposal
from discuss.policy import Actor, Permission, require

LINE = 30  # characters of a line that nobody writes twice by chance
LINES = 20  # lines that are looked for
LOOKED_AT = 2000  # comments under the story, the newest, and as many of their earlier wordings
MOST = 20  # comments that are shown


def echoes(viewer: Actor, proposal: Proposal) -> list[tuple[int, str]]:
    """Return number and status of what else under the story holds a whole line of a comment that is to be blanked.

    Earlier wordings count on both sides, capital and small letters are the same. At most ``MOST``, newest first, those
    that nobody reads among them. Four statements, whatever there is.
    """
    require(viewer, Permission.DESK_ENTER)
    comment = db.session.get_one(Comment, proposal.comment_id)
    lines = lines_of(wordings_of(comment))
    if not lines:
        return []
    latest = _latest_below(comment.story_id)
    now = db.session.execute(select(Comment.id, Comment.status, Comment.body).where(Comment.id.in_(latest))).all()
    earlier = select(CommentRevision.comment_id, CommentRevision.body).where(CommentRevision.comment_id.in_(latest))
    before = db.session.execute(earlier.order_by(CommentRevision.id.desc()).limit(LOOKED_AT))
    # Compared here: the two databases do not agree on which letters are the same.
    wordings = [*((row.id, row.body) for row in now), *((row.comment_id, row.body) for row in before)]
    found = {number for number, words in wordings if number != comment.id and holds_one(words, lines)}
    statuses = {row.id: row.status for row in now}
    return [(number, statuses[number]) for number in sorted(found & statuses.keys(), reverse=True)[:MOST]]


def wordings_of(comment: Comment) -> list[str]:
    """Return what a comment says and has said."""
    earlier = select(CommentRevision.body).where(CommentRevision.comment_id == comment.id)
    return [comment.body, *db.session.scalars(earlier)]


def lines_of(wordings: list[str], *, quoted: bool = True) -> list[str]:
    """Return the longest lines of a comment's wordings that nobody writes twice by chance, folded.

    Without ``quoted`` those are left out that it has quoted from others.
    """
    lines = {
        line.strip(" \t>").casefold()
        for words in wordings
        for line in words.splitlines()
        if quoted or not line.lstrip().startswith(">")
    }
    return sorted((line for line in lines if len(line) >= LINE), key=len, reverse=True)[:LINES]


def _latest_below(story_id: int) -> Select[int]:
    """By status, so that an index hands them over newest first."""
    looks = [
        select(Comment.id).where(Comment.story_id == story_id, Comment.status == status).order_by(Comment.id.desc())
        for status in STATUSES
    ]
    every = union_all(*(select(look.limit(LOOKED_AT).subquery()) for look in looks)).subquery()
    return select(every.c.id).order_by(every.c.id.desc()).limit(LOOKED_AT)


def holds_one(words: str, lines: list[str]) -> bool:
    """Say whether one of the lines stands in the words, in capital or small letters."""
    folded = words.casefold()
    return any(line in folded for line in lines)
