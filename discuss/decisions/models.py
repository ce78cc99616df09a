"""Decisions and the words they were about. Append-only: the database refuses to change or delete a decision."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from discuss import clock
from discuss.db import Model

ACTIONS = (
    "hold",  # a check put a comment, or a change of one, before a moderator
    "approve",
    "remove",
    "restore",
    "accept-edit",
    "refuse-edit",
    "keep",  # reports were looked at and the comment stays
    "lock",
    "unlock",
    "suspend",
    "unsuspend",
)


class Decision(Model):
    """What was decided, by whom, from what to what, and why. Append-only, enforced by triggers."""

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint("rule BETWEEN 1 AND 8", name="rule"),
        CheckConstraint("automatic OR actor_id IS NOT NULL", name="somebody_decided"),
        CheckConstraint("length(reason) > 0", name="reason_given"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    action: Mapped[str] = mapped_column(String(20), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)  # whom it is about
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # None: automatic
    automatic: Mapped[bool] = mapped_column(default=False)
    checks: Mapped[str] = mapped_column(default="")  # the checks that decided, comma separated, when automatic
    rule: Mapped[int | None]  # the house rule, 1 to 8
    reason: Mapped[str]
    from_status: Mapped[str] = mapped_column(String(20), default="")
    to_status: Mapped[str] = mapped_column(String(20), default="")
    comment_version: Mapped[int | None]  # the version that was looked at
    until: Mapped[datetime | None]  # the end of a suspension
    decided_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


class DecisionQuote(Model):
    """The words a decision was about, apart from it: a purge can blank these and leave the record whole."""

    __tablename__ = "decision_quotes"
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), unique=True)
    words: Mapped[str]
