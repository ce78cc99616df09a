"""The pages of moderation: reporting, the desk, decisions, the public log and the rules."""

from flask import Flask

from discuss.config import Settings
from discuss.moderation.views import (
    accounts,
    appeals,
    case_files,
    closed_again,
    deciding,
    desk,
    holds,
    log,
    notice_desk,
    notices,
    orders,
    pause,
    quality,
    replays,
    reports,
    rules,
    rules_in_force,
    standing,
    statements,
    threads,
    transparency,
    windows,
)


def register(app: Flask, settings: Settings) -> None:
    """Add the pages to the application."""
    rules_in_force.register(app)
    reports.register(app)
    desk.register(app)
    deciding.register(app)
    threads.register(app)
    accounts.register(app)
    windows.register(app)
    statements.register(app)
    appeals.register(app)
    standing.register(app)
    rules.register(app)
    log.register(app)
    transparency.register(app)
    notices.register(app)
    notice_desk.register(app)
    orders.register(app)
    holds.register(app)
    closed_again.register(app, settings)
    case_files.register(app)
    quality.register(app)
    replays.register(app)
    pause.register(app)
