"""Reverse all that one moderator decided within a span of time, as one batch, and say why."""

from collections.abc import Callable
from datetime import datetime
from secrets import token_hex

from sqlalchemy import select, update

from discuss import clock
from discuss.accounts.models import Person
from discuss.comments import counters
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.decisions import ACTS, Decision, record
from discuss.decisions.standing import taken_back
from discuss.errors import Conflict, Invalid
from discuss.moderation import effects, kept, queries
from discuss.moderation.actions.decide import Done
from discuss.moderation.models import Report
from discuss.moderation.rulings import LONGEST_REASON
from discuss.policy import Actor, Permission, require, require_fresh
from discuss.stories.models import Story

MOST = 1000  # decisions that are reversed at once


def reverse_window(actor: Actor, moderator: Person, since: datetime | None, until: datetime | None, why: str) -> Done:
    """Bring back what was before each decision of ``moderator`` from ``since`` to ``until``, newest first.

    What somebody else has decided about, or changed, since is left alone and named by its decision. Whoever was told
    of a decision is told of its reversal; reports that it closed are open again. Raises :class:`Invalid` without a
    span or a reason, :class:`Conflict` when there is nothing to reverse.
    """
    require(actor, Permission.WINDOW_REVERSE, moderator)
    require_fresh(actor)
    since, until, why = _checked(since, until, why)
    done, batch, moderator_id = Done(), token_hex(8), moderator.id
    with transaction() as session:
        found = queries.decided_between(actor, moderator_id, since, until, MOST)
        # Stories and comments in one order everywhere, so that two such acts wait for each other and not for ever.
        for one in sorted(found, key=lambda one: (one.story_id or 0, one.comment_id or 0, -one.id)):
            try:
                with session.begin_nested():  # what is refused halfway leaves nothing behind
                    done.decisions.append(_reverse(actor, one, why, batch))
            except Conflict as conflict:
                done.left.append((one.id, str(conflict)))
        if not done.decisions:
            raise Conflict(" ".join(dict.fromkeys(said for _, said in done.left)) or "There is nothing to reverse.")
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
    was, becomes = give_back(decision)
    reversal = record(
        Decision(
            action="reverse",
            comment_id=decision.comment_id,
            person_id=decision.person_id,
            story_id=decision.story_id,
            actor_id=actor.id,
            rule=decision.rule,
            rule_version=decision.rule_version,
            law=decision.law,
            reason=why,
            scope=decision.scope,
            batch=batch,
            undoes_id=decision.id,
            from_status=was,
            to_status=becomes,
        )
    )
    # Open again, and known to be those whose reporters are told of this.
    db.session.execute(
        update(Report)
        .where(Report.id.in_(closed))
        .values(decision_id=reversal.id)
        .execution_options(synchronize_session=False)
    )
    return reversal


def _comment(decision: Decision) -> tuple[str, str]:
    thread_version = counters.touch_story(decision.story_id or 0)
    comment = db.session.get_one(Comment, decision.comment_id, with_for_update=True, populate_existing=True)
    _only_once(decision)
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
    person = db.session.get_one(Person, decision.person_id, with_for_update=True, populate_existing=True)
    _only_once(decision)
    kept.give_back(person, decision)
    return decision.to_status, decision.from_status


def _story(decision: Decision) -> tuple[str, str]:
    counters.touch_story(decision.story_id or 0)
    story = db.session.get_one(Story, decision.story_id, with_for_update=True, populate_existing=True)
    _only_once(decision)
    kept.give_back(story, decision)
    return decision.to_status, decision.from_status


def _only_once(decision: Decision) -> None:
    if taken_back(decision.id):
        raise Conflict("It was taken back already.")


GIVING_BACK: dict[str, Callable[[Decision], tuple[str, str]]] = {
    "comment": _comment,
    "account": _account,
    "story": _story,
}
