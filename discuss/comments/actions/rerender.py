"""Make the HTML of comments anew from what was typed: after a change of the markup, or of a library below it."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update

from discuss import markup
from discuss.comments import counters
from discuss.comments.models import Comment, CommentRevision
from discuss.db import db, transaction
from discuss.policy import Actor, Permission, require

BATCH = 500  # comments in one transaction: others write in between


@dataclass
class Tally:
    """How many texts were looked at, the HTML of how many is another one now, and which the sanitizers differ about."""

    seen: int = 0
    changed: int = 0
    disagreed: set[int] = field(default_factory=set)  # numbers of comments


def rerender(actor: Actor, *, everything: bool = False) -> Tally:
    """Render what an older version of the markup rendered, or ``everything``, earlier and waiting wordings included.

    A text that is edited meanwhile is left alone: it was rendered by that.
    """
    require(actor, Permission.SYSTEM_WORK)
    tally = Tally()
    for model in (Comment, CommentRevision):
        last = 0
        while found := _batch(model, last, everything):
            last = found[-1].id
            rendered = [(row, markup.render(row.body)) for row in found]  # outside of any transaction: it takes time
            tally.disagreed |= {row.comment_id for row, made in rendered if made.disagreement}
            with transaction():
                if model is Comment:
                    _touch([row.id for row, made in rendered if made.html != row.html])
                tally.changed += sum(_store(model, row, made.html) for row, made in rendered)
            tally.seen += len(found)
    return tally


def _batch(model: Any, last: int, everything: bool) -> list[Any]:
    comment_id = model.id if model is Comment else model.comment_id
    columns = [model.id, model.body, model.html, comment_id.label("comment_id")]
    old = select(*columns).where(model.id > last, model.body != "")
    if not everything:
        old = old.where(model.markup_version != markup.VERSION)
    found = list(db.session.execute(old.order_by(model.id).limit(BATCH)))
    db.session.rollback()
    return found


def _touch(numbers: list[int]) -> None:
    stories = select(Comment.story_id).where(Comment.id.in_(numbers)).distinct().order_by(Comment.story_id)
    for story_id in db.session.scalars(stories).all():
        counters.touch_story(story_id)


def _store(model: Any, row: Any, html: str) -> bool:
    stored = db.session.execute(
        update(model)
        .where(model.id == row.id, model.body == row.body)
        .values(html=html, markup_version=markup.VERSION)
        .returning(model.id)
        .execution_options(synchronize_session=False)
    ).all()
    return bool(stored) and html != row.html
