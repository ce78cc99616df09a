"""For other programs: the Atom feed of stories, the sitemap, and what crawlers are asked."""

from flask import Flask, current_app, make_response
from flask.typing import ResponseReturnValue

from discuss.config import Settings
from discuss.stories import queries
from discuss.stories.structured_data import structured_data
from discuss.web.xml import render_xml

ENTRIES = 30


def register(app: Flask) -> None:
    """Add the addresses to the application."""
    settings: Settings = app.extensions["discuss.settings"]
    app.add_url_rule("/feed.atom", "feed", feed)
    app.add_url_rule("/sitemap.xml", "sitemap", sitemap)
    app.add_url_rule("/robots.txt", "robots", robots)
    app.jinja_env.globals["structured_data"] = lambda story, rows: structured_data(settings.base_url, story, rows)


def feed() -> ResponseReturnValue:
    """The latest published stories."""
    stories = queries.listed("latest", limit=ENTRIES)
    leads = queries.leads([story.id for story in stories])
    return _xml("stories/feed.xml", "application/atom+xml", stories=stories, leads=leads)


def sitemap() -> ResponseReturnValue:
    """Every published story."""
    return _xml("stories/sitemap.xml", "application/xml", stories=queries.published_stories())


def robots() -> ResponseReturnValue:
    """Crawlers need no forms and nobody's account."""
    settings: Settings = current_app.extensions["discuss.settings"]
    # The moderation log is for everybody: only what lies below the desk's own address is closed.
    closed = (
        *(
            "/account",
            "/appeals/",
            "/comments/",
            "/decisions/",
            "/editor",
            "/moderation/",
            "/notices/",
            "/preferences/",
        ),
        *("/settings", "/sign-", "/subscribe"),
    )
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        f"Sitemap: {settings.base_url}/sitemap.xml",
        "",
    ]
    return "\n".join(lines), {"Content-Type": "text/plain; charset=utf-8"}


def _xml(template: str, kind: str, **values: object) -> ResponseReturnValue:
    response = make_response(render_xml(template, **values))
    response.headers["Content-Type"] = f"{kind}; charset=utf-8"
    response.headers["Cache-Control"] = "public, no-cache"
    return response
