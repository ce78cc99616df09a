"""Take a decision about a comment, alone or with those below it, and say why."""

from dataclasses import replace
from secrets import token_hex

from discuss.comments import counters
from discuss.comments.models import Comment
from discuss.db import transaction
from discuss.decisions import ACTS, Decision, record
from discuss.errors import Conflict, Invalid, NotPermitted, TooFast
from discuss.moderation import effects, haste, preserving, queries
from discuss.moderation.batches import Done
from discuss.moderation.rulings import Ruling
from discuss.policy import Actor, Permission, allows, require

MOST = 200  # comments that one act can decide about


def decide(actor: Actor, comment: Comment, given: Ruling, *, batch: str = "", scope: str = "") -> Decision:
    """Carry out a ruling and record it, in a number of statements that does not depend on anything.

    Raises :class:`Invalid` for an incomplete one, and :class:`Conflict` when the comment is not any more what the
    moderator looked at: exactly one of two simultaneous rulings stands. Raises :class:`TooFast` for one that takes more
    comments from pages than anybody reads.
    """
    require(actor, Permission.COMMENT_MODERATE, comment)
    if given.endangers_child:
        require(actor, Permission.URGENT_HANDLE)
    ruling = given.checked("comment")
    act = ACTS[ruling.action]
    comment_id, story_id = comment.id, comment.story_id
    with transaction() as session:
        if not batch:  # else the batch has it
            haste.take_turn(actor, act)
        thread_version = counters.touch_story(story_id)
        # Afresh, though it was read already: on PostgreSQL the lock may have waited for somebody else's decision.
        comment = session.get_one(Comment, comment_id, with_for_update=True, populate_existing=True)
        latest = queries.latest_about(comment_id)
        _still_as_seen(comment, ruling, latest)
        haste.watch(actor, act)
        was, seen, words = comment.status, comment.version, comment.body
        rule = ruling.rule or (latest.rule if latest and act.lifts else None)
        before = effects.put_into_effect(comment, act, rule, thread_version)
        decision = Decision(
            action=act.slug,
            comment_id=comment_id,
            person_id=comment.author_id,
            story_id=story_id,
            actor_id=actor.id,
            rule=rule,
            rule_version=queries.rule_version(rule),
            law=ruling.law,
            reason=ruling.reason,
            source=queries.source_of(actor, comment_id, latest, was),
            scope=scope or act.scope,
            batch=batch,
            from_status=was,
            to_status=comment.status,
            before=before,
            comment_version=seen,
        )
        if comment.status == "removed":
            preserving.preserve(comment, "removed", actor.id, found_so=ruling.endangers_child)
        record(decision, effects.words_at_issue(comment, act, before) or words)
        if act.settles:
            effects.settle(decision, comment_id, urgent=allows(actor, Permission.URGENT_HANDLE))
        return decision


def _still_as_seen(comment: Comment, ruling: Ruling, latest: Decision | None) -> None:
    if comment.version != ruling.version:
        raise Conflict(f"This comment was changed or decided about meanwhile. {queries.told_meanwhile(latest)}".strip())
    if comment.status not in ACTS[ruling.action].statuses:
        raise Conflict(f"A comment that is {comment.status} cannot be given this decision.")


def decide_many(actor: Actor, picks: list[tuple[int, int]], given: Ruling, *, scope: str = "") -> Done:
    """Carry out one ruling for many comments, each given as (number, version that was looked at), as one batch.

    A comment that was decided about meanwhile, that the act does not apply to, or that is the actor's own, is left
    alone and named.
    Raises :class:`Invalid`, also where a copy is to be kept, :class:`Conflict` for more than :data:`MOST`, or
    :class:`TooFast` if that left none.
    """
    require(actor, Permission.DESK_ENTER)
    if given.endangers_child:
        raise Invalid({"endangers_child": ["Only one comment at a time is kept for the law: remove each by itself."]})
    replace(given, version=0).checked("comment")
    if len(picks) > MOST:
        raise Conflict(f"At most {MOST} comments can be decided about at once. Choose fewer.")
    done, batch = Done(), token_hex(8)
    with transaction() as session:
        haste.take_turn(actor, ACTS[given.action])
        kept = queries.kept_now(actor)
        # In one order everywhere, so that two such acts at once wait for each other instead of for ever.
        found = [(session.get(Comment, number), version) for number, version in sorted(picks)]
        picked = sorted(
            ((comment, version) for comment, version in found if comment is not None),
            key=lambda pick: (pick[0].story_id, pick[0].id),
        )
        for place, (comment, version) in enumerate(picked):
            number = comment.id
            if number in kept:
                done.left.append((number, queries.KEPT))
                continue
            try:
                ruling = replace(given, version=version)
                done.decisions.append(decide(actor, comment, ruling, batch=batch, scope=scope))
            except (Conflict, NotPermitted) as refusal:
                done.left.append((number, str(refusal)))
            except TooFast as refusal:
                if not done.decisions:
                    raise
                done.left.extend((other.id, str(refusal)) for other, _ in picked[place:])
                break
    return done


def decide_branch(actor: Actor, comment: Comment, given: Ruling) -> Done:
    """Carry out a ruling for a comment and everything below it that it applies to."""
    require(actor, Permission.COMMENT_MODERATE, comment)
    statuses = ACTS[given.checked("comment").action].statuses
    if comment.version != given.version:
        raise Conflict("This comment was changed or decided about meanwhile. Load the page again.")
    return decide_many(actor, queries.branch(actor, comment.id, statuses, MOST), given, scope="branch")
