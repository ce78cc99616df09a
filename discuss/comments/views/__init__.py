"""The pages of comments: the story with its discussion, writing, people, feeds of a thread."""

from flask import Flask

from discuss.comments import queries
from discuss.comments.actions import follow_account
from discuss.comments.views import feed, people, story_page, writing
from discuss.config import Settings


def register(app: Flask, settings: Settings) -> None:
    """Add the pages to the application."""
    follow_account.register()
    app.jinja_env.globals["held_because"] = queries.held_because
    story_page.register(app, settings)
    writing.register(app, settings)
    people.register(app)
    feed.register(app)
