"""The pages of the automatic checks, for owners."""

from pathlib import Path

from flask import Flask

from discuss.checks.views import pages
from discuss.checks.words_file import WordsFile
from discuss.config import Settings


def register(app: Flask, settings: Settings) -> None:
    """Add the pages to the application."""
    words = WordsFile(Path(settings.words_file))
    words.put_default()
    app.extensions["discuss.words-file"] = words
    pages.register(app)
