"""Who is told of what: every reaction to an event is registered here."""

from discuss.config import Settings


def register(settings: Settings) -> None:
    """Connect events to the people who are told."""
