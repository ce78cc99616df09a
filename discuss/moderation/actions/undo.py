"""Take back one's own act within thirty seconds, as if it had not been; both stay in the record."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from discuss import clock
from discuss.accounts.models import Person
from discuss.comments import counters
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.decisions import ACTS, Decision, record
from discuss.decisions.acts import UNDO
from discuss.decisions.standing import taken_back
from discuss.errors import Conflict
from discuss.moderation import effects, kept, queries
from discuss.moderation.actions.decide import Done
from discuss.policy import Actor, Permission, require
from discuss.stories.models import Story

TOO_LATE = "This was more than thirty seconds ago: people have been told. Decide anew instead."
ALREADY = "This was taken back already."


def undo(actor: Actor, decision: Decision) -> Done:
    """Take back ``decision``, and with it all that were taken in the same act. Nobody is told of either.

    What somebody has changed since is left alone and named. Raises :class:`Conflict` when it is too late, was done
    already, or when nothing is left to take back.
    """
    require(actor, Permission.DECISION_UNDO, decision)
    number, batch = decision.id, decision.batch
    try:
        with transaction():
            wanted = Decision.batch == batch if batch else Decision.id == number
            together = db.session.scalars(select(Decision).where(wanted).order_by(Decision.story_id, Decision.id)).all()
            if clock.now() - min(one.decided_at for one in together) > UNDO:
                raise Conflict(TOO_LATE)
            return _all(actor, together)
    except IntegrityError:
        raise Conflict(ALREADY) from None


def _all(actor: Actor, together: Sequence[Decision]) -> Done:
    done = Done()
    for one in together:
        try:
            with db.session.begin_nested():  # what is refused halfway leaves nothing behind
                done.decisions.append(_take_back(actor, one))
        except Conflict as conflict:
            done.left.append((one.comment_id or 0, str(conflict)))
    if not done.decisions:
        raise Conflict(" ".join(dict.fromkeys(sentence for _, sentence in done.left)))
    return done


def _take_back(actor: Actor, decision: Decision) -> Decision:
    subject = ACTS[decision.action].subject
    if subject == "comment":
        _comment(decision)
    elif subject == "account":
        _account(decision)
    elif subject == "story":
        _story(decision)
    else:
        raise Conflict("An answer to an appeal, or an undoing, cannot be taken back.")
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
    _once(decision)
    if decision.action == "purge":
        raise Conflict("Words that were blanked are gone. They cannot be brought back.")
    if comment.version != (decision.comment_version or 0) + 1:
        since = queries.told_meanwhile(queries.latest_about(comment.id), after=decision.id)
        raise Conflict(f"Somebody has changed or decided about this comment since. {since}".strip())
    effects.take_back(comment, decision, thread_version)


def _account(decision: Decision) -> None:
    person = db.session.get_one(Person, decision.person_id, with_for_update=True, populate_existing=True)
    _once(decision)
    kept.give_back(person, decision)


def _story(decision: Decision) -> None:
    counters.touch_story(decision.story_id or 0)
    story = db.session.get_one(Story, decision.story_id, with_for_update=True, populate_existing=True)
    _once(decision)
    kept.give_back(story, decision)


def _once(decision: Decision) -> None:
    """Asked when the thing is locked: of many at once the others see here what the first has done."""
    if taken_back(decision.id):
        raise Conflict(ALREADY)
