"""The pages of stories: the front page, feeds, the sitemap, and the editors' pages."""

from flask import Flask

from discuss.config import Settings
from discuss.stories.views import editor, front, syndication


def register(app: Flask, settings: Settings) -> None:
    """Add the pages to the application."""
    front.register(app)
    syndication.register(app)
    editor.register(app)
