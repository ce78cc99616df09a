"""Where words that are to be blanked stand elsewhere: others may have quoted them."""

import re

from sqlalchemy import Select, select, union_all

from discuss.comments.models import STATUSES, Comment, CommentRevision
from discuss.db import db
from discuss.moderation.models import Proposal
from discuss.policy import Actor, Permission, require

LINE = 30  # characters of a line that nobody writes twice by chance
SHORT = 10  # characters of a line that can say where somebody lives
LINES = 20  # long lines that are looked for
SHORT_ONES = 200  # short lines that are looked for
LOOKED_AT = 2000  # comments under the story, the newest, and as many of their earlier wordings
MOST = 20  # comments that are shown
_BARE = re.compile(r"[\W_]*+(.*[^\W_])")  # from the first letter or digit to the last one
_NUMBER = re.compile(r"\d{1,3}[.)]\s+")  # of an entry of a list
_ADDRESS = re.compile(r"\w@\w|://|\w\.[^\W\d_]{2,}")
_BESIDE = re.compile(r"(?=\b([^\W\d_])\w*[.,]?\s+\d|\b\d\w*[.,]?\s+([^\W\d_]))")  # a word and a number


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
    """Return the lines of a comment's wordings by which repetitions of it are known, folded, the longest first.

    One of ``LINE`` characters or more is known wherever it stands. A shorter one, of ``SHORT`` or more, only where it
    stands as a line of its own, alone or quoted, whatever marks are around it: if it is all that a wording says, or
    holds an address or a number. Without ``quoted`` those are left out that the comment has quoted from others.
    """
    lines = {
        form.casefold()
        for words in wordings
        for line in words.strip().splitlines()
        if quoted or not line.lstrip().startswith(">")
        for form in _forms(line)
        if _counts(form, alone=line == words.strip())
    }
    ordered = sorted(lines, key=lambda line: (-len(line), line))
    long = [line for line in ordered if len(line) >= LINE]
    return long[:LINES] + ordered[len(long) :][:SHORT_ONES]


def _counts(line: str, *, alone: bool) -> bool:
    """Three digits make a number; one beside a word with a capital, or in a line with two such words, an address."""
    if alone or len(line) >= LINE:
        return len(line) >= SHORT
    digits = sum(character.isdecimal() for character in line)
    capitals = sum(first.isupper() for first in re.findall(r"\b\w", line))
    # Scripts that know no capitals have no small letters either.
    beside = any(not (before or after).islower() for before, after in _BESIDE.findall(line))
    known = digits >= 3 or (digits > 0 and capitals >= 2) or beside or _ADDRESS.search(line) is not None
    return len(line) >= SHORT and known


def _forms(line: str) -> set[str]:
    """Return a line without the marks around it, and, if it may be an entry of a list, without its number as well."""
    bare = _without_marks(line)
    number = _NUMBER.match(bare)
    return {bare, _without_marks(bare[number.end() :])} if number else {bare}


def _without_marks(words: str) -> str:
    found = _BARE.match(words)
    return found[1] if found else ""


def _latest_below(story_id: int) -> Select[int]:
    """By status, so that an index hands them over newest first."""
    looks = [
        select(Comment.id).where(Comment.story_id == story_id, Comment.status == status).order_by(Comment.id.desc())
        for status in STATUSES
    ]
    every = union_all(*(select(look.limit(LOOKED_AT).subquery()) for look in looks)).subquery()
    return select(every.c.id).order_by(every.c.id.desc()).limit(LOOKED_AT)


def holds_one(words: str, lines: list[str]) -> bool:
    """Say whether one of the lines stands in the words, in capital or small letters: a short one as a line itself."""
    folded = words.casefold()
    short = {line for line in lines if len(line) < LINE}
    whole = (line for line in words.splitlines() if len(line) >= SHORT)
    if short and not short.isdisjoint(form.casefold() for line in whole for form in _forms(line)):
        return True
    return any(line in folded for line in lines if len(line) >= LINE)
