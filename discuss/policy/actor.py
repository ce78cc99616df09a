"""Who is asking, as plain values. Made from a row by ``accounts.identity.actor_for``; policy reads nothing else."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What a person is to the site."""

    VISITOR = "visitor"
    READER = "reader"
    MODERATOR = "moderator"
    EDITOR = "editor"
    OWNER = "owner"
    SYSTEM = "system"


class Membership(StrEnum):
    """Where a person's subscription stands today."""

    NONE = "none"
    ACTIVE = "active"
    GRACE = "grace"  # ended, but still good for a few days
    LAPSED = "lapsed"


class Level(IntEnum):
    """What a story asks of those who write, and what a plan gives; a higher one includes the lower."""

    MEMBERS = 1  # an account with a confirmed address
    SUBSCRIBERS = 2  # any plan
    PAID = 3  # a paid or comped plan


@dataclass(frozen=True)
class Actor:
    """A visitor, a person, or the system itself."""

    id: int | None = None
    name: str = ""
    handle: str = ""
    role: Role = Role.VISITOR
    joined: datetime | None = None  # when the account was opened
    confirmed: bool = False  # the e-mail address
    membership: Membership = Membership.NONE
    level: Level = Level.MEMBERS  # what the present or last plan gives
    suspended: bool = False
    banned: bool = False
    warned: bool = False  # has a warning that is not acknowledged yet
    reports_paused: bool = False
    urgent: bool = False  # may open urgent reports and legal notices
    factor_given: bool = False  # has a second factor: asked for at sign-in and before dangerous acts
    factor_missing: bool = False  # the site asks its staff for one, and this member of it has none
    proved: bool = False  # has shown in this session, within the last minutes, who they are

    @property
    def signed_in(self) -> bool:
        """Whether there is a person behind this actor."""
        return self.id is not None

    @property
    def office(self) -> Role:
        """The role that counts now: whoever is suspended or banned has a reader's rights until that ends."""
        return Role.READER if self.suspended or self.banned else self.role

    @property
    def staff(self) -> bool:
        """Whether this is somebody who answers for the site."""
        return self.office in {Role.MODERATOR, Role.EDITOR, Role.OWNER}


VISITOR = Actor()
SYSTEM = Actor(name="System", role=Role.SYSTEM, confirmed=True)
