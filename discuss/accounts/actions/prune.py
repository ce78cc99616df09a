"""Forget what has had its time: sessions, mailed links, steps never finished, forms never sent again."""

from datetime import timedelta

from sqlalchemy import delete

from discuss import clock
from discuss.accounts.models import KeptForm, MailedLink, PendingStep, Session
from discuss.db import transaction


def prune() -> int:
    """Delete what has expired, links a week later and kept forms after an hour; return how many."""
    now = clock.now()
    with transaction() as session:
        gone = [
            delete(Session).where(Session.expires_at < now).returning(Session.id),
            delete(MailedLink).where(MailedLink.expires_at < now - timedelta(days=7)).returning(MailedLink.id),
            delete(PendingStep).where(PendingStep.expires_at < now).returning(PendingStep.id),
            delete(KeptForm).where(KeptForm.kept_at < now - timedelta(hours=1)).returning(KeptForm.id),
        ]
        return sum(len(session.execute(statement).all()) for statement in gone)
