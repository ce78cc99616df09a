"""One comment as a page shows it, and where in the thread it stands. Plain values."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from discuss import clock

EDIT_WINDOW = timedelta(minutes=15)  # in which its author may change a comment without anybody looking
CUT = 12  # levels of one branch; deeper replies begin a branch of their own, shown behind "Continue this thread"
KEY = 8  # characters of a path's level


@dataclass(frozen=True, kw_only=True)
class Row:
    """One comment, or what is left of one, as the page shows it to everybody."""

    id: int
    parent_id: int | None
    branch_id: int | None
    path: str
    depth: int
    status: str
    html: str  # empty unless published
    author_id: int
    author_name: str
    author_handle: str
    author_role: str
    side: str
    about: str
    rule: int | None  # that a tombstone names
    posted_at: datetime
    edited_at: datetime | None
    reply_count: int
    shown_replies: int
    story_revision: int = 0
    muted: bool = False  # nothing more may be written below it
    featured: bool = False  # a moderator has marked it as worth reading
    parent_name: str = ""
    indent: int = 0
    opens: bool = False  # a list of replies opens after this row
    closes: int = 0  # how many lists close after it
    more_replies: int = 0  # replies that this page leaves out

    @property
    def minutes_to_edit(self) -> int:
        """How many minutes are left in which its author may change it, begun ones included."""
        return minutes_to_edit(self.posted_at)

    @property
    def badge(self) -> str:
        """The word for a staff role, empty for readers."""
        return "" if self.author_role == "reader" else self.author_role.capitalize()


def minutes_to_edit(posted_at: datetime) -> int:
    """Return how many minutes of the time for changes are left, begun ones included."""
    left = min(EDIT_WINDOW, EDIT_WINDOW - (clock.now() - posted_at))
    return max(0, math.ceil(left / timedelta(minutes=1)))


def starts_branch(depth: int) -> bool:
    """Say whether a comment at ``depth`` (0: root) is the head of a branch."""
    return depth % CUT == 0


@dataclass(frozen=True)
class Place:
    """Where a comment stands: the head of its branch (None for a head), the way down from there, its depth."""

    branch_id: int | None
    path: str
    depth: int


TOP = Place(None, "", 0)


def below(parent_id: int, parent: Place, key: int) -> Place:
    """Return the place of a new reply to the comment ``parent_id`` that stands at ``parent``.

    ``key`` is the story's thread version at its posting: unique within the story and growing, so replies
    sort old to new.
    """
    depth = parent.depth + 1
    if starts_branch(depth):
        return Place(None, "", depth)
    return Place(parent.branch_id or parent_id, f"{parent.path}{key:0{KEY}x}", depth)
