"""Send what is due in the outbox, and remember what became of it."""

import logging
from datetime import timedelta

from sqlalchemy import select

from discuss import clock
from discuss.db import db, transaction
from discuss.mail.outbox import Mail
from discuss.mail.transport import Transport

BATCH = 20
GIVE_UP_AFTER = timedelta(hours=24)
LONGEST_WAIT = timedelta(hours=1)
CLAIM = timedelta(minutes=2)  # longer than any single send can take: another process leaves claimed mail alone

_log = logging.getLogger(__name__)


def send_due(transport: Transport) -> int:
    """Send one batch of due mails; return how many were taken up.

    A mail is claimed in its own transaction, sent outside of any, and marked afterwards. A process that dies between
    sending and marking sends that one mail again, under the same Message-ID, so that mail programs show it once.
    """
    claimed = _claim()
    for mail_id in claimed:
        _send(transport, mail_id)
    return len(claimed)


def _claim() -> list[int]:
    with transaction() as session:
        now = clock.now()
        due = session.scalars(
            select(Mail)
            .where(Mail.sent_at.is_(None), Mail.given_up_at.is_(None), Mail.next_try_at <= now)
            .order_by(Mail.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        for mail in due:
            mail.attempts += 1
            mail.next_try_at = now + CLAIM
        return [mail.id for mail in due]


def _send(transport: Transport, mail_id: int) -> None:
    mail = db.session.get_one(Mail, mail_id)
    error = ""
    try:
        transport.send(mail.id, mail.created_at, mail.recipient, mail.subject, mail.body)
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
