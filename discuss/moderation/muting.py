"""Closing replies below a comment and opening them again: marked on every comment, so that posting looks at one."""

from typing import Any

from sqlalchemy import CTE, case, false, select, true, update
from sqlalchemy.orm import aliased

from discuss.comments.models import Comment
from discuss.db import db
from discuss.decisions import Decision


def mute_below(comment_id: int, *, muted: bool) -> None:
    """Mark a comment and all that hangs below it."""
    below = _below(comment_id)
    _mark(Comment.id.in_(select(below.c.id)), muted=muted)


def differing_below(comment_id: int) -> list[int]:
    """Return what below a comment is not as the comment that it answers: replies closed or opened by acts of their own.

    With these the whole branch can be brought back, however many it holds.
    """
    below, above = _below(comment_id), aliased(Comment)
    wanted = (
        select(Comment.id)
        .join(above, above.id == Comment.parent_id)
        .where(Comment.id.in_(select(below.c.id)), Comment.id != comment_id)
        .where(Comment.replies_muted != above.replies_muted)
    )
    return list(db.session.scalars(wanted.order_by(Comment.id)))


def give_back(comment_id: int, decision: Decision) -> None:
    """Mark a comment and all that hangs below it as they were before ``decision``."""
    before = decision.before or {}
    differing = before.get("differing")
    was = bool(before.get("replies_muted", decision.action == "unmute"))
    below = _below(comment_id, was=was, differing=differing if isinstance(differing, list) else [])
    for muted in (True, False):
        _mark(Comment.id.in_(select(below.c.id).where(below.c.muted == muted)), muted=muted)


def _below(comment_id: int, *, was: bool = False, differing: list[int] | None = None) -> CTE:
    """A comment and all that hangs below it; ``muted`` is as it was when only ``differing`` differed from above."""
    top = select(Comment.id, (true() if was else false()).label("muted")).where(Comment.id == comment_id)
    below = top.cte("below", recursive=True)
    muted = case((Comment.id.in_(differing or []), ~below.c.muted), else_=below.c.muted)
    return below.union_all(select(Comment.id, muted).join(below, Comment.parent_id == below.c.id))


def _mark(which: Any, *, muted: bool) -> None:
    db.session.execute(
        update(Comment)
        .where(which, Comment.replies_muted != muted)
        .values(replies_muted=muted)
        .execution_options(synchronize_session="fetch")
    )
