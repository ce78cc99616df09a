"""Versions of the automatic checks. The latest version of each check is in force; none is ever changed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from discuss import clock
from discuss.db import JSONType, Model


class CheckVersion(Model):
    """One setting of one check."""

    __tablename__ = "check_versions"
    __table_args__ = (UniqueConstraint("name", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))  # the check's module in discuss.screening.checks, or "pace"
    version: Mapped[int]
    enabled: Mapped[bool] = mapped_column(default=True)
    parameters: Mapped[dict[str, object]] = mapped_column(JSONType)
    reason: Mapped[str]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class CheckRefusal(Model):
    """One text that a check refused: that it happened. Neither the text nor whose it was is kept."""

    __tablename__ = "check_refusals"
    __table_args__ = (Index("ix_check_refusals_refused", "refused_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    refused_at: Mapped[datetime] = mapped_column(default=clock.now)


class ScoreModel(Model):
    """What was learnt from this site's decisions; the latest counts, older ones are let go."""

    __tablename__ = "score_models"
    id: Mapped[int] = mapped_column(primary_key=True)
    learnt_at: Mapped[datetime] = mapped_column(default=clock.now)
    latest_decision_id: Mapped[int]  # the newest decision there was
    model: Mapped[dict[str, object]] = mapped_column(JSONType)  # see discuss.screening.score.Model
