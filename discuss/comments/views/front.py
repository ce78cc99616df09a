"""The front page: published stories in four orders, each with its latest comment."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue

from discuss.comments import queries
from discuss.comments.queries import Latest
from discuss.errors import BadRequest, NotFound
from discuss.stories import queries as stories
from discuss.stories.document import LONGEST_TOPIC
from discuss.stories.models import Story
from discuss.stories.page import NOISE_MEANINGS, NOISE_WORDS, Noise
from discuss.web import cursors

SORTS = {"active": "Active", "latest": "New", "discussed": "Most discussed", "quiet": "Least noise"}


@dataclass(frozen=True)
class Teaser:
    """A story as lists show it."""

    slug: str
    headline: str
    topic: str
    lead: str
    access: str
    noise: Noise | None
    comment_count: int
    latest: Latest | None
    published_at: datetime | None


def register(app: Flask) -> None:
    """Add the page to the application."""
    app.add_url_rule("/", "front", front)


def front() -> ResponseReturnValue:
    """Show one page of published stories."""
    sort = request.args.get("sort", "active")
    if sort not in SORTS:
        raise BadRequest("Stories can be sorted by active, latest, discussed or quiet.")
    topic = request.args.get("topic", "")
    if len(topic) > LONGEST_TOPIC:
        raise NotFound
    after = cursors.read_number_cursor(sort, request.args.get("after"))
    found = stories.listed(sort, after, topic, limit=stories.PAGE + 1)
    page, more = found[: stories.PAGE], len(found) > stories.PAGE
    numbers = [story.id for story in page]
    leads, latest = stories.leads(numbers), queries.latest_of(numbers)
    cursor = cursors.write_cursor(sort, page[-1].id) if more else ""
    return render_template(
        "comments/front.html",
        stories=[_teaser(story, leads.get(story.id, ""), latest.get(story.id)) for story in page],
        sorts={slug: (name, _address(slug, topic)) for slug, name in SORTS.items()},
        sort=sort,
        topic=topic,
        later=after is not None,
        next_url=_address(sort, topic, cursor) if more else "",
        legend=[(Noise(level, NOISE_WORDS[level], ""), meaning) for level, meaning in NOISE_MEANINGS.items()],
    )


def _address(sort: str, topic: str, after: str = "") -> str:
    said = {"sort": "" if sort == "active" else sort, "topic": topic, "after": after}
    query = urlencode({name: value for name, value in said.items() if value})
    return f"/?{query}" if query else "/"


def _teaser(story: Story, lead: str, latest: Latest | None) -> Teaser:
    level = story.noise_level
    return Teaser(
        slug=story.slug,
        headline=story.headline,
        topic=story.topic,
        lead=lead,
        access=story.access,
        noise=Noise(level, NOISE_WORDS[level], "") if level else None,
        comment_count=story.comment_count,
        latest=latest,
        published_at=story.published_at,
    )
