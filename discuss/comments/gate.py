"""Whether somebody may write here now: the policy, the parent, and the pace."""

from datetime import datetime, timedelta

from discuss import clock
from discuss.checks.actions import count_refusals
from discuss.comments.author_queries import AuthorFacts
from discuss.comments.models import Comment
from discuss.errors import Conflict, NotPermitted, ParentGone, TooFast
from discuss.policy import Actor, Permission, allows, require
from discuss.screening import pace
from discuss.screening.draft import first_comments
from discuss.stories.models import Story
from discuss.stories.page import StoryView
from discuss.stories.raid import time_between


def check(actor: Actor, story: Story, parent: Comment | None) -> None:
    """Return quietly if ``actor`` may write in ``story``, as an answer to ``parent`` if one is given.

    Raises what :func:`discuss.policy.require` raises, or :class:`ParentGone`.
    """
    require(actor, Permission.COMMENT_CREATE, story)
    if parent is not None and (parent.status != "published" or parent.story_id != story.id):
        raise ParentGone
    if parent is not None and parent.replies_muted:
        raise NotPermitted(
            "A moderator has closed replies to this comment. You can write a comment of its own; your text is kept.",
            missing="muted",
        )


def check_again(actor: Actor, story: Story, *, published: bool) -> None:
    """Return quietly if nothing was decided about the discussion meanwhile that would keep the comment from its page.

    Raises what :func:`check` raises, or :class:`Conflict` where everything is looked at first by now.
    """
    require(actor, Permission.COMMENT_CREATE, story)
    if published and held_here(actor, story):
        raise Conflict("This discussion was protected while you were posting. Your text is here: post it again.")


def held_here(actor: Actor, story: Story | StoryView) -> bool:
    """Say whether raid mode puts what ``actor`` posts before a moderator first."""
    return story.raid is not None and story.raid.holds and not actor.staff


def edit_waits(actor: Actor, story: Story, comment: Comment) -> bool:
    """Say whether a change of a published comment waits for a moderator while the old text stays.

    It does after the window; and in raid mode whenever ``actor`` could not post the same text and have it seen. The
    own words can be changed at any time, but nobody gets past raid mode by changing a comment from before, nor past an
    account that is closed for writing.
    """
    if comment.status != "published":
        return False
    if not allows(actor, Permission.COMMENT_EDIT_NOW, comment):
        return True
    raided = story.raid is not None and not actor.staff and story.raid.puts_off(actor.joined)
    return raided or not comment.within_edit_window


def check_slow_mode(actor: Actor, story: Story, facts: AuthorFacts) -> None:
    """Raise :class:`TooFast` for somebody who wrote here a moment ago while the discussion is slowed down."""
    allowed_at = _slowed_until(actor, story, facts.last_in(story.id))
    if allowed_at is not None:
        raise TooFast(f"This discussion is slowed down. {_again(allowed_at)} Your text is kept.", allowed_at)


def slow_mode_told(actor: Actor, story: Story | StoryView, last: datetime | None) -> list[str]:
    """Return what somebody who ``last`` wrote here then is told of slow mode before posting; nothing if it is off."""
    if not story.seconds_between or actor.staff:
        return []
    told = f"This discussion is slowed down: each person can post once in {time_between(story.seconds_between)}."
    allowed_at = _slowed_until(actor, story, last)
    return [told if allowed_at is None else f"{told} {_again(allowed_at)}"]


def _slowed_until(actor: Actor, story: Story | StoryView, last: datetime | None) -> datetime | None:
    if not story.seconds_between or last is None or actor.staff:
        return None
    allowed_at = last + timedelta(seconds=story.seconds_between)
    return allowed_at if last <= clock.now() < allowed_at else None  # a time to come is a clock's that was ahead


def _again(allowed_at: datetime) -> str:
    return f"You can post here again at {allowed_at:%H:%M:%S} UTC."


def check_pace(facts: AuthorFacts) -> None:
    """Raise :class:`TooFast`, with the time of the next try, for somebody who posts too quickly."""
    settings = facts.checks.settings
    newcomer = facts.approved < first_comments(settings)
    allowed_at = pace.next_allowed(facts.times, clock.now(), newcomer=newcomer, setting=pace.pace_of(settings))
    if allowed_at is not None:
        count_refusals(["pace"])
        raise TooFast(
            f"You have posted a lot in a short time. You can post again at {allowed_at:%H:%M} UTC. Your text is kept.",
            allowed_at,
        )
