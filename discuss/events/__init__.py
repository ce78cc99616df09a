"""What happened. One table is the audit log, the outbox and the trigger for reactions."""

from discuss.events.delivery import deliver_pending
from discuss.events.log import EventRecord, happened, record
from discuss.events.reactions import on, wait, wake

__all__ = ["EventRecord", "deliver_pending", "happened", "on", "record", "wait", "wake"]
