"""What gate and screening may know of an author, and of what others wrote a moment ago."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Row as SQLRow
from sqlalchemy import String, bindparam, cast, exists, func, null, select, union_all

from discuss import clock
from discuss.accounts.models import Person
from discuss.checks.queries import STAMP, InForce, in_force
from discuss.comments.models import Comment, Draft
from discuss.db import execute
from discuss.screening.pace import MOST_A_DAY

RECENT_OWN = MOST_A_DAY  # comments: enough for a day's pace, the last days' repeats and the newcomer's count
RECENT_OTHERS = 100


@dataclass(frozen=True)
class AuthorFacts:
    """What gate and screening may know of an author's last comments, newest first, and how the checks are set now."""

    recent: Sequence[SQLRow[Any]]
    held_always: bool
    checks: InForce
    has_drafts: bool = False  # texts kept for the author on the server
    looked_at: bool = False  # a moderator has let this very comment through: its author is no newcomer to it

    @property
    def approved(self) -> int:
        """Published comments among the recent ones."""
        return RECENT_OWN if self.looked_at else sum(row.status == "published" for row in self.recent)

    @property
    def newest(self) -> int:
        """The number of the author's last comment, 0 if there is none."""
        return self.recent[0].id if self.recent else 0

    def said_beside(self, comment_id: int) -> list[tuple[int, str]]:
        """Return which of the recent ones says what, without one of them."""
        return [(row.id, row.body) for row in self.recent if row.id != comment_id]

    @property
    def times(self) -> list[datetime]:
        """When the recent ones were posted."""
        return [row.posted_at for row in self.recent]

    def last_in(self, story_id: int) -> datetime | None:
        """When the author last wrote under this story, as far as the recent ones tell."""
        return max((row.posted_at for row in self.recent if row.story_id == story_id), default=None)

    def for_edit_of(self, comment: Comment) -> "AuthorFacts":
        """Return the facts for another wording of ``comment``: it does not repeat itself, nor is it a first comment."""
        others = [row for row in self.recent if row.id != comment.id]
        return replace(self, recent=others, looked_at=comment.status == "published")

    def same_request(self, key: str | None) -> int | None:
        """Return the comment that this very form made already."""
        return next((row.id for row in self.recent if key and row.idempotency_key == key), None)


def author_facts(author_id: int) -> AuthorFacts:
    """Read the author's last comments, in one statement whatever their number.

    It also tells whether an owner has changed a check; the settings themselves are read again only then.
    """
    found = execute(_author_facts(), {"author": author_id}).all()
    recent = [row for row in found if row.id is not None]
    checks = in_force((found[0].checks_saved, found[0].checks_saved_at) if found else None)
    if not found:
        return AuthorFacts(recent, held_always=False, checks=checks)
    return AuthorFacts(recent, found[0].held_always, checks, has_drafts=found[0].has_drafts)


@lru_cache  # built once: that costs several times what asking does
def _author_facts() -> Any:
    author: Any = bindparam("author")
    of_comment = (Comment.body, Comment.posted_at, Comment.status, Comment.idempotency_key, Comment.story_id)
    has_drafts = exists().where(Draft.person_id == author)
    return (
        select(Comment.id, *of_comment, Person.held_always, has_drafts.label("has_drafts"), *STAMP)
        .select_from(Person)
        .outerjoin(Comment, Comment.author_id == Person.id)
        .where(Person.id == author)
        .order_by(Comment.id.desc())
        .limit(RECENT_OWN)
    )


@dataclass(frozen=True)
class Meanwhile:
    """What has been posted since somebody's text was looked at, and what others say that is the same."""

    overtaken: bool  # the author has posted something else
    others: tuple[tuple[int, str], ...]  # who else wrote what, in the last ten minutes


def meanwhile(author_id: int, newest: int | None, words: str | None) -> Meanwhile:
    """Look again, inside the transaction that stores a text with this likeness, ``words``.

    ``newest`` was its author's last comment when the text was looked at, None if that does not matter. At most
    :data:`RECENT_OTHERS` comments are read.
    """
    since = clock.now() - timedelta(minutes=10)
    given = {"author": author_id, "newest": newest, "words": words, "since": since}
    own = 0
    others: list[tuple[int, str]] = []
    for row in execute(_MEANWHILE, given):
        if row.author is None:
            own = int(row.said)
        else:
            others.append((row.author, row.said))
    return Meanwhile(own > 0, tuple(others))


_AUTHOR: Any = bindparam("author")
# Counted, not looked for: PostgreSQL might look for the first one through all that was posted since, by anybody.
_OWN = select(func.count(Comment.id)).where(Comment.author_id == _AUTHOR, Comment.id > bindparam("newest"))
_OTHERS = (
    select(Comment.author_id, Comment.body)
    .where(Comment.likeness == bindparam("words"), Comment.posted_at > bindparam("since"), Comment.author_id != _AUTHOR)
    .order_by(Comment.likeness, Comment.posted_at.desc())
    .limit(RECENT_OTHERS)
    .subquery()
)
_MEANWHILE = union_all(
    select(null().label("author"), cast(_OWN.scalar_subquery(), String).label("said")), select(_OTHERS)
)
