"""What a decision has changed, before it is taken back or reversed: locked, and only once. Inside a transaction."""

from discuss.accounts.models import Person
from discuss.comments import counters
from discuss.comments.models import Comment
from discuss.db import db
from discuss.decisions import Decision
from discuss.decisions.standing import taken_back
from discuss.errors import Conflict
from discuss.moderation import changed_values
from discuss.stories.models import Story

ALREADY = "This was taken back already."


def locked_comment(decision: Decision) -> tuple[Comment, int]:
    """Return the comment of ``decision``, and the thread's new version. Raises :class:`Conflict` as :func:`_once`."""
    thread_version = counters.touch_story(decision.story_id or 0)
    comment = db.session.get_one(Comment, decision.comment_id, with_for_update=True, populate_existing=True)
    _once(decision)
    return comment, thread_version


def give_back_account(decision: Decision) -> None:
    """Bring back what ``decision`` has changed about an account. Raises :class:`Conflict` if that is not so now."""
    person = db.session.get_one(Person, decision.person_id, with_for_update=True, populate_existing=True)
    _once(decision)
    changed_values.give_back(person, decision)


def give_back_discussion(decision: Decision) -> None:
    """Bring back what ``decision`` has changed about a discussion. Raises :class:`Conflict` if that is not so now."""
    counters.touch_story(decision.story_id or 0)
    story = db.session.get_one(Story, decision.story_id, with_for_update=True, populate_existing=True)
    _once(decision)
    changed_values.give_back(story, decision)


def _once(decision: Decision) -> None:
    """Asked when the thing is locked: of many at once the others see here what the first has done."""
    if taken_back(decision.id):
        raise Conflict(ALREADY)
