"""Mailboxes of accounts that were closed for writing and are erased: codes made with the site's key, for two years."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from discuss import clock
from discuss.accounts.models import Person
from discuss.accounts.names import variants_key
from discuss.db import db
from discuss.moderation.models import ClosedMailbox

KEPT_FOR = timedelta(days=731)  # two years: whoever waits that long has been away longer than most pauses last


@dataclass(frozen=True)
class Mailboxes:
    """Makes the codes. Without the site's key nobody can tell whether an address is one of them."""

    keys: tuple[str, ...]  # the site's, the present one first

    def codes(self, email: str) -> tuple[str, ...]:
        """Return the codes of the mailbox that ``email`` is a spelling of, one by each key."""
        said = b"mailbox of a closed account:" + variants_key(email).encode()
        return tuple(hmac.new(key.encode(), said, hashlib.sha256).hexdigest() for key in self.keys)

    def before_erasure(self, person_id: int) -> None:
        """An account goes: if it is closed for writing, its mailbox is known again all the same."""
        closed = select(Person.email_key).where(Person.id == person_id, Person.banned_at.is_not(None))
        email = db.session.scalar(closed)
        known = select(ClosedMailbox.id).where(ClosedMailbox.person_id == person_id)
        if email is None or db.session.scalar(known) is not None:
            return
        kept = ClosedMailbox(person_id=person_id, code=self.codes(email)[0], until=clock.now() + KEPT_FOR)
        db.session.add(kept)
