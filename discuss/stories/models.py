"""Stories, the parts they are made of, and every revision as it was."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from discuss import clock
from discuss.db import JSONType, Model
from discuss.stories.raid import SLOW, Raid

ACCESS = ("off", "members", "subscribers", "paid")
STATUSES = ("draft", "published", "withdrawn")


class Story(Model):
    """A story page. ``thread_version`` goes up with every change a reader can see, so that pages can be cached."""

    __tablename__ = "stories"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'published', 'withdrawn')", name="status"),
        CheckConstraint("access IN ('off', 'members', 'subscribers', 'paid')", name="access"),
        CheckConstraint("noise_level BETWEEN 1 AND 5", name="noise_level"),
        UniqueConstraint("slug"),
        Index("ix_stories_latest", "status", "published_at", "id"),
        Index("ix_stories_most_discussed", "status", "comment_count", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120))
    headline: Mapped[str]
    topic: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(String(20), default="draft")
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    access: Mapped[str] = mapped_column(String(20), default="subscribers")
    closed_at: Mapped[datetime | None]  # by a person
    closes_at: Mapped[datetime | None]  # by date
    pinned_id: Mapped[int | None]  # the comment that stands first in the discussion
    slow_seconds: Mapped[int] = mapped_column(
        default=0, server_default="0"
    )  # slow mode: how long each person waits between comments
    raid_mode: Mapped[str] = mapped_column(String(10), default="", server_default="")  # one of raid.MODES, '' for none
    raid_until: Mapped[datetime | None]  # raid mode ends then by itself: ask ``raid``, never these columns
    raid_joined_before: Mapped[datetime | None]
    raid_seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    noise_level: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    revision: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)
    last_comment_at: Mapped[datetime | None]
    thread_version: Mapped[int] = mapped_column(default=1)
    elements: Mapped[list["Element"]] = relationship(order_by="Element.position", back_populates="story")

    @property
    def discussion_open(self) -> bool:
        """Whether comments are taken at this moment."""
        if self.closed_at is not None:
            return False
        return self.closes_at is None or clock.now() < self.closes_at

    @property
    def raid(self) -> Raid | None:
        """Raid mode, if it is on at this moment."""
        if not self.raid_mode or self.raid_until is None or self.raid_until <= clock.now():
            return None
        return Raid(
            mode=self.raid_mode,
            until=self.raid_until,
            joined_before=self.raid_joined_before,
            seconds=max(self.raid_seconds, self.slow_seconds) if self.raid_mode == SLOW else 0,
        )

    @property
    def seconds_between(self) -> int:
        """How long each person waits between comments at this moment, by slow mode or by raid mode's; 0 for none."""
        raid = self.raid
        return max(self.slow_seconds, raid.seconds if raid else 0)


class Element(Model):
    """One part of a story that comments can be about. Its public id never changes and is never given again."""

    __tablename__ = "elements"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('why', 'point', 'expert', 'plain', 'side', 'noise', 'forecast', 'event')", name="kind"
        ),
        UniqueConstraint("story_id", "public_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id"))
    public_id: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]  # order within the story
    label: Mapped[str] = mapped_column(default="")  # a side's name, an event's title
    slug: Mapped[str] = mapped_column(String(40), default="")  # a side's value in forms
    text: Mapped[str]
    disclaimer: Mapped[str] = mapped_column(default="")  # of a forecast
    happened_on: Mapped[date | None]  # an event's date, where given
    version: Mapped[int] = mapped_column(default=1)
    comment_count: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[datetime | None]  # taken out by a revision; the row stays for comments about it
    story: Mapped[Story] = relationship(back_populates="elements")


class Revision(Model):
    """A story as it was after one change: the whole document."""

    __tablename__ = "story_revisions"
    __table_args__ = (UniqueConstraint("story_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id"))
    number: Mapped[int]
    document: Mapped[dict[str, object]] = mapped_column(JSONType)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
