"""Mail to the owners: a moderator takes many comments from pages within minutes, the database's file is damaged."""

from dataclasses import dataclass

from sqlalchemy import select

from discuss import clock, mail, markup
from discuss.accounts.models import Person
from discuss.db import db
from discuss.moderation import haste


@dataclass(frozen=True)
class Alarms:
    """Writes for one site."""

    base_url: str
    site_name: str

    def hasty(self, event_id: int, actor_id: int | None, payload: dict[str, object]) -> None:
        """Call every owner."""
        moderator = db.session.get(Person, actor_id)
        if moderator is None:
            return
        name = markup.without_links(moderator.name)
        text = "\n".join(
            (
                f"{name} has hidden or removed {payload['number']} comments within {haste.MINUTES} minutes.",
                "",
                "Perhaps a raid is being cleared; perhaps somebody sits there who should not. From here on the site",
                f"lets through {haste.PACE} a minute. See what was decided, and reverse it in one step if it is wrong:",
                "",
                f"{self.base_url}/moderation/people/{moderator.handle}/acts",
                "",
                f"-- {self.site_name}",
            )
        )
        self._call(f"event:{event_id}:mass-removal", "Many comments removed at once", text)

    def damaged(self, faults: list[str]) -> None:
        """Call every owner, at most once a day, in the current transaction."""
        text = "\n".join(
            (
                "The database's file is damaged. What was found:",
                "",
                *faults,
                "",
                "Comments may be missing, and more may be lost while the site runs on. Stop it, keep a copy of the",
                "file as it is, and restore the last good copy: docs/operations.md says how, under “Backup”. A disk",
                "that is about to fail is the usual reason.",
                "",
                f"-- {self.site_name}",
            )
        )
        self._call(f"database-damaged:{clock.now():%Y%m%d}", "Urgent: the database is damaged", text)

    def _call(self, cause: str, subject: str, text: str) -> None:
        owners = select(Person).where(
            Person.role == "owner", Person.email_confirmed_at.is_not(None), Person.erased_at.is_(None)
        )
        for owner in db.session.scalars(owners.order_by(Person.id)):
            mail.enqueue(f"{cause}:person:{owner.id}", owner.email or "", subject, text, urgent=True)
