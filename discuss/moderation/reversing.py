"""What it takes to give back what a decision took: a step of answering appeals, inside their transaction.

A decision is given back only as far as it is still what stands in the way. What somebody decided later, or the author
did, stays as it is.
"""

from collections.abc import Callable

from sqlalchemy import select

from discuss import clock
from discuss.accounts.models import Person
from discuss.comments import counters
from discuss.comments.models import Comment, CommentRevision
from discuss.db import db
from discuss.decisions import Decision
from discuss.decisions.acts import ACTS, HIDING
from discuss.decisions.standing import stands
from discuss.moderation import effects, muting


def reverse(decision: Decision) -> tuple[str, str]:
    """Undo the effect of ``decision``; return the status before and after, '' where nothing has one.

    Both are the same when there is nothing left to give back.
    """
    if decision.comment_id is not None:
        return _reverse_for_comment(decision, decision.comment_id)
    if decision.person_id is not None and ACTS[decision.action].subject == "account":
        return _reverse_for_account(decision, decision.person_id)
    return "", ""


def superseded(decision: Decision, actions: tuple[str, ...]) -> bool:
    """Say whether one of ``actions`` was taken about the same thing later, and stands."""
    same = Decision.comment_id == decision.comment_id
    if decision.comment_id is None:
        same = (Decision.person_id == decision.person_id) & Decision.comment_id.is_(None)
    later = select(Decision.id).where(same, Decision.id > decision.id, Decision.action.in_(actions), stands())
    return db.session.scalar(later.limit(1)) is not None


def _reverse_for_comment(decision: Decision, comment_id: int) -> tuple[str, str]:
    thread_version = counters.touch_story(decision.story_id or db.session.get_one(Comment, comment_id).story_id)
    comment = db.session.get_one(Comment, comment_id, with_for_update=True, populate_existing=True)
    before = comment.status
    if decision.action in {"hold", "remove", "request-edit"}:
        if before == decision.to_status and comment.body and not superseded(decision, HIDING):
            counters.change_status(comment, "published", thread_version)
    elif decision.action == "mute":
        if comment.replies_muted and not superseded(decision, ("mute", "unmute")):
            muting.give_back(comment.id, decision)
            _changed(comment, thread_version)
    elif decision.action == "refuse-edit" and before == "published":
        refused = _refused_wording(decision, comment_id)
        if refused is not None:
            effects.swap(comment, refused)
            refused.state = "earlier"
            comment.edited_at = clock.now()
            _changed(comment, thread_version)
    comment.reviewed_at = clock.now()
    return before, comment.status


def _changed(comment: Comment, thread_version: int) -> None:
    comment.version += 1
    comment.changed_version = thread_version


def _refused_wording(decision: Decision, comment_id: int) -> CommentRevision | None:
    """Return the change that was refused, if it is still there."""
    number = (decision.before or {}).get("revision")
    refused = select(CommentRevision).where(
        CommentRevision.comment_id == comment_id, CommentRevision.number == number, CommentRevision.state == "refused"
    )
    return db.session.scalar(refused)


def _reverse_for_account(decision: Decision, person_id: int) -> tuple[str, str]:
    person = db.session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    lift = LIFTS.get(decision.action)
    if lift is None or superseded(decision, (decision.action,)):
        return decision.to_status, decision.to_status
    lift(person, decision)
    return decision.to_status, "active"


def _lift_warning(person: Person, decision: Decision) -> None:
    if person.warning_id == decision.id:
        person.warning_id = None


def _lift_hold(person: Person, decision: Decision) -> None:
    person.held_always = False


def _lift_pause(person: Person, decision: Decision) -> None:
    person.suspended_until = None


def _lift_pause_of_reports(person: Person, decision: Decision) -> None:
    person.reports_paused_until = None


def _lift_ban(person: Person, decision: Decision) -> None:
    person.banned_at = None


LIFTS: dict[str, Callable[[Person, Decision], None]] = {
    "warn": _lift_warning,
    "hold-all": _lift_hold,
    "suspend": _lift_pause,
    "pause-reports": _lift_pause_of_reports,
    "ban": _lift_ban,
}
