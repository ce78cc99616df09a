"""Mail: rows in the outbox first, sent after the commit, retried, never lost, one a cause."""

from discuss.mail.outbox import ALREADY_HERE, DAY, LINK, NOTICE, Mail, enqueue, forget, prune, written_today
from discuss.mail.sending import send_due
from discuss.mail.transport import NotEncrypted, Transport, connect

__all__ = [
    "ALREADY_HERE",
    "DAY",
    "LINK",
    "NOTICE",
    "Mail",
    "NotEncrypted",
    "Transport",
    "connect",
    "enqueue",
    "forget",
    "prune",
    "send_due",
    "written_today",
]
