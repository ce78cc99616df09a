"""Whole discussions on the desk: which need attention, and one with held and removed comments in place."""

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.decisions import ACTS
from discuss.errors import Conflict, Invalid, NotFound
from discuss.moderation import actions, queries
from discuss.moderation.forms import RulingForm, rule_choices
from discuss.moderation.rulings import SLOW_SECONDS
from discuss.stories import queries as stories
from discuss.stories import raid
from discuss.stories.models import Story
from discuss.web import cursors
from discuss.web.numbers import row_number
from discuss.web.viewer import viewer


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/moderation/stories", "desk_threads", desk_threads)
    app.add_url_rule("/moderation/stories/<slug>", "desk_thread", desk_thread)
    app.add_url_rule("/moderation/stories/<slug>/decision", "decide_story", decide_story, methods=["POST"])
    app.add_url_rule("/moderation/stories/<slug>/lock", "lock", decide_story, methods=["POST"])
    app.add_url_rule("/moderation/stories/<slug>/raid", "raid", decide_story, methods=["POST"])


def desk_threads() -> ResponseReturnValue:
    """Discussions by what they need."""
    return render_template(
        "moderation/threads.html",
        threads=queries.threads(viewer()),
        standing=queries.standing(viewer()),
        elsewhere=queries.urgent_elsewhere(viewer()),
        queue=None,
    )


def desk_thread(slug: str) -> ResponseReturnValue:
    """A whole discussion with held and removed comments in place."""
    return _thread_page(slug, RulingForm(), {})


def decide_story(slug: str) -> ResponseReturnValue:
    """Close a discussion, open it, slow it down, protect it for a time, or end that."""
    form = RulingForm()
    try:
        decision = actions.decide_story(viewer(), _story(slug), form.ruling())
    except (Invalid, Conflict) as error:
        fields = error.fields if isinstance(error, Invalid) else {"": [str(error)]}
        return _thread_page(slug, form, fields), error.status
    flash(f"{ACTS[decision.action].done}.", f"undo:{decision.id}")
    return redirect(f"/moderation/stories/{slug}", 303)


def _thread_page(slug: str, form: RulingForm, errors: dict[str, list[str]]) -> str:
    actor = viewer()
    story = _story(slug)
    after = cursors.read_number_cursor("thread", request.args.get("after"))
    around, below = row_number(request.args.get("from")), row_number(request.args.get("below"))
    part = queries.thread(actor, story, after=after, around=around, below=below)
    return render_template(
        "moderation/thread.html",
        story=story,
        latest=queries.latest_about_discussion(story.id),
        part=part,
        more=cursors.write_cursor("thread", part.last) if part.last else "",
        earlier=any(place is not None for place in (after, around, below)),
        form=form,
        errors=errors,
        acts=ACTS,
        slow_seconds=SLOW_SECONDS,
        raid=raid,
        raid_hours=[(hours, _hours(hours)) for hours in raid.HOURS],
        raid_days=[(days, _counted(days, "day")) for days in raid.DAYS],
        rule_choices=rule_choices,
    )


def _hours(hours: int) -> str:
    return _counted(hours // 24, "day") if hours > 24 else _counted(hours, "hour")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"


def _story(slug: str) -> Story:
    story = stories.find_story(slug)
    if story is None:
        raise NotFound
    return story
