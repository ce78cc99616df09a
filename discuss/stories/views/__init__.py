"""The pages of stories alone: feeds, the sitemap, and the editors' pages."""

from flask import Flask

from discuss.config import Settings
from discuss.stories.views import editor, syndication


def register(app: Flask, settings: Settings) -> None:
    """Add the pages to the application."""
    syndication.register(app)
    editor.register(app)
