"""Pages of a thread: bounded, in display order, at a cost that does not grow with the thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select, union_all

from discuss.accounts.models import Person
from discuss.comments.models import Comment
from discuss.comments.rows import KEY, Row, starts_branch
from discuss.db import db, execute
from discuss.errors import NotFound

HEADS = 20  # threads a page
BRANCH = 40  # comments of one thread before "more replies"
LONGEST = 200  # comments a page
UNSEEN = 50  # own held and removed comments beside them

_COLUMNS = (
    Comment.id,
    Comment.parent_id,
    Comment.branch_id,
    Comment.path,
    Comment.depth,
    Comment.status,
    Comment.html,
    Comment.author_id,
    Comment.side,
    Comment.about,
    Comment.removed_rule,
    Comment.posted_at,
    Comment.edited_at,
    Comment.reply_count,
    Comment.shown_replies,
    Comment.story_revision,
    Comment.replies_muted,
    Comment.featured_at,
)


@dataclass(frozen=True)
class Page:
    """Some rows in display order, and where the next page begins ('' or None: nowhere)."""

    rows: list[Row]
    next_key: int | str | None


@dataclass(frozen=True)
class Filter:
    """Which threads of a story are wanted; the empty filter wants all."""

    side: str = ""
    about: str = ""


def heads_page(
    story_id: int, order: str, after: int | None, wanted: Filter = Filter(), parent_id: int | None = None
) -> Page:
    """Return up to :data:`HEADS` heads with their branches, at most :data:`LONGEST` rows.

    ``order`` is ``new`` or ``old``; ``after`` the id of the last head of the page before. With ``parent_id`` the heads
    are the replies to that comment, which stand in branches of their own; without, the story's threads. Two statements.
    """
    heads = _heads(story_id, order, after, wanted, parent_id)
    more = len(heads) > HEADS
    heads = heads[:HEADS]
    branches = _branches([head.id for head in heads if head.shown_replies])
    rows: list[Row] = []
    last: int | None = None
    for head in heads:
        branch = branches.get(head.id, [])
        if rows and len(rows) + 1 + len(branch) > LONGEST:
            more = True
            break
        rows += [head, *branch[:BRANCH]]
        last = head.id
    return Page(rows, last if more else None)


def heads_branches(row: Row) -> bool:
    """Say whether the replies to ``row`` begin branches of their own."""
    return starts_branch(row.depth + 1)


def branch_page(top: Row, after: str) -> Page:
    """Return what hangs below ``top`` within its branch, in display order after the path ``after``. One statement."""
    first = after or top.path
    wanted = (
        _select()
        .where(
            Comment.branch_id == (top.branch_id or top.id),
            Comment.shown,
            Comment.path > first,
            Comment.path < top.path + "g",  # beyond every hexadecimal digit: the end of this comment's descendants
        )
        .order_by(Comment.path)
        .limit(LONGEST + 1)
    )
    rows = [_row(found) for found in db.session.execute(wanted)]
    return Page(rows[:LONGEST], rows[LONGEST - 1].path if len(rows) > LONGEST else None)


def ancestors(row: Row) -> list[Row]:
    """Return the comments above ``row``: those of its branch, topmost first, and the one its branch answers.

    At most twelve, whatever the depth. One statement, none for a thread's first comment.
    """
    if row.parent_id is None:
        return []
    if row.branch_id is None:
        wanted = _select().where(Comment.id == row.parent_id)
    else:
        paths = [row.path[:end] for end in range(KEY, len(row.path), KEY)]
        wanted = _select().where(
            (Comment.id == row.branch_id) | ((Comment.branch_id == row.branch_id) & Comment.path.in_(paths))
        )
    return [_row(found) for found in db.session.execute(wanted.order_by(Comment.depth))]


def get_row(story_id: int, comment_id: int, *, show_text: bool = False) -> Row:
    """Return one comment of a story as a row, whatever its status: the caller has asked whether it may be seen.

    ``show_text`` is for its author and staff. Raises :class:`NotFound`.
    """
    found = db.session.execute(_select().where(Comment.id == comment_id, Comment.story_id == story_id)).first()
    if found is None:
        raise NotFound
    return _row(found, show_text=show_text)


def pinned_first(rows: list[Row], pinned_id: int | None) -> list[Row]:
    """Put the pinned comment's thread before the others, if it is among them."""
    start = next((n for n, row in enumerate(rows) if row.id == pinned_id and row.parent_id is None), None)
    if start is None:
        return rows
    end = next((n for n in range(start + 1, len(rows)) if rows[n].parent_id is None), len(rows))
    return [*rows[start:end], *rows[:start], *rows[end:]]


def find_pinned(story_id: int, pinned_id: int) -> Row | None:
    """Return a story's pinned comment as long as everybody may read it. One statement."""
    wanted = _select().where(Comment.id == pinned_id, Comment.story_id == story_id, Comment.status == "published")
    found = db.session.execute(wanted).first()
    return _row(found) if found else None


def changes_since(story_id: int, version: int) -> dict[str, int]:
    """Count what readers of that version have not seen yet: new, changed and removed comments, at most 500 in all."""
    changed = (
        select(Comment.status, Comment.published_version)
        .where(Comment.story_id == story_id, Comment.changed_version > version)
        .limit(500)
    )
    counts = {"new": 0, "changed": 0, "removed": 0}
    for status, published_version in db.session.execute(changed):
        if published_version is None:
            continue  # never seen by readers: not theirs to know about
        if status != "published":
            counts["removed"] += published_version <= version
        else:
            counts["new" if published_version > version else "changed"] += 1
    return counts


def own(story_id: int, author_id: int, ids: frozenset[int]) -> list[Row]:
    """Return the author's own comments under a story that a page shows them, newest first.

    Those are ``ids``, which stand on it, and at most :data:`UNSEEN` held and removed ones.
    """
    given = {"author": author_id, "story": story_id, "ids": list(ids)}
    rows = [_row(found, show_text=True) for found in execute(_own_statement(), given)]
    unseen = [row.id for row in rows if row.status != "published"]
    return [row for row in rows if row.id not in unseen[UNSEEN:]]


@lru_cache
def _own_statement() -> Any:
    shown = (Comment.status == "published") & Comment.id.in_(bindparam("ids", expanding=True))
    return (
        _select()
        .where(
            Comment.author_id == bindparam("author"),
            Comment.story_id == bindparam("story"),
            Comment.status.in_(("held", "removed")) | shown,
        )
        .order_by(Comment.id.desc())
        .limit(LONGEST + UNSEEN)
    )


def _select() -> Any:
    return select(*_COLUMNS, Person.name, Person.handle, Person.role).join(Person, Person.id == Comment.author_id)


def _heads(story_id: int, order: str, after: int | None, wanted: Filter, parent_id: int | None) -> list[Row]:
    given = {"story": story_id, "after": after, "side": wanted.side, "about": wanted.about, "parent": parent_id}
    said = {name: value for name, value in given.items() if value not in {None, ""}}
    return [_row(found) for found in execute(_heads_statement(order, frozenset(said)), said)]


# Built once for each kind of question: building a statement costs several times what asking it does.
@lru_cache
def _heads_statement(order: str, said: frozenset[str]) -> Any:
    parent = Comment.parent_id == bindparam("parent") if "parent" in said else Comment.parent_id.is_(None)
    query = _select().where(Comment.story_id == bindparam("story"), parent, Comment.shown)
    if "side" in said:
        query = query.where(Comment.side == bindparam("side"))
    if "about" in said:
        query = query.where(Comment.about == bindparam("about"))
    if "after" in said:
        query = query.where(Comment.id < bindparam("after") if order == "new" else Comment.id > bindparam("after"))
    return query.order_by(Comment.id.desc() if order == "new" else Comment.id).limit(HEADS + 1)


def _branches(heads: Sequence[int]) -> dict[int, list[Row]]:
    """Read the first rows of each branch: one limited look into the index a branch, in one statement."""
    if not heads:
        return {}
    found = db.session.execute(
        _branches_statement(len(heads)), {f"head{number}": head for number, head in enumerate(heads)}
    )
    branches: dict[int, list[Row]] = {}
    for row in map(_row, found):
        branches.setdefault(row.branch_id or 0, []).append(row)
    return branches


@lru_cache
def _branches_statement(count: int) -> Any:
    parts = []
    for number in range(count):
        part = (
            select(*_COLUMNS)
            .where(Comment.branch_id == bindparam(f"head{number}"), Comment.shown)
            .order_by(Comment.path)
            .limit(BRANCH + 1)
            .subquery()
        )
        parts.append(select(part))
    together = union_all(*parts).subquery()
    return (
        select(together, Person.name, Person.handle, Person.role)
        .join(Person, Person.id == together.c.author_id)
        .order_by(together.c.branch_id, together.c.path)
    )


def _row(found: Any, *, show_text: bool = False) -> Row:
    return Row(
        id=found.id,
        parent_id=found.parent_id,
        branch_id=found.branch_id,
        path=found.path,
        depth=found.depth,
        status=found.status,
        # The text of what is not published does not travel further than this line.
        html=found.html if show_text or found.status == "published" else "",
        author_id=found.author_id,
        author_name=found.name,
        author_handle=found.handle,
        author_role=found.role,
        side=found.side,
        about=found.about,
        rule=found.removed_rule,
        posted_at=found.posted_at,
        edited_at=found.edited_at,
        reply_count=found.reply_count,
        shown_replies=found.shown_replies,
        story_revision=found.story_revision,
        muted=found.replies_muted,
        featured=found.featured_at is not None,
    )
