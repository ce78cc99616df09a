"""Send what is due in the outbox, and remember what became of it."""

import logging
import time
from datetime import timedelta

from sqlalchemy import select

from discuss import clock
from discuss.db import db, transaction
from discuss.mail.outbox import Mail
from discuss.mail.transport import Transport

ROUND = timedelta(seconds=10)  # how long mail is sent before other jobs have their turn again
GIVE_UP_AFTER = timedelta(hours=24)
LONGEST_WAIT = timedelta(hours=1)
CLAIM = timedelta(minutes=5)  # longer than a send of a dozen slow steps: another process leaves claimed mail alone

_log = logging.getLogger(__name__)


def send_due(transport: Transport) -> int:
    """Send due mails, urgent ones first, until a round's time is over; return how many were taken up: 0 at the end.

    Each mail is claimed in its own transaction just before it is sent, sent outside of any, and marked afterwards. A
    process that dies between sending and marking sends that one mail again, under the same Message-ID, so that mail
    programs show it once.
    """
    begun, taken = time.monotonic(), 0
    while (mail_id := _claim()) is not None:
        taken += 1
        _send(transport, mail_id)
        if time.monotonic() - begun >= ROUND.total_seconds():
            break
    return taken


def _claim() -> int | None:
    with transaction() as session:
        now = clock.now()
        waiting = select(Mail).where(Mail.sent_at.is_(None), Mail.given_up_at.is_(None), Mail.next_try_at <= now)
        next_one = waiting.order_by(Mail.id).limit(1).with_for_update(skip_locked=True)
        # Two questions, each answered along an index: sorted by urgency, all that wait would be sorted for each mail.
        mail = session.scalar(next_one.where(Mail.urgent)) or session.scalar(next_one.where(~Mail.urgent))
        if mail is None:
            return None
        mail.attempts += 1
        mail.next_try_at = now + CLAIM
        return mail.id


def _send(transport: Transport, mail_id: int) -> None:
    mail = db.session.get_one(Mail, mail_id)
    letter = mail.id, mail.created_at, mail.recipient, mail.subject, mail.body
    db.session.rollback()  # PostgreSQL ends a connection that keeps a transaction open while the mail server thinks
    error = ""
    try:
        transport.send(*letter)
    except Exception as problem:  # whatever the mail server or the disk does, the row stays and is tried again
        error = f"{type(problem).__name__}: {problem}"[:500]
        _log.warning("mail %s was not sent: %s", mail_id, error)
    with transaction() as session:
        mail = session.get_one(Mail, mail_id)
        now = clock.now()
        mail.last_error = error
        if not error:
            mail.sent_at, mail.body = now, ""
        elif now - mail.created_at > GIVE_UP_AFTER:
            mail.given_up_at = now
        else:
            mail.next_try_at = now + min(timedelta(seconds=5 * 2**mail.attempts), LONGEST_WAIT)
