"""Store each event with the change it describes."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Index, Integer, select, text
from sqlalchemy.orm import Mapped, mapped_column

from discuss import clock
from discuss.db import JSONType, Model, after_commit, db
from discuss.events.event import Event
from discuss.events.reactions import reacts_to, wake


class EventRecord(Model):
    """One thing that happened. ``delivered_at`` is set when every reaction has run."""

    __tablename__ = "events"
    __table_args__ = (
        Index(
            "ix_events_pending",
            "next_try_at",
            sqlite_where=text("delivered_at IS NULL"),
            postgresql_where=text("delivered_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    kind: Mapped[str] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    payload: Mapped[dict[str, object]] = mapped_column(JSONType)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    next_try_at: Mapped[datetime] = mapped_column(default=clock.now)
    delivered_at: Mapped[datetime | None]


def record(event: Event, *, after: timedelta = timedelta()) -> None:
    """Add ``event`` to the current transaction; its reactions run after the commit, in the job thread.

    With ``after`` they run no sooner than that: what may yet be taken back is told when it cannot be any more.
    """
    now = clock.now()
    awaited = reacts_to(event.kind)
    db.session.add(
        EventRecord(
            kind=event.kind,
            actor_id=event.actor_id,
            payload=event.payload(),
            at=now,
            next_try_at=now + after,
            delivered_at=None if awaited else now,
        )
    )
    if awaited and not after:
        after_commit(wake)


def happened(event: type[Event], actor_id: int, since: datetime) -> bool:
    """Say whether the person has done this since then."""
    known = select(EventRecord.id).where(
        EventRecord.kind == event.kind, EventRecord.actor_id == actor_id, EventRecord.at > since
    )
    return db.session.scalar(known.limit(1)) is not None


def pending(limit: int) -> list[EventRecord]:
    """Return up to ``limit`` events whose reactions are due, oldest first."""
    due = (
        select(EventRecord)
        .where(EventRecord.delivered_at.is_(None), EventRecord.next_try_at <= clock.now())
        .order_by(EventRecord.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(db.session.scalars(due))
