"""Have the database's files rewritten after words were blanked: at once where that is quick, else by the job thread."""

from sqlalchemy import select, update

from discuss import clock
from discuss.db import db, transaction
from discuss.db.scrub import scrub
from discuss.moderation.models import Proposal


def finish_purges() -> int:
    """Rewrite the files for every purge that waits for it; return how many are done.

    Files that are busy are left for the next time.
    """
    waiting = select(Proposal.id).where(
        Proposal.action == "purge", Proposal.state == "confirmed", Proposal.scrubbed_at.is_(None)
    )
    ids = list(db.session.scalars(waiting))
    db.session.rollback()  # a transaction of our own that reads would keep SQLite's log from being emptied
    if not ids or not scrub():
        return 0
    with transaction() as session:
        session.execute(update(Proposal).where(Proposal.id.in_(ids)).values(scrubbed_at=clock.now()))
    return len(ids)
