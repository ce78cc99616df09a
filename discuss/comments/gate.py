"""Whether somebody may write here now: the policy, the parent, and the pace."""

from datetime import timedelta

from discuss import clock
from discuss.comments.models import Comment
from discuss.comments.queries import AuthorFacts
from discuss.errors import NotPermitted, ParentGone, TooFast
from discuss.policy import Actor, Permission, require
from discuss.screening import pace
from discuss.screening.draft import first_comments
from discuss.stories.models import Story


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


def check_slow_mode(actor: Actor, story: Story, facts: AuthorFacts) -> None:
    """Raise :class:`TooFast` for somebody who wrote here a moment ago while the discussion is slowed down."""
    last = facts.last_in(story.id)
    if not story.slow_seconds or last is None or actor.staff:
        return
    allowed_at = last + timedelta(seconds=story.slow_seconds)
    if allowed_at > clock.now():
        raise TooFast(
            f"This discussion is slowed down. You can post here again at {allowed_at:%H:%M:%S} UTC. Your text is kept.",
            allowed_at,
        )


def check_pace(facts: AuthorFacts) -> None:
    """Raise :class:`TooFast`, with the time of the next try, for somebody who posts too quickly."""
    settings = facts.checks.settings
    newcomer = facts.approved < first_comments(settings)
    allowed_at = pace.next_allowed(facts.times, clock.now(), newcomer=newcomer, setting=pace.pace_of(settings))
    if allowed_at is not None:
        raise TooFast(
            f"You have posted a lot in a short time. You can post again at {allowed_at:%H:%M} UTC. Your text is kept.",
            allowed_at,
        )
