"""The pages of moderation: reporting, the desk, decisions, the public log and the rules."""

from flask import Flask

from discuss.config import Settings
from discuss.moderation.views import desk, public, reports


def register(app: Flask, settings: Settings) -> None:
    """Add the pages to the application."""
    reports.register(app)
    desk.register(app)
    public.register(app)
