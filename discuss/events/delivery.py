"""Run the reactions to stored events: each fails alone, and what failed is tried again later."""

import logging
from datetime import timedelta

from discuss import clock
from discuss.db import db, transaction
from discuss.events.log import EventRecord, pending
from discuss.events.reactions import reactions_to

BATCH = 100
LONGEST_WAIT = timedelta(hours=6)

_log = logging.getLogger(__name__)


def deliver_pending() -> int:
    """Deliver one batch of due events in one transaction; return how many were looked at.

    A reaction must be harmless when run twice for one event number: a crash before the commit runs it again.
    """
    with transaction():
        events = pending(BATCH)
        for event in events:
            _deliver(event)
    return len(events)


def _deliver(event: EventRecord) -> None:
    failed = False
    for reaction in reactions_to(event.kind):
        try:
            with db.session.begin_nested():  # a failed reaction takes back its own rows only
                reaction(event.id, event.actor_id, event.payload)
        except Exception:
            failed = True
            _log.exception("a reaction to event %s (%s) failed", event.id, event.kind)
    if failed:
        event.attempts += 1
        event.next_try_at = clock.now() + min(timedelta(seconds=2**event.attempts), LONGEST_WAIT)
    else:
        event.delivered_at = clock.now()
