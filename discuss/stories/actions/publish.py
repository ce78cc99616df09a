"""Publish a story, or withdraw it with a reason."""

from discuss import clock, events
from discuss.db import transaction
from discuss.errors import Invalid
from discuss.events.types import StoryRevised
from discuss.policy import Actor, Permission, require
from discuss.stories.models import Story


def publish(actor: Actor, story: Story) -> None:
    """Show the story to everybody; one that is published already is left alone."""
    require(actor, Permission.STORY_EDIT, story)
    _set(actor, story.id, "published", "")


def withdraw(actor: Actor, story: Story, reason: str) -> None:
    """Take the story away; its address says so, and why. Raises :class:`Invalid` without a reason."""
    require(actor, Permission.STORY_EDIT, story)
    if not reason.strip():
        raise Invalid({"reason": ["Say why: readers who follow a link see it."]})
    _set(actor, story.id, "withdrawn", reason.strip()[:500])


def _set(actor: Actor, story_id: int, status: str, reason: str) -> None:
    with transaction() as session:
        story = session.get_one(Story, story_id, with_for_update=True)
        if story.status == status:
            return
        story.status, story.withdrawn_reason = status, reason
        if status == "published" and story.published_at is None:
            story.published_at = clock.now()
        story.thread_version += 1
        events.record(StoryRevised(actor_id=actor.id, story_id=story_id, revision=story.revision, status=status))
