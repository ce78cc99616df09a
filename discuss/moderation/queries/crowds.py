"""The same text from several accounts within minutes: what stands as one group among the held comments."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from discuss.comments.models import Comment
from discuss.db import db
from discuss.moderation.queries.blind import kept_comments
from discuss.policy import Actor

WINDOW = timedelta(minutes=10)
ACCOUNTS = 3  # that say the same within the window: they are looked at together
MOST = 200  # comments that one act can decide about; as many of a group are taken together
MOST_READ = 2000


@dataclass(frozen=True)
class Crowd:
    """One group: everything that says the same and was written in one go, held or published."""

    members: Sequence[Any]  # rows of a comment's number, author, version and status, oldest first

    @property
    def number(self) -> int:
        """What the group is called on a page: its oldest comment."""
        return int(self.members[0].id)

    @property
    def accounts(self) -> int:
        """How many people it comes from."""
        return len({member.author_id for member in self.members})

    @property
    def held(self) -> list[Any]:
        """Those that wait."""
        return [member for member in self.members if member.status == "held"]

    @property
    def published(self) -> int:
        """How many stand on a page."""
        return len(self.members) - len(self.held)


def crowds_among(viewer: Actor, likenesses: Iterable[str | None]) -> dict[int, Crowd]:
    """Return for each comment with one of these texts the group that it is in, if any; one statement at most."""
    texts = {likeness for likeness in likenesses if likeness}
    if not texts:
        return {}  # asked for none of them, SQLite would read every comment that is held or published
    wanted = (
        select(Comment.id, Comment.author_id, Comment.version, Comment.status, Comment.posted_at, Comment.likeness)
        .where(
            Comment.likeness.in_(texts),
            Comment.status.in_(("held", "published")),
            Comment.author_id != viewer.id,  # nobody decides about their own words
            Comment.id.not_in(kept_comments(viewer)),
        )
        .order_by(Comment.likeness, Comment.posted_at, Comment.id)
        .limit(MOST_READ)
    )
    same: dict[str, list[Any]] = defaultdict(list)
    for row in db.session.execute(wanted):
        same[row.likeness].append(row)
    found: dict[int, Crowd] = {}
    for rows in same.values():
        for written in _in_one_go(rows):
            if _crowded(written):
                crowd = Crowd(written[:MOST])
                found |= {member.id: crowd for member in crowd.members}
    return found


def _in_one_go(rows: list[Any]) -> Iterable[list[Any]]:
    """Cut what says the same where it paused for longer than the window."""
    begun = 0
    for place in range(1, len(rows) + 1):
        if place == len(rows) or rows[place].posted_at - rows[place - 1].posted_at > WINDOW:
            yield rows[begun:place]
            begun = place


def _crowded(rows: list[Any]) -> bool:
    """Say whether within any window enough accounts have written it: accounts are counted, not comments."""
    last: dict[int, datetime] = {}
    for row in rows:
        last[row.author_id] = row.posted_at
        if sum(row.posted_at - at <= WINDOW for at in last.values()) >= ACCOUNTS:
            return True
    return False
