"""Take back one's own act within thirty seconds, as if it had not been; both stay in the record."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from discuss import clock
from discuss.accounts.models import Person
from discuss.comments import counters
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.decisions import ACTS, Decision, record
from discuss.decisions.acts import UNDO
from discuss.errors import Conflict
from discuss.moderation import effects
from discuss.policy import Actor, Permission, require
from discuss.stories.models import Story

TOO_LATE = "This was more than thirty seconds ago: people have been told. Decide anew instead."


def undo(actor: Actor, decision: Decision) -> list[Decision]:
    """Take back ``decision``, and with it all that were taken in the same act. Nobody is told of either.

    Returns the records of the undoing. Raises :class:`Conflict` when it is too late, was done already, or when
    somebody has changed the thing since.
    """
    require(actor, Permission.DECISION_UNDO, decision)
    number, batch = decision.id, decision.batch
    try:
        with transaction():
            wanted = Decision.batch == batch if batch else Decision.id == number
            together = db.session.scalars(select(Decision).where(wanted).order_by(Decision.story_id, Decision.id)).all()
            return [_take_back(actor, one) for one in together]
    except IntegrityError:
        raise Conflict("This was taken back already.") from None


def _take_back(actor: Actor, decision: Decision) -> Decision:
    if clock.now() - decision.decided_at > UNDO:
        raise Conflict(TOO_LATE)
    subject = ACTS[decision.action].subject
    if subject == "comment":
        _comment(decision)
    elif subject == "account":
        _account(decision)
    elif subject == "story":
        _story(decision)
    else:
        raise Conflict("An answer to an appeal cannot be taken back.")
    return record(
        Decision(
            action="undo",
            undoes_id=decision.id,
            comment_id=decision.comment_id,
            person_id=decision.person_id,
            story_id=decision.story_id,
            actor_id=actor.id,
            rule=decision.rule,
            rule_version=decision.rule_version,
            reason=ACTS["undo"].done + ".",
            scope=decision.scope,
            batch=decision.batch and f"undo:{decision.batch}",
            from_status=decision.to_status,
            to_status=decision.from_status,
        )
    )


def _comment(decision: Decision) -> None:
    thread_version = counters.touch_story(decision.story_id or 0)
    comment = db.session.get_one(Comment, decision.comment_id, with_for_update=True, populate_existing=True)
    if comment.version != (decision.comment_version or 0) + 1:
        raise Conflict("Somebody has changed or decided about this comment since. Load the page again.")
    effects.take_back(comment, decision, thread_version)


def _account(decision: Decision) -> None:
    person = db.session.get_one(Person, decision.person_id, with_for_update=True, populate_existing=True)
    for name, value in (decision.before or {}).items():
        moment = isinstance(value, str) and name.endswith(("_until", "_at"))
        setattr(person, name, datetime.fromisoformat(value) if moment and isinstance(value, str) else value)


def _story(decision: Decision) -> None:
    counters.touch_story(decision.story_id or 0)
    story = db.session.get_one(Story, decision.story_id, with_for_update=True, populate_existing=True)
    before = decision.before or {}
    story.slow_seconds = int(str(before.get("slow_seconds", 0)))
    for name in ("closed_at", "closes_at"):
        value = before.get(name)
        setattr(story, name, datetime.fromisoformat(value) if isinstance(value, str) else None)
