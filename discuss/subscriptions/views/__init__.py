"""The pages of subscriptions: what there is, one's own, and the owner's settings."""

from flask import Flask

from discuss.accounts import hooks
from discuss.config import Settings
from discuss.subscriptions import queries
from discuss.subscriptions.views import own, settings_pages


def register(app: Flask, settings: Settings) -> None:
    """Add the pages to the application, and take part in exports."""
    hooks.on_export("plans", queries.exported_plans)
    own.register(app)
    settings_pages.register(app)
