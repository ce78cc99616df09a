"""The pages of subscriptions: what there is, one's own, and the owner's settings."""

from flask import Flask

from discuss.config import Settings
from discuss.subscriptions.views import own, settings_pages


def register(app: Flask, settings: Settings) -> None:
    """Add the pages to the application."""
    own.register(app)
    settings_pages.register(app)
