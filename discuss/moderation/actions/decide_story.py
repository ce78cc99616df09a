"""Close a discussion, open it again, slow it down, or protect it for a time, and say why."""

from datetime import timedelta

from discuss import clock
from discuss.comments import counters
from discuss.db import transaction
from discuss.decisions import Decision, record
from discuss.errors import Conflict
from discuss.moderation import changed_values, queries
from discuss.moderation.rulings import Ruling
from discuss.policy import Actor, Permission, require
from discuss.stories.models import Story
from discuss.stories.raid import OLDER, SLOW

PROTECTING = frozenset({"raid", "calm"})


def decide_story(actor: Actor, story: Story, given: Ruling) -> Decision:
    """Carry out a ruling about a whole discussion.

    ``version`` is the number of the latest decision about the discussion that was looked at, 0 for none. Raises
    :class:`Invalid` without a reason, :class:`Conflict` if it is so already or was decided about since.
    """
    require(actor, Permission.THREAD_PROTECT if given.action in PROTECTING else Permission.THREAD_LOCK, story)
    ruling = given.checked("story")
    story_id = story.id
    with transaction() as session:
        counters.touch_story(story_id)
        story = session.get_one(Story, story_id, with_for_update=True)
        latest = queries.latest_about_discussion(story_id)
        if ruling.version is not None and ruling.version != (latest.id if latest else 0):
            raise Conflict(f"This discussion was decided about meanwhile. {queries.told_meanwhile(latest)}".strip())
        before = changed_values.values(story, changed_values.DISCUSSION)
        was = _state(story)
        _change(story, ruling)
        return record(
            Decision(
                action=ruling.action,
                story_id=story_id,
                actor_id=actor.id,
                rule=ruling.rule,
                rule_version=queries.rule_version(ruling.rule),
                law=ruling.law,
                reason=ruling.reason,
                scope="thread",
                from_status=was,
                to_status=_state(story),
                before=changed_values.changed(before, story),
                until=ruling.until if ruling.action == "raid" else None,
            )
        )


def _state(story: Story) -> str:
    if not story.discussion_open:
        return "closed"
    if (raid := story.raid) is not None:
        return raid.state
    return f"slow {story.slow_seconds} s" if story.slow_seconds else "open"


def _change(story: Story, ruling: Ruling) -> None:
    if ruling.action in {"lock", "unlock"}:
        closed = ruling.action == "lock"
        if (story.closed_at is not None) == closed and story.discussion_open != closed:
            raise Conflict("Somebody else has done that already.")
        story.closed_at = clock.now() if closed else None
        if not closed and story.closes_at is not None and story.closes_at <= clock.now():
            story.closes_at = None  # opened by hand after its date: the date has had its effect
    elif ruling.action == "slow":
        if story.slow_seconds == ruling.seconds:
            raise Conflict("It is as slow as that already.")
        story.slow_seconds = ruling.seconds or 0
    elif ruling.action == "unslow":
        if not story.slow_seconds:
            raise Conflict("Slow mode has ended already.")
        story.slow_seconds = 0
    elif ruling.action == "raid":
        _protect(story, ruling)
    else:
        if story.raid is None:
            raise Conflict("Raid mode has ended already.")
        story.raid_mode, story.raid_until, story.raid_joined_before, story.raid_seconds = "", None, None, 0


def _protect(story: Story, ruling: Ruling) -> None:
    """Who was here before is settled now: nobody grows old enough while raid mode lasts."""
    before = clock.now() - timedelta(days=ruling.days or 0) if ruling.mode == OLDER else None
    story.raid_mode, story.raid_until, story.raid_joined_before = ruling.mode, ruling.until, before
    story.raid_seconds = ruling.seconds or 0 if ruling.mode == SLOW else 0
