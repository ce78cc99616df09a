"""Forget who gave notice of illegal content, a year after it was decided."""

from datetime import timedelta

from sqlalchemy import or_, update

from discuss import clock
from discuss.db import transaction
from discuss.moderation.models import Notice

# The year that the privacy text says: a decision can be contested for half of it, answers and courts take the rest.
KEPT_FOR = timedelta(days=366)


def forget_notifiers() -> int:
    """Blank names, addresses and accounts in notices decided so long ago; return how many. Their pages stay."""
    old = (Notice.state == "decided", Notice.decided_at < clock.now() - KEPT_FOR)
    known = or_(Notice.name != "", Notice.email != "", Notice.filer_id.is_not(None))
    with transaction() as session:
        wanted = update(Notice).where(*old, known).values(name="", email="", filer_id=None).returning(Notice.id)
        return len(session.execute(wanted.execution_options(synchronize_session=False)).all())
