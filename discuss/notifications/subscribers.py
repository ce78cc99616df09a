"""Who is told of what: every reaction to an event is registered here."""

from discuss import events
from discuss.config import Settings
from discuss.events.types import DecisionTaken
from discuss.notifications.decisions import Letters


def register(settings: Settings) -> None:
    """Connect events to the people who are told."""
    events.on(DecisionTaken, Letters(settings.base_url, settings.site_name).tell)
