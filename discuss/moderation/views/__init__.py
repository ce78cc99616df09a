"""The pages of moderation: reporting, the desk, decisions, the public log and the rules."""

from flask import Flask

from discuss.config import Settings
from discuss.moderation.views import accounts, deciding, desk, public, reports, rules_in_force, threads


def register(app: Flask, settings: Settings) -> None:
    """Add the pages to the application."""
    rules_in_force.register(app)
    reports.register(app)
    desk.register(app)
    deciding.register(app)
    threads.register(app)
    accounts.register(app)
    public.register(app)
