"""The pages of accounts: signing up, in and out, passwords, and one's own account."""

from flask import Flask

from discuss.accounts.letters import Letters
from discuss.accounts.views import account, entry, login, passwords, people
from discuss.config import Settings


def register(app: Flask, settings: Settings) -> None:
    """Add the pages to the application."""
    app.extensions["discuss.letters"] = Letters(settings.base_url, settings.site_name)
    login.register(app)
    entry.register(app, settings)
    passwords.register(app)
    account.register(app)
    people.register(app)
