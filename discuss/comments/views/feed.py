"""The Atom feed of one discussion."""

from flask import Flask, make_response
from flask.typing import ResponseReturnValue

from discuss import markup
from discuss.comments import queries
from discuss.policy import VISITOR
from discuss.stories import queries as stories
from discuss.web.sparing import render_sparing
from discuss.web.xml import render_xml

ENTRIES = 50
SUMMARY = 500  # characters


def register(app: Flask) -> None:
    """Add the feed to the application."""
    app.add_url_rule("/stories/<slug>/feed.atom", "story_feed", story_feed)


def story_feed(slug: str) -> ResponseReturnValue:
    """The latest comments as everybody may read them, whoever asks."""
    story = stories.get_story(VISITOR, slug)
    comments = [
        (comment, author, markup.to_text(comment.body, SUMMARY))
        for comment, author in queries.latest_published(story.id, ENTRIES)
    ]
    feed = render_sparing(
        comments,
        lambda entry: entry[0].id,
        lambda shown, _left_out: render_xml("comments/feed.xml", story=story, comments=shown),
    )
    response = make_response(feed)
    response.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    response.headers["Cache-Control"] = "public, no-cache"
    return response
