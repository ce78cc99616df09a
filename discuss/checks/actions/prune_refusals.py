"""Forget refusals that are counted no more."""

from sqlalchemy import delete

from discuss import clock
from discuss.checks.models import CheckRefusal
from discuss.checks.queries import PERIOD
from discuss.db import transaction


def prune_refusals() -> int:
    """Delete those from before the period that is counted; return how many."""
    past = delete(CheckRefusal).where(CheckRefusal.refused_at < clock.now() - PERIOD)
    with transaction() as session:
        return len(session.execute(past.returning(CheckRefusal.id)).all())
