"""The pages of comments: stories with their latest, one with its discussion, writing, people, feeds of a thread."""

from flask import Flask

from discuss.comments.actions import follow_account
from discuss.comments.views import feed, front, people, story_page, writing
from discuss.config import Settings


def register(app: Flask, settings: Settings) -> None:
    """Add the pages to the application."""
    follow_account.register()
    front.register(app)
    story_page.register(app, settings)
    writing.register(app, settings)
    people.register(app)
    feed.register(app)
