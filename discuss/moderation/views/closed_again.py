"""The codes by which mailboxes of erased accounts are known again: made with this site's keys."""

from flask import Flask, current_app

from discuss.accounts import hooks
from discuss.config import Settings
from discuss.moderation.mailboxes import Mailboxes, mailboxes_of


def register(app: Flask, settings: Settings) -> None:
    """Take part in erasures of accounts, and have the codes at hand for the desk."""
    made = mailboxes_of((settings.secret_key, *settings.secret_key_fallbacks))
    app.extensions["discuss.mailboxes"] = made
    hooks.on_erase(made.before_erasure)


def mailboxes() -> Mailboxes:
    """Return what makes this site's codes."""
    made: Mailboxes = current_app.extensions["discuss.mailboxes"]
    return made
