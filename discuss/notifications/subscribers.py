"""Who is told of what: every reaction to an event is registered here."""

from discuss import events
from discuss.config import Settings
from discuss.events.types import (
    AccountErased,
    CommentReported,
    CommentWithdrawn,
    DecisionTaken,
    MassRemoval,
    NoticeDecided,
    NoticeFiled,
)
from discuss.moderation.erasures import Erasures
from discuss.notifications.alarms import Alarms
from discuss.notifications.decisions import Letters
from discuss.notifications.notices import NoticeMail


def register(settings: Settings) -> None:
    """Connect events to the people who are told."""
    signed = (settings.base_url, settings.site_name, settings.contact, settings.redress)
    notices, erasures = NoticeMail(*signed), Erasures(settings.var)
    events.on(AccountErased, erasures.account)
    events.on(DecisionTaken, Letters(*signed).tell)
    events.on(DecisionTaken, notices.overturned)
    events.on(DecisionTaken, erasures.words)
    events.on(CommentWithdrawn, erasures.withdrawal)
    events.on(NoticeDecided, notices.decided)
    events.on(NoticeFiled, notices.filed)
    events.on(CommentReported, notices.reported)
    events.on(MassRemoval, Alarms(settings.base_url, settings.site_name).hasty)
