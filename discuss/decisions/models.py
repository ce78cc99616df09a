"""Decisions, the words they were about, the checks behind them, and the house rules by version.

Append-only: the database refuses to change or delete a decision, a check behind one, or a version of a rule.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from discuss import clock
from discuss.db import JSONType, Model
from discuss.decisions.acts import ACTS, APPEAL_TIME

WHOLE = text("comment_id IS NULL")


class Decision(Model):
    """What was decided, by whom, from what to what, by which rule, and why. Append-only, enforced by triggers."""

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint("rule BETWEEN 1 AND 8", name="rule"),
        CheckConstraint("automatic OR actor_id IS NOT NULL", name="somebody_decided"),
        CheckConstraint("length(reason) > 0", name="reason_given"),
        Index("uq_decisions_undoes_id", "undoes_id", unique=True),
        Index("ix_decisions_batch", "batch"),
        Index("ix_decisions_actor", "actor_id", "id"),
        Index("ix_decisions_rule", "rule", "id"),
        Index("ix_decisions_pace", "actor_id", "decided_at"),
        Index("ix_decisions_recent", "person_id", "action", "decided_at"),
        # What was decided about an account or a discussion as a whole, among all that was about comments.
        Index("ix_decisions_account", "person_id", "id", sqlite_where=WHOLE, postgresql_where=WHOLE),
        Index("ix_decisions_discussion", "story_id", "id", sqlite_where=WHOLE, postgresql_where=WHOLE),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    action: Mapped[str] = mapped_column(String(20), index=True)  # one of discuss.decisions.acts.ACTS
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)  # whom it is about
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # None: automatic
    automatic: Mapped[bool] = mapped_column(default=False)
    checks: Mapped[str] = mapped_column(default="")  # the checks that decided, comma separated, when automatic
    rule: Mapped[int | None]  # the house rule, 1 to 8
    rule_version: Mapped[int | None]  # its wording at that time
    law: Mapped[str] = mapped_column(default="", server_default="")  # the law, where one was the ground
    reason: Mapped[str]
    source: Mapped[str] = mapped_column(
        String(20), default="own-initiative", server_default="own-initiative"
    )  # see discuss.decisions.statements.SOURCES
    scope: Mapped[str] = mapped_column(
        String(20), default="comment", server_default="comment"
    )  # see discuss.decisions.statements.SCOPES
    batch: Mapped[str] = mapped_column(String(32), default="", server_default="")  # decisions taken in one act share it
    undoes_id: Mapped[int | None]  # the decision that this one takes back; no decision ever goes, so it never dangles
    from_status: Mapped[str] = mapped_column(String(20), default="")
    to_status: Mapped[str] = mapped_column(String(20), default="")
    before: Mapped[dict[str, object] | None] = mapped_column(JSONType)  # other values that taking back needs
    facts: Mapped[dict[str, object] | None] = mapped_column(
        JSONType
    )  # counts that led to it, for what is about a person
    comment_version: Mapped[int | None]  # the version that was looked at
    until: Mapped[datetime | None]  # the end of a restriction that has one
    decided_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)

    @property
    def done(self) -> str:
        """What was done, in words; of raid mode also what it asks for."""
        said = ACTS[self.action].done
        return f"{said}: {self.to_status}" if self.action == "raid" else said

    @property
    def restricts(self) -> bool:
        """Whether it takes something from the person it is about: such a decision is explained and can be appealed."""
        return ACTS[self.action].restricts

    @property
    def appeal_until(self) -> datetime:
        """The last moment at which an appeal can be filed."""
        return self.decided_at + APPEAL_TIME

    @property
    def can_still_be_appealed(self) -> bool:
        """Whether the time for an appeal is not over."""
        return clock.now() <= self.appeal_until


class DecisionQuote(Model):
    """The words a decision was about, apart from it: a purge can blank these and leave the record whole."""

    __tablename__ = "decision_quotes"
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), unique=True)
    words: Mapped[str]


class DecisionCheck(Model):
    """One check behind an automatic decision, with the version that fired: what hits and overturns are counted by."""

    __tablename__ = "decision_checks"
    __table_args__ = (UniqueConstraint("decision_id", "name"), Index("ix_decision_checks_name", "name", "version"))
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    name: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]


class RuleVersion(Model):
    """One wording of a house rule. The latest version of each number is in force; none is ever changed."""

    __tablename__ = "rule_versions"
    __table_args__ = (CheckConstraint("number BETWEEN 1 AND 8", name="number"), UniqueConstraint("number", "version"))
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    version: Mapped[int]
    title: Mapped[str]
    example: Mapped[str]
    tombstone: Mapped[str]
    message: Mapped[str]
    reason: Mapped[str] = mapped_column(default="", server_default="")  # why it was reworded
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class Acknowledgement(Model):
    """Somebody has read a warning about them; until then they cannot write."""

    __tablename__ = "acknowledgements"
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    acknowledged_at: Mapped[datetime] = mapped_column(default=clock.now)
