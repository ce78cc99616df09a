"""The place where one writes: the form for those who may, the gate with its one next step for those who may not."""

import secrets

from flask import render_template

from discuss.comments import queries
from discuss.policy import Actor, Permission, missing
from discuss.screening import notice
from discuss.stories.page import StoryView


def composer_for(actor: Actor, story: StoryView, parent_id: int | None = None) -> str:
    """Render the composer or the gate for ``actor`` under ``story``."""
    word = missing(actor, Permission.COMMENT_CREATE, story)
    draft = queries.find_draft(actor, story.id, parent_id)
    if word:
        return render_template("comments/_gate.html", missing=word, story=story, draft=draft)
    return render_template(
        "comments/_composer.html",
        story=story,
        values={"body": draft.body, "side": draft.side, "about": draft.about} if draft else {},
        errors={},
        parent=None,
        told=told_before(actor),
        key=new_key(),
    )


def told_before(actor: Actor) -> list[str]:
    """Return the sentences that say before posting what will happen to the comment."""
    facts = queries.author_facts(actor.id or 0)
    return notice(
        approved=facts.approved, held_always=facts.held_always, staff=actor.staff, settings=facts.checks.settings
    )


def new_key() -> str:
    """Return a fresh key for one form: sent twice, it makes one comment."""
    return secrets.token_urlsafe(18)
