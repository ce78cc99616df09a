"""Whether each comment stands where its parent says, and where it belongs if not. Reads; changes nothing.

A reply is younger than what it answers, so the ids of a branch grow downwards: whatever answers itself, a younger
comment, one of another story or none at all begins a thread of its own, and with that every circle is cut.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from discuss.comments.models import Comment
from discuss.comments.rows import KEY, TOP, Place, below
from discuss.db import db

_KEY = re.compile(rf"[0-9a-f]{{{KEY}}}")


@dataclass(frozen=True)
class Misplaced:
    """A comment that stands where it cannot, and where it belongs."""

    id: int
    story_id: int
    parent_id: int | None
    place: Place
    why: str

    def __str__(self) -> str:
        return f"comment {self.id}: {self.why}"


def misplaced() -> list[Misplaced]:
    """Return every comment that stands where it cannot, oldest first. One statement."""
    columns = (Comment.id, Comment.story_id, Comment.parent_id, Comment.branch_id, Comment.path, Comment.depth)
    found = db.session.execute(select(*columns, Comment.published_version).order_by(Comment.id))
    return list(_misplaced(found))


def _misplaced(rows: Any) -> Iterator[Misplaced]:
    places: dict[tuple[int, int], Place] = {}  # by story and comment
    taken: defaultdict[int | None, set[int]] = defaultdict(set)  # keys below each comment
    for row in rows:
        parent = places.get((row.story_id, row.parent_id))
        parent_id = row.parent_id if parent else None
        place = below(row.parent_id, parent, _key(row, taken[parent_id])) if parent else TOP
        if place.path:
            taken[parent_id].add(int(place.path[-KEY:], 16))
        places[row.story_id, row.id] = place
        if parent_id != row.parent_id:
            why = f"it cannot answer comment {row.parent_id}"
        elif (row.branch_id, row.path, row.depth) != (place.branch_id, place.path, place.depth):
            why = "it stands elsewhere than below what it answers"
        else:
            continue
        yield Misplaced(row.id, row.story_id, parent_id, place, why)


def _key(row: Any, taken: set[int]) -> int:
    """The comment's own key among those that answer the same; without one, the first that sorts it behind them."""
    last = row.path[-KEY:]
    known = [int(last, 16)] if _KEY.fullmatch(last) else []
    known += [row.published_version] if row.published_version else []
    return next((key for key in known if key not in taken), max(taken, default=0) + 1)
