"""The front page: the latest stories, or the most discussed."""

from dataclasses import dataclass
from datetime import datetime

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue

from discuss.errors import BadRequest
from discuss.stories import queries
from discuss.stories.models import Story
from discuss.stories.page import NOISE_MEANINGS, NOISE_WORDS, Noise
from discuss.web import cursors

SORTS = {"latest": "Latest", "discussed": "Most discussed"}


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
    last_comment_at: datetime | None
    published_at: datetime | None


def register(app: Flask) -> None:
    """Add the page to the application."""
    app.add_url_rule("/", "front", front)


def front() -> ResponseReturnValue:
    """Show one page of published stories."""
    sort = request.args.get("sort", "latest")
    if sort not in SORTS:
        raise BadRequest("Stories can be sorted by latest or discussed.")
    after = cursors.read_number_cursor(sort, request.args.get("after"))
    found = queries.latest(after) if sort == "latest" else queries.most_discussed(after)
    leads = queries.leads([story.id for story in found])
    next_url = ""
    if len(found) == queries.PAGE:
        next_url = f"/?sort={sort}&after={cursors.write_cursor(sort, found[-1].id)}"
    return render_template(
        "stories/front.html",
        stories=[_teaser(story, leads.get(story.id, "")) for story in found],
        sorts=SORTS,
        sort=sort,
        later=after is not None,
        next_url=next_url,
        legend=[(Noise(level, NOISE_WORDS[level], ""), meaning) for level, meaning in NOISE_MEANINGS.items()],
    )


def _teaser(story: Story, lead: str) -> Teaser:
    level = story.noise_level
    return Teaser(
        slug=story.slug,
        headline=story.headline,
        topic=story.topic,
        lead=lead,
        access=story.access,
        noise=Noise(level, NOISE_WORDS[level], "") if level else None,
        comment_count=story.comment_count,
        last_comment_at=story.last_comment_at,
        published_at=story.published_at,
    )
