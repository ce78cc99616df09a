"""Forget the mailboxes of erased accounts when their time is over, or the account is closed for writing no more."""

from sqlalchemy import delete, select

from discuss import clock
from discuss.accounts.models import Person
from discuss.db import transaction
from discuss.moderation.models import ClosedMailbox


def forget_mailboxes() -> int:
    """Delete their codes; return how many."""
    opened = select(Person.id).where(Person.banned_at.is_(None))
    over = (ClosedMailbox.until <= clock.now()) | ClosedMailbox.person_id.in_(opened)
    with transaction() as session:
        return len(session.execute(delete(ClosedMailbox).where(over).returning(ClosedMailbox.id)).all())
