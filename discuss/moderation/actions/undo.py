"""Take back one's own act within thirty seconds, as if it had not been; both stay in the record."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from discuss import clock
from discuss.db import db, transaction
from discuss.decisions import ACTS, Decision, about_the_same, record
from discuss.decisions.acts import UNDO
from discuss.errors import Conflict
from discuss.moderation import effects, queries
from discuss.moderation.batches import Done, one_by_one
from discuss.moderation.giving_back import ALREADY, give_back_account, give_back_discussion, locked_comment
from discuss.policy import Actor, Permission, require

TOO_LATE = "This was more than thirty seconds ago: people have been told. Decide anew instead."


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
    done = one_by_one(together, partial(_take_back, actor), lambda one: one.comment_id or 0)
    if not done.decisions:
        raise Conflict(done.why_left)
    return done


def _take_back(actor: Actor, decision: Decision) -> Decision:
    subject = ACTS[decision.action].subject
    if subject == "comment":
        _comment(decision)
    elif subject == "account":
        give_back_account(decision)
    elif subject == "story":
        give_back_discussion(decision)
    else:
        raise Conflict("An answer to an appeal, or an undoing, cannot be taken back.")
    return record(
        about_the_same(
            decision,
            action="undo",
            undoes_id=decision.id,
            actor_id=actor.id,
            reason=ACTS["undo"].done + ".",
            batch=decision.batch and f"undo:{decision.batch}",
            from_status=decision.to_status,
            to_status=decision.from_status,
        )
    )


def _comment(decision: Decision) -> None:
    comment, thread_version = locked_comment(decision)
    if decision.action == "purge":
        raise Conflict("Words that were blanked are gone. They cannot be brought back.")
    if comment.version != (decision.comment_version or 0) + 1:
        since = queries.told_meanwhile(queries.latest_about(comment.id), after=decision.id)
        raise Conflict(f"Somebody has changed or decided about this comment since. {since}".strip())
    effects.take_back(comment, decision, thread_version)
