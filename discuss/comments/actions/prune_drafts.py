"""Forget drafts that nobody came back for."""

from datetime import timedelta

from sqlalchemy import delete

from discuss import clock
from discuss.comments.models import Draft
from discuss.db import transaction

VISITORS, PEOPLES = timedelta(days=7), timedelta(days=180)


def prune_drafts() -> int:
    """Delete visitors' drafts after a week and people's after half a year; return how many."""
    now = clock.now()
    with transaction() as session:
        old = Draft.person_id.is_(None) & (Draft.saved_at < now - VISITORS)
        gone = session.execute(delete(Draft).where(old | (Draft.saved_at < now - PEOPLES)).returning(Draft.id)).all()
    return len(gone)
