"""Close a discussion, or open it again, and say why."""

from discuss import clock, decisions
from discuss.comments import counters
from discuss.db import transaction
from discuss.decisions import Decision
from discuss.errors import Conflict, Invalid
from discuss.policy import Actor, Permission, require
from discuss.stories.models import Story


def lock(actor: Actor, story: Story, reason: str, *, closed: bool) -> Decision:
    """Close (``closed``) or open the discussion of ``story``.

    Raises ``Invalid`` without a reason, ``Conflict`` if it is so already.
    """
    require(actor, Permission.THREAD_LOCK, story)
    if not reason.strip():
        raise Invalid({"reason": ["Say why: readers see it in the log."]})
    story_id = story.id
    with transaction() as session:
        counters.touch_story(story_id)
        story = session.get_one(Story, story_id, with_for_update=True)
        if (story.closed_at is not None) == closed:
            raise Conflict("Somebody else has done that already.")
        story.closed_at = clock.now() if closed else None
        if not closed and story.closes_at is not None and story.closes_at <= clock.now():
            story.closes_at = None  # opened by hand after its date: the date has had its effect
        return decisions.record(
            Decision(
                action="lock" if closed else "unlock",
                story_id=story_id,
                actor_id=actor.id,
                reason=reason.strip()[:2000],
                from_status="open" if closed else "closed",
                to_status="closed" if closed else "open",
            )
        )
