"""The place where one writes: the form for those who may, the gate with its one next step for those who may not."""

import secrets
from dataclasses import replace

from flask import render_template
from markupsafe import escape

from discuss.comments import gate, queries
from discuss.comments.queries import AtTheForm
from discuss.policy import Actor, Permission, missing
from discuss.screening import notice
from discuss.stories.models import Story
from discuss.stories.page import StoryView
from discuss.web.parts import later, part


def composer_for(actor: Actor, story: StoryView, parent_id: int | None = None) -> str:
    """Render the composer or the gate for ``actor`` under ``story``."""
    word = missing(actor, Permission.COMMENT_CREATE, story)
    found = queries.at_the_form(actor, story.id, parent_id)
    draft = found.draft
    if word:
        return render_template("comments/_gate.html", missing=word, story=story, draft=draft)
    told = told_before(actor, story, found)
    form = {"story": story, "values": {}, "errors": {}, "parent": None, "told": told}
    if draft:
        values = {"body": draft.body, "side": draft.side, "about": draft.about}
        return render_template("comments/_composer.html", **(form | {"values": values, "key": new_key()}))
    # An empty form is the same for all who are told the same, but for their names and its key.
    anybody = {"viewer": replace(actor, name=later("name")), "key": later("key")}
    kind = (story.id, story.thread_version, story.revision, *told)
    return part("comments/_composer.html", kind, form | anybody, {"name": escape(actor.name), "key": new_key()})


def told_before(actor: Actor, story: Story | StoryView, found: AtTheForm) -> list[str]:
    """Return the sentences that say before posting what will happen to the comment, and when one may post."""
    held = notice(
        approved=found.approved, held_always=found.held_always, staff=actor.staff, settings=found.checks.settings
    )
    protected = [story.raid.told] if story.raid and gate.held_here(actor, story) else []
    return [*gate.slow_mode_told(actor, story, found.last_here), *protected, *held]


def new_key() -> str:
    """Return a fresh key for one form: sent twice, it makes one comment."""
    return secrets.token_urlsafe(18)
