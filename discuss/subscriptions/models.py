"""How people came to their plans, and how plans are offered. The present plan stands in the person's row."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from discuss import clock
from discuss.db import Model


class Grant(Model):
    """One start, grant or end of a plan; a later one replaces the earlier. Rows are only added."""

    __tablename__ = "grants"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    plan: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(20))  # taken (by the person), granted (by an owner or command), ended
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    granted_at: Mapped[datetime] = mapped_column(default=clock.now)
    ends_at: Mapped[datetime | None]


class Offer(Model):
    """How the owner presents one plan: price in words, and an address where it is sold."""

    __tablename__ = "offers"
    __table_args__ = (UniqueConstraint("plan"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[str] = mapped_column(String(20))
    price: Mapped[str] = mapped_column(default="")
    sold_at: Mapped[str] = mapped_column(default="")  # https address, or empty
