"""Reports, claims, appeals, notices of illegal content, orders, notes, proposals for two people, and second looks."""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from discuss import clock
from discuss.db import JSONType, Model

LOOK_TIME = timedelta(hours=2)  # so long a second look lies before somebody; then another may have it
# Dangers, the gravest first: such reports are seen by those alone with ``urgent.handle``, such notices stand first.
URGENT = ("child-safety", "threat")
PRESERVED = ("child-safety",)  # categories of reports and notices because of which what is removed is kept for the law


class Report(Model):
    """Somebody asks a moderator to look at a comment. Reporters stay unknown to everybody they write about."""

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'handled')", name="state"),
        Index("ix_reports_state_comment", "state", "comment_id"),
        Index("ix_reports_reporter", "reporter_id", "outcome"),
        Index("ix_reports_decision", "decision_id"),
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
    outcome: Mapped[str] = mapped_column(
        String(20), default="", server_default=""
    )  # what a reporter's accuracy is counted by
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))  # what came of it
    reported_at: Mapped[datetime] = mapped_column(default=clock.now)


class Claim(Model):
    """A moderator is looking at a comment; others are told until it ends."""

    __tablename__ = "claims"
    __table_args__ = (UniqueConstraint("comment_id"), Index("ix_claims_person", "person_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    until: Mapped[datetime]


class Appeal(Model):
    """Somebody disagrees with a decision about them. One a decision; the database refuses an answer by its decider."""

    __tablename__ = "appeals"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'upheld', 'overturned')", name="state"),
        CheckConstraint("(state = 'open') = (answered_by IS NULL)", name="answered_by_somebody"),
        UniqueConstraint("decision_id"),
        Index("ix_appeals_state", "state", "id"),
        Index("uq_appeals_answer_id", "answer_id", unique=True),
        Index("ix_appeals_filed", "filed_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    words: Mapped[str]
    state: Mapped[str] = mapped_column(String(20), default="open")
    filed_at: Mapped[datetime] = mapped_column(default=clock.now)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))  # the decision that answers it
    answered_at: Mapped[datetime | None]


class Notice(Model):
    """A notice of illegal content (Digital Services Act, article 16); no account is needed."""

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'decided')", name="state"),
        UniqueConstraint("reference"),
        UniqueConstraint("token_hash"),
        Index("ix_notices_state", "state", "id"),
        Index("ix_notices_filed", "filed_at"),
        Index("ix_notices_filer", "filer_id", "filed_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20))  # said on the phone and in mails
    token_hash: Mapped[str] = mapped_column(String(64))  # of the secret in the address of its page
    address: Mapped[str]  # what the notice says it is about
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id"))
    category: Mapped[str] = mapped_column(String(40))
    law: Mapped[str] = mapped_column(default="")
    explanation: Mapped[str]
    name: Mapped[str] = mapped_column(default="")  # may be left out in matters of child safety
    email: Mapped[str] = mapped_column(default="")
    filer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # None: no account was needed
    state: Mapped[str] = mapped_column(String(20), default="open")
    outcome: Mapped[str] = mapped_column(String(20), default="")  # acted, partly, refused
    statement: Mapped[str] = mapped_column(default="")  # the reasons, to whoever filed it
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    filed_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]


class Order(Model):
    """What a court or authority demands by law (Digital Services Act, articles 9 and 10), by letter or by mail."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("kind IN ('act', 'inform')", name="kind"),
        CheckConstraint("state IN ('open', 'done', 'refused', 'mistaken')", name="state"),
        CheckConstraint("(state = 'open') = (settled_by IS NULL)", name="settled_by_somebody"),
        CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_at_some_time"),
        CheckConstraint("confirmed_at >= received_at", name="confirmed_after_it_came"),
        CheckConstraint("settled_at >= received_at", name="settled_after_it_came"),
        UniqueConstraint("reference"),
        Index("ix_orders_state", "state", "id"),
        Index("ix_orders_received", "received_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20))  # ours, said on the phone and in letters
    authority: Mapped[str] = mapped_column(String(200))
    authority_reference: Mapped[str] = mapped_column(String(100), default="")  # theirs
    country: Mapped[str] = mapped_column(String(2))
    kind: Mapped[str] = mapped_column(String(20))
    category: Mapped[str] = mapped_column(String(40))  # one of those of notices
    about: Mapped[str]  # what is asked, and which addresses it names
    received_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]  # when the authority was told that it has arrived
    state: Mapped[str] = mapped_column(String(20), default="open")
    outcome: Mapped[str] = mapped_column(default="")  # what was done, or why not, or what is wrong with the record
    settled_at: Mapped[datetime | None]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class LegalHold(Model):
    """A copy of what endangered a child, and of what is known of its account: kept for the law, apart from all else.

    Neither an erased account nor a purge reaches it; ``content`` is read through ``actions.read_hold`` alone.
    """

    __tablename__ = "legal_holds"
    __table_args__ = (UniqueConstraint("comment_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    content: Mapped[dict[str, object]] = mapped_column(JSONType)
    held_at: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime] = mapped_column(index=True)


class ClosedMailbox(Model):
    """A code by which the mailbox of an account is known again that was closed for writing and is erased."""

    __tablename__ = "closed_mailboxes"
    __table_args__ = (UniqueConstraint("person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    code: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime] = mapped_column(index=True)


class Note(Model):
    """What a moderator wants other moderators to know about a person or a comment."""

    __tablename__ = "moderator_notes"
    __table_args__ = (CheckConstraint("person_id IS NOT NULL OR comment_id IS NOT NULL", name="about_something"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)


class Proposal(Model):
    """An act that needs two people: proposed by one, confirmed or refused by another."""

    __tablename__ = "proposals"
    __table_args__ = (
        CheckConstraint("action IN ('ban', 'purge')", name="action"),
        CheckConstraint("state IN ('open', 'confirmed', 'refused')", name="state"),
        CheckConstraint("settled_by IS NULL OR settled_by <> proposed_by", name="two_people"),
        CheckConstraint("(state = 'open') = (settled_by IS NULL)", name="settled_by_somebody"),
        Index("ix_proposals_state", "state", "id"),
        Index("ix_proposals_decision", "decision_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    action: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    rule: Mapped[int]
    reason: Mapped[str]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[str] = mapped_column(String(20), default="open")
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    settled_at: Mapped[datetime | None]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    scrubbed_at: Mapped[datetime | None]  # when the files were clean of the words of a purge


class SecondLook(Model):
    """A decision shown blind to a second moderator, and what they would have decided."""

    __tablename__ = "second_looks"
    __table_args__ = (UniqueConstraint("decision_id"), Index("ix_second_looks_open", "looked_at", "id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    drawn_at: Mapped[datetime] = mapped_column(default=clock.now)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    taken_at: Mapped[datetime | None]  # when it was laid before that person
    action: Mapped[str] = mapped_column(String(20), default="")
    rule: Mapped[int | None]
    looked_at: Mapped[datetime | None]

    @property
    def with_somebody(self) -> bool:
        """Whether it lies before somebody who has not answered yet."""
        taken = self.taken_at if self.looked_at is None and self.person_id is not None else None
        return taken is not None and taken > clock.now() - LOOK_TIME


class Replay(Model):
    """A changed check tried on the comments of the last days, before it is switched on."""

    __tablename__ = "replays"
    __table_args__ = (CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    check_name: Mapped[str] = mapped_column(String(40))
    enabled: Mapped[bool] = mapped_column(default=True, server_default=true())
    parameters: Mapped[dict[str, object]] = mapped_column(JSONType)
    reason: Mapped[str] = mapped_column(default="", server_default="")
    based_on: Mapped[int] = mapped_column(default=1, server_default="1")  # the version that it changes
    made_version: Mapped[int | None]  # the version that came of it, once it is switched on
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    looked_at: Mapped[int] = mapped_column(default=0)  # comments so far
    total: Mapped[int] = mapped_column(default=0)
    last_comment_id: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, object]] = mapped_column(JSONType, default=dict)
    asked_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None]
