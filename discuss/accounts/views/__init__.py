"""The pages of accounts: signing up, in and out, passwords and second factors, and one's own account."""

from flask import Flask

from discuss.accounts.letters import Letters
from discuss.accounts.sealing import Sealer
from discuss.accounts.views import account, entry, factors, login, muting, passwords, people, prove, second_step
from discuss.config import Settings


def register(app: Flask, settings: Settings) -> None:
    """Add the pages to the application."""
    app.extensions["discuss.letters"] = Letters(settings.base_url, settings.site_name)
    app.extensions["discuss.sealer"] = Sealer([settings.secret_key, *settings.secret_key_fallbacks])
    login.register(app)
    entry.register(app, settings)
    second_step.register(app)
    passwords.register(app)
    account.register(app)
    factors.register(app)
    prove.register(app)
    muting.register(app)
    people.register(app)
