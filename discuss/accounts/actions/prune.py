"""Forget what has had its time: sessions and mailed links."""

from datetime import timedelta

from sqlalchemy import delete

from discuss import clock
from discuss.accounts.models import MailedLink, Session
from discuss.db import transaction


def prune() -> int:
    """Delete sessions that have expired and links older than a week; return how many."""
    now = clock.now()
    with transaction() as session:
        sessions = session.execute(delete(Session).where(Session.expires_at < now).returning(Session.id)).all()
        links = session.execute(
            delete(MailedLink).where(MailedLink.expires_at < now - timedelta(days=7)).returning(MailedLink.id)
        ).all()
    return len(sessions) + len(links)
