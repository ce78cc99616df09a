"""Reverse all that one moderator decided within a span of time, as one batch, and say why."""

from collections.abc import Callable
from datetime import datetime
from secrets import token_hex

from sqlalchemy import select, update

from discuss import clock
from discuss.accounts.models import Person
from discuss.db import db, transaction
from discuss.decisions import ACTS, Decision, about_the_same, record
from discuss.decisions.acts import TOLD_AFTER
from discuss.errors import Conflict, Invalid
from discuss.moderation import effects, queries
from discuss.moderation.batches import Done, one_by_one
from discuss.moderation.giving_back import give_back_account, give_back_discussion, locked_comment
from discuss.moderation.models import Notice, Report
from discuss.moderation.rulings import LONGEST_REASON
from discuss.policy import Actor, Permission, require, require_fresh

MOST = 1000  # decisions that are reversed at once


def reverse_window(actor: Actor, moderator: Person, since: datetime | None, until: datetime | None, why: str) -> Done:
    """Bring back what was before each decision of ``moderator`` from ``since`` to ``until``, newest first.

    What somebody else has decided about, or changed, since is left alone and named by its decision. Whoever was told
    of a decision is told of its reversal; reports and notices that it closed are open again.

    Raises :class:`Invalid` without a span or a reason, :class:`Conflict` when there is nothing to reverse.
    """
    require(actor, Permission.WINDOW_REVERSE, moderator)
    require_fresh(actor)
    since, until, why = _checked(since, until, why)
    batch, moderator_id = token_hex(8), moderator.id
    with transaction():
        found = queries.decided_between(actor, moderator_id, since, until, MOST)
        # Stories and comments in one order everywhere, so that two such acts wait for each other and not for ever.
        found.sort(key=lambda one: (one.story_id or 0, one.comment_id or 0, -one.id))
        done = one_by_one(found, lambda one: _reverse(actor, one, why, batch), lambda one: one.id)
        if not done.decisions:
            raise Conflict(done.why_left or "There is nothing to reverse.")
    return done


def _checked(since: datetime | None, until: datetime | None, why: str) -> tuple[datetime, datetime, str]:
    faults: dict[str, list[str]] = {}
    why = why.strip()
    if since is None:
        faults["since"] = ["Say from when on, UTC."]
    if until is None or (since is not None and until <= since):
        faults["until"] = ["Say up to when, UTC: later than the beginning."]
    if not why:
        faults["reason"] = ["Say why: everybody who was told of a decision reads it."]
    if len(why) > LONGEST_REASON:
        faults["reason"] = [f"Shorten the reason by {len(why) - LONGEST_REASON} characters."]
    if faults or since is None or until is None:
        raise Invalid(faults)
    return since, min(until, clock.now()), why


def _reverse(actor: Actor, decision: Decision, why: str, batch: str) -> Decision:
    if decision.person_id == actor.id:
        raise Conflict("It is about you: somebody else decides about that.")
    give_back = GIVING_BACK.get(ACTS[decision.action].subject)
    if give_back is None or decision.action == "purge":
        raise Conflict("An answer to an appeal is not reversed with the rest, and words that were blanked are gone.")
    closed = list(db.session.scalars(select(Report.id).where(Report.decision_id == decision.id)))
    told = (Notice.decision_id == decision.id, Notice.decided_at <= clock.now() - TOLD_AFTER)
    answered = list(db.session.scalars(select(Notice.id).where(*told)))
    was, becomes = give_back(decision)
    reversal = record(
        about_the_same(
            decision,
            action="reverse",
            actor_id=actor.id,
            law=decision.law,
            reason=why,
            batch=batch,
            undoes_id=decision.id,
            from_status=was,
            to_status=becomes,
        )
    )
    # Open again, and known to be those whose reporters and notifiers are told of this.
    for model, found in ((Report, closed), (Notice, answered)):
        db.session.execute(
            update(model)
            .where(model.id.in_(found))
            .values(decision_id=reversal.id)
            .execution_options(synchronize_session=False)
        )
    return reversal


def _comment(decision: Decision) -> tuple[str, str]:
    comment, thread_version = locked_comment(decision)
    later = queries.decided_by_others_since(decision)
    if later is not None:
        raise Conflict(f"Somebody else has decided about it since. {queries.told_meanwhile(later)}".strip())
    if comment.status != decision.to_status or effects.reworded_since(comment, decision):
        raise Conflict("Its author has changed it since.")
    if decision.from_status == "published" and not comment.body:
        raise Conflict("Its words are gone.")
    was = comment.status
    effects.take_back(comment, decision, thread_version)
    return was, comment.status


def _account(decision: Decision) -> tuple[str, str]:
    give_back_account(decision)
    return decision.to_status, decision.from_status


def _story(decision: Decision) -> tuple[str, str]:
    give_back_discussion(decision)
    return decision.to_status, decision.from_status


GIVING_BACK: dict[str, Callable[[Decision], tuple[str, str]]] = {
    "comment": _comment,
    "account": _account,
    "story": _story,
}
