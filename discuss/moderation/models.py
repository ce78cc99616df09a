"""Reports: somebody asks a moderator to look at a comment."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from discuss import clock
from discuss.db import Model


class Report(Model):
    """Somebody asks a moderator to look at a comment. Reporters stay unknown to everybody they write about."""

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'handled')", name="state"),
        Index("ix_reports_state_comment", "state", "comment_id"),
        # One open report a person and comment, however often the button is pressed.
        Index("uq_reports_person", "comment_id", "reporter_id", unique=True),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    comment_version: Mapped[int]
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # None: no account was needed
    category: Mapped[str] = mapped_column(String(40))
    explanation: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(String(20), default="open")
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))  # what came of it
    reported_at: Mapped[datetime] = mapped_column(default=clock.now)
