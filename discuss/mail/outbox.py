"""The outbox table, and how a mail gets into it."""

from datetime import datetime, timedelta

from sqlalchemy import Index, UniqueConstraint, case, delete, false, func, or_, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from discuss import clock
from discuss.db import Model, after_commit, db, transaction
from discuss.events import wake

KEPT = timedelta(days=30)  # how long it can be looked up to whom a mail went
DAY = timedelta(days=1)

# How the causes begin of mails that anybody brings upon any address by typing it there: each kind is counted by itself.
LINK, ALREADY_HERE, NOTICE = "link:", "already-here:", "notice:"
WAITING = text("sent_at IS NULL AND given_up_at IS NULL")


class Mail(Model):
    """One mail to one address. Its text is blanked once sent: it may hold a link that opens an account."""

    __tablename__ = "mails"
    __table_args__ = (
        UniqueConstraint("cause"),
        Index(
            "ix_mails_due",
            "next_try_at",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index("ix_mails_turn", "urgent", "id", sqlite_where=WAITING, postgresql_where=WAITING),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str]  # what this mail is for, e.g. "event:12:author"; the same cause twice is one mail
    recipient: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str]
    body: Mapped[str]
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    next_try_at: Mapped[datetime] = mapped_column(default=clock.now)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]


def enqueue(
    cause: str, recipient: str, subject: str, body: str, *, delay: timedelta = timedelta(), urgent: bool = False
) -> None:
    """Put one plain-text mail into the current transaction; it is sent after the commit, not before ``delay``.

    What is ``urgent`` goes before everything else that is due.
    Line breaks in ``subject`` and ``recipient`` become spaces: names end up in subjects, and a break there would
    start another header.
    """
    if db.session.scalar(select(Mail.id).where(Mail.cause == cause)) is not None:
        return
    now = clock.now()
    db.session.add(
        Mail(
            cause=cause,
            recipient="".join(recipient.split()),
            subject=" ".join(subject.split()),
            body=body,
            urgent=urgent,
            created_at=now,
            next_try_at=now + delay,
            attempts=0,
        )
    )
    after_commit(wake)


def written_today(address: str, *kinds: str) -> int:
    """Count the mails of the last day to ``address``, of those whose cause begins with one of ``kinds`` (:data:`LINK`).

    What strangers can bring upon an address is capped by this, each kind for itself: no mail keeps another kind away.
    """
    asked = (
        select(func.count())
        .select_from(Mail)
        .where(
            Mail.recipient.in_({address, address.lower()}),
            Mail.created_at > clock.now() - DAY,
            or_(*(Mail.cause.startswith(kind) for kind in kinds)),
        )
    )
    return db.session.scalar(asked) or 0


def forget(address: str) -> None:
    """Let nothing say any more that mails went to ``address``, in the current transaction; those that wait stay unsent.

    The rows stand: the same cause must not bring a second mail.
    """
    db.session.execute(
        update(Mail)
        .where(func.lower(Mail.recipient) == address.lower())
        .values(recipient="", subject="", body="", last_error="")
        .values(given_up_at=case((Mail.sent_at.is_(None), clock.now())))
        .execution_options(synchronize_session=False)
    )


def prune() -> int:
    """Delete the mails of a month ago; return how many. Their causes are long past, and cannot bring them again."""
    with transaction() as session:
        return len(session.execute(delete(Mail).where(Mail.created_at < clock.now() - KEPT).returning(Mail.id)).all())
