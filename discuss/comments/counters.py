"""Counters and standing: what must change with a comment's status, by SQL expressions in the same transaction.

Lock order is the story first, then comments upwards, then elements: on PostgreSQL the story's row makes writers of one
thread wait for each other, so two of them can neither miscount nor deadlock.
"""

from collections import Counter
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select, update

from discuss import clock
from discuss.comments.models import Comment
from discuss.db import db, execute
from discuss.errors import NotFound
from discuss.stories.models import Element, Story


def touch_story(story_id: int, *, published: datetime | None = None) -> int:
    """Make every cached page of the story stale; return the new thread version. Call it before any other change.

    With ``published``, the time of a comment that is about to be added to the story's end, it is counted as well.
    """
    given = {"story": story_id} if published is None else {"story": story_id, "published": published}
    version: int | None = execute(_touch(counted=published is not None), given).scalar_one_or_none()
    if version is None:
        raise NotFound
    return version


@lru_cache  # built once: that costs several times what asking does
def _touch(*, counted: bool) -> Any:
    values: dict[Any, Any] = {Story.thread_version: Story.thread_version + 1}
    if counted:
        values |= {Story.comment_count: Story.comment_count + 1, Story.last_comment_at: bindparam("published")}
    return update(Story).where(Story.id == bindparam("story")).values(values).returning(Story.thread_version)


def change_status(comment: Comment, status: str, thread_version: int, *, rule: int | None = None) -> None:
    """Give ``comment`` a new status and put right all that depends on it.

    ``comment`` was read inside the present transaction, after :func:`touch_story`, which returned ``thread_version``.
    ``rule`` is the house rule that a tombstone names.
    """
    was_published, is_published = comment.status == "published", status == "published"
    comment.status = status
    comment.version += 1
    comment.removed_rule = rule if status == "removed" else None
    comment.changed_version = thread_version
    if is_published and comment.published_at is None:
        comment.published_at, comment.published_version = clock.now(), thread_version
    was_shown, comment.shown = comment.shown, is_published or comment.shown_replies > 0
    db.session.flush()
    published = is_published - was_published
    if published:
        count_published(comment.story_id, comment.about, published)
    if comment.parent_id is not None:
        count_reply(comment.parent_id, published, comment.shown - was_shown)


def count_published(story_id: int, about: str, change: int) -> None:
    """Add ``change`` (+1 or -1) to the published comments of a story and of the element they are about."""
    db.session.execute(
        update(Story)
        .where(Story.id == story_id)
        .values(comment_count=Story.comment_count + change, last_comment_at=_latest())
        .execution_options(synchronize_session=False)
    )
    count_about(story_id, about, change)


def _latest() -> Any:
    """The time of a story's newest published comment, inside a statement about stories."""
    return (
        select(Comment.posted_at)
        .where(Comment.story_id == Story.id, Comment.status == "published")
        .order_by(Comment.id.desc())
        .limit(1)
        .correlate(Story)
        .scalar_subquery()
    )


def count_about(story_id: int, about: str, change: int) -> None:
    """Add ``change`` (+1 or -1) to the published comments about an element of a story, if they are about one."""
    if about:
        db.session.execute(
            update(Element)
            .where(Element.story_id == story_id, Element.public_id == about)
            .values(comment_count=Element.comment_count + change)
            .execution_options(synchronize_session=False)
        )


def add_reply(parent_id: int, *, published: bool) -> bool:
    """Count a reply that is about to be added to a comment, and keep that as it is until the transaction ends.

    Return False if the comment is not public any more.
    """
    one = int(published)
    found = db.session.execute(
        update(Comment)
        .where(Comment.id == parent_id, Comment.status == "published")
        .values(reply_count=Comment.reply_count + one, shown_replies=Comment.shown_replies + one)
        .returning(Comment.id)
        .execution_options(synchronize_session=False)
    )
    return found.first() is not None


def count_reply(parent_id: int, published: int, shown: int) -> None:
    """Tell a parent that a reply was published (+1), unpublished (-1), and came onto the page or left it.

    A tombstone stands only while replies hang from it, so the news may travel up a chain of tombstones; it stops at
    the first comment that stands by itself.
    """
    above: int | None = parent_id
    while above is not None and (published or shown):
        status, stood, replies, above_that = db.session.execute(
            update(Comment)
            .where(Comment.id == above)
            .values(reply_count=Comment.reply_count + published, shown_replies=Comment.shown_replies + shown)
            .returning(Comment.status, Comment.shown, Comment.shown_replies, Comment.parent_id)
            .execution_options(synchronize_session=False)
        ).one()
        stands = status == "published" or replies > 0
        if stands == stood:
            return
        db.session.execute(
            update(Comment).where(Comment.id == above).values(shown=stands).execution_options(synchronize_session=False)
        )
        published, shown, above = 0, stands - stood, above_that


def faults() -> list[str]:
    """Recompute every counter and return one line for each that is wrong; none is right."""
    lines = []
    published = func.count().filter(Comment.status == "published")
    counts = select(Comment.story_id, published.label("n")).group_by(Comment.story_id).subquery()
    for slug, kept, right in db.session.execute(
        select(Story.slug, Story.comment_count, func.coalesce(counts.c.n, 0))
        .outerjoin(counts, counts.c.story_id == Story.id)
        .where(Story.comment_count != func.coalesce(counts.c.n, 0))
    ):
        lines.append(f"story {slug}: comment_count is {kept}, should be {right}")
    for slug, kept, right in db.session.execute(
        select(Story.slug, Story.last_comment_at, _latest()).where(Story.last_comment_at.is_distinct_from(_latest()))
    ):
        lines.append(f"story {slug}: last_comment_at is {kept}, should be {right}")
    about = (
        select(Comment.story_id, Comment.about, published.label("n"))
        .group_by(Comment.story_id, Comment.about)
        .subquery()
    )
    for story_id, public_id, kept, right in db.session.execute(
        select(Element.story_id, Element.public_id, Element.comment_count, func.coalesce(about.c.n, 0))
        .outerjoin(about, (about.c.story_id == Element.story_id) & (about.c.about == Element.public_id))
        .where(Element.comment_count != func.coalesce(about.c.n, 0))
    ):
        lines.append(f"story {story_id}, part {public_id}: comment_count is {kept}, should be {right}")
    shown = func.count().filter(Comment.shown)
    replies = select(Comment.parent_id, published.label("n"), shown.label("s")).group_by(Comment.parent_id).subquery()
    right_n, right_s = func.coalesce(replies.c.n, 0), func.coalesce(replies.c.s, 0)
    stands = (Comment.status == "published") | (Comment.shown_replies > 0)
    for comment_id, n, s, kept_shown, wanted_n, wanted_s in db.session.execute(
        select(Comment.id, Comment.reply_count, Comment.shown_replies, Comment.shown, right_n, right_s)
        .outerjoin(replies, replies.c.parent_id == Comment.id)
        .where((Comment.reply_count != right_n) | (Comment.shown_replies != right_s) | (Comment.shown != stands))
    ):
        lines.append(
            f"comment {comment_id}: replies {n} (should be {wanted_n}), shown replies {s} (should be {wanted_s}), "
            f"shown {kept_shown}"
        )
    return lines


def recount() -> None:
    """Recompute every counter and write those that are wrong, in the present transaction."""
    replies: Counter[int] = Counter()
    shown: Counter[int] = Counter()
    columns = (Comment.id, Comment.parent_id, Comment.status, Comment.reply_count, Comment.shown_replies, Comment.shown)
    for row in db.session.execute(
        select(*columns).order_by(Comment.id.desc())
    ).all():  # replies before what they answer
        right = replies[row.id], shown[row.id], row.status == "published" or shown[row.id] > 0
        if (row.reply_count, row.shown_replies, row.shown) != right:
            values = dict(zip(("reply_count", "shown_replies", "shown"), right, strict=True))
            _set(update(Comment).where(Comment.id == row.id).values(values))
        if row.parent_id is not None:
            replies[row.parent_id] += row.status == "published"
            shown[row.parent_id] += right[2]
    of_story = (Comment.story_id == Story.id) & (Comment.status == "published")
    in_story = select(func.count()).select_from(Comment).where(of_story).scalar_subquery()
    _set(update(Story).where(Story.comment_count != in_story).values(comment_count=in_story))
    _set(update(Story).where(Story.last_comment_at.is_distinct_from(_latest())).values(last_comment_at=_latest()))
    of_part = (Comment.story_id == Element.story_id) & (Comment.about == Element.public_id)
    published = Comment.status == "published"
    on_part = select(func.count()).select_from(Comment).where(of_part, published).scalar_subquery()
    _set(update(Element).where(Element.comment_count != on_part).values(comment_count=on_part))


def _set(change: Any) -> None:
    db.session.execute(change.execution_options(synchronize_session=False))
