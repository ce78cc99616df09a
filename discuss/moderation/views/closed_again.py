"""The codes by which mailboxes of erased accounts are known again: made with this site's keys."""

from flask import Flask, current_app

from discuss.accounts import hooks
from discuss.config import Settings
from discuss.moderation.mailboxes import Mailboxes


def register(app: Flask, settings: Settings) -> None:
    """Take part in erasures of accounts, and have the codes at hand for the desk."""
    app.extensions["discuss.mailboxes"] = Mailboxes((settings.secret_key, *settings.secret_key_fallbacks))
    hooks.on_erase(before_erasure)


def before_erasure(person_id: int, keep_words: bool) -> None:
    """An account of this site goes: of one that was closed for writing a code stays."""
    mailboxes().before_erasure(person_id)


def mailboxes() -> Mailboxes:
    """Return what makes this site's codes."""
    made: Mailboxes = current_app.extensions["discuss.mailboxes"]
    return made
