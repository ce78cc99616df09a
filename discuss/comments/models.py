"""Comments, their earlier and pending wordings, what screening found, and drafts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from discuss import clock
from discuss.comments.rows import EDIT_WINDOW
from discuss.db import JSONType, Model, PathType

ROOTS = text("parent_id IS NULL")
PASSED_ON = text("escalated_at IS NOT NULL")
ALIKE = text("likeness IS NOT NULL")
UNREVIEWED = text("reviewed_at IS NULL AND status = 'published'")
STATUSES = ("published", "held", "removed", "withdrawn")


class Comment(Model):
    """A comment and its place in the thread. ``body`` is what was typed, ``html`` what is shown.

    A thread is cut into branches of :data:`discuss.comments.rows.CUT` levels. The comment at the top of a branch is
    its head: it has no ``branch_id`` and an empty ``path``. All others name their head, and ``path`` is the way down to
    them from there: 8 hexadecimal digits a level, the story's ``thread_version`` at which each was posted. So display
    order is an index, and the key stays short at any depth.
    """

    __tablename__ = "comments"
    __table_args__ = (
        CheckConstraint("status IN ('published', 'held', 'removed', 'withdrawn')", name="status"),
        UniqueConstraint("author_id", "idempotency_key"),
        Index("ix_comments_heads", "story_id", "parent_id", "shown", "id"),
        Index("ix_comments_branch", "branch_id", "shown", "path"),
        Index("ix_comments_author", "author_id", "id", "status"),
        Index("ix_comments_posted", "posted_at", "id"),
        Index("ix_comments_status", "status", "id"),
        Index("ix_comments_story", "story_id", "status", "id"),
        Index("ix_comments_changes", "story_id", "changed_version"),
        # Threads of one side, or about one part of the story: also when hardly any of many thousands is.
        Index("ix_comments_sides", "story_id", "side", "shown", "id", sqlite_where=ROOTS, postgresql_where=ROOTS),
        Index("ix_comments_abouts", "story_id", "about", "shown", "id", sqlite_where=ROOTS, postgresql_where=ROOTS),
        Index("ix_comments_passed_on", "escalated_at", sqlite_where=PASSED_ON, postgresql_where=PASSED_ON),
        Index("ix_comments_likeness", "likeness", "posted_at", sqlite_where=ALIKE, postgresql_where=ALIKE),
        Index("ix_comments_unreviewed", "id", sqlite_where=UNREVIEWED, postgresql_where=UNREVIEWED),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id"))
    story_revision: Mapped[int]  # the revision that its author had read
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    branch_id: Mapped[int | None]
    path: Mapped[str] = mapped_column(PathType, default="")
    depth: Mapped[int] = mapped_column(default=0)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    body: Mapped[str]
    html: Mapped[str]
    markup_version: Mapped[int]
    likeness: Mapped[str | None] = mapped_column(String(16))  # the same for texts that say the same; see likeness.py
    status: Mapped[str] = mapped_column(String(20))
    side: Mapped[str] = mapped_column(String(40), default="")
    about: Mapped[str] = mapped_column(String(60), default="")  # an element's public id
    version: Mapped[int] = mapped_column(default=1)  # goes up with every edit and decision
    published_version: Mapped[int | None]  # the thread's version when readers first saw it
    changed_version: Mapped[int] = mapped_column(default=0)  # the thread's version at its last change
    idempotency_key: Mapped[str | None] = mapped_column(String(64))
    posted_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    reply_count: Mapped[int] = mapped_column(default=0)  # published direct replies
    shown_replies: Mapped[int] = mapped_column(default=0)  # direct replies that stand on the page, tombstones included
    shown: Mapped[bool] = mapped_column(default=False)  # published, or a tombstone because replies hang from it
    removed_rule: Mapped[int | None]  # the house rule that the tombstone names
    reviewed_at: Mapped[datetime | None]  # when a moderator last decided about it
    escalated_at: Mapped[datetime | None]  # passed on to a second moderator, and not decided since
    replies_muted: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # nothing more may be written below it
    featured_at: Mapped[datetime | None]  # marked as worth reading

    @property
    def within_edit_window(self) -> bool:
        """Whether the author may still change it without anybody looking."""
        return clock.now() - self.posted_at < EDIT_WINDOW


class CommentRevision(Model):
    """An earlier wording, or one that waits for a moderator while the old one stays."""

    __tablename__ = "comment_revisions"
    __table_args__ = (
        CheckConstraint("state IN ('earlier', 'pending', 'refused')", name="state"),
        UniqueConstraint("comment_id", "number"),
        Index("ix_comment_revisions_state", "state", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    number: Mapped[int]
    body: Mapped[str]
    html: Mapped[str]
    markup_version: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class Screening(Model):
    """What every check said about one wording of a comment."""

    __tablename__ = "screenings"
    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), index=True)
    comment_version: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(20))
    findings: Mapped[list[dict[str, object]]] = mapped_column(JSONType)
    screened_at: Mapped[datetime] = mapped_column(default=clock.now)


class Draft(Model):
    """What somebody has written but could not post yet. A visitor's is found by the secret in the address."""

    __tablename__ = "drafts"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        UniqueConstraint("person_id", "story_id", "parent_key"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    token_hash: Mapped[str | None] = mapped_column(String(64))
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id"))
    parent_key: Mapped[int] = mapped_column(default=0)  # the comment being answered; 0: none, so that it can be unique
    body: Mapped[str]
    side: Mapped[str] = mapped_column(String(40), default="")
    about: Mapped[str] = mapped_column(String(60), default="")
    saved_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
