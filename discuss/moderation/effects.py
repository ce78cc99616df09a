"""What an act does to a comment, and how it is taken back: inside the transaction of the action that asks for it."""

from datetime import datetime

from sqlalchemy import case, delete, select, true, update

from discuss import clock, markup
from discuss.comments import counters
from discuss.comments.models import Comment, CommentRevision
from discuss.comments.queries import pending_revision
from discuss.db import db
from discuss.decisions import Decision
from discuss.decisions.act import Act
from discuss.errors import Conflict
from discuss.moderation import muting
from discuss.moderation.models import URGENT, Claim, Notice, Report
from discuss.screening.likeness import likeness
from discuss.stories.models import Story

Before = dict[str, object]
# What becomes of the reports that an act settles; all other acts: kept.
OUTCOMES = {"remove": "upheld", "keep-removed": "upheld", "request-edit": "upheld", "reports-wrong": "wrong"}
OWN = "own"  # upheld by the moderator who made it: says nothing about how often that person is right


def put_into_effect(comment: Comment, act: Act, rule: int | None, thread_version: int) -> Before:
    """Change ``comment`` as ``act`` says; return what taking it back needs. Raises :class:`Conflict`."""
    before: Before = {
        "reviewed_at": _text(comment.reviewed_at),
        "escalated_at": _text(comment.escalated_at),
        "removed_rule": comment.removed_rule,
        "unseen": comment.published_at is None,
    }
    if act.to_status and act.to_status != comment.status:
        if act.to_status == "published" and not comment.body:
            raise Conflict("The words of this comment were blanked; there is nothing to show.")
        counters.change_status(comment, act.to_status, thread_version, rule=rule)
    else:
        before |= _without_status(comment, act, thread_version)
        comment.version += 1
    if act.slug == "escalate":
        comment.escalated_at = clock.now()
    elif act.settles:
        comment.reviewed_at, comment.escalated_at = clock.now(), None
    db.session.flush()
    return before


def _without_status(comment: Comment, act: Act, thread_version: int) -> Before:
    if act.slug in {"accept-edit", "refuse-edit"}:
        return _settle_edit(comment, act, thread_version)
    if act.slug in {"mute", "unmute"}:
        _unless_so_already(act, comment.replies_muted == (act.slug == "mute"))
        before: Before = {"replies_muted": comment.replies_muted, "differing": muting.differing_below(comment.id)}
        muting.mute_below(comment.id, muted=act.slug == "mute")
        return before
    if act.slug in {"pin", "unpin"}:
        pinned = _pinned(comment.story_id)
        _unless_so_already(act, (pinned == comment.id) == (act.slug == "pin"))
        _pin(comment.story_id, comment.id if act.slug == "pin" else None)
        return {"pinned_id": pinned}
    if act.slug in {"feature", "unfeature"}:
        _unless_so_already(act, (comment.featured_at is not None) == (act.slug == "feature"))
        before = {"featured_at": _text(comment.featured_at)}
        comment.featured_at = clock.now() if act.slug == "feature" else None
        return before
    return {}


def _unless_so_already(act: Act, already: bool) -> None:
    if already:
        raise Conflict(f"“{act.title}” does not apply: it is so already.")


def _settle_edit(comment: Comment, act: Act, thread_version: int) -> Before:
    pending = pending_revision(comment.id)
    if pending is None:
        raise Conflict("There is no change of this comment that waits.")
    if act.slug == "refuse-edit":
        pending.state = "refused"
    else:
        swap(comment, pending)
        pending.state = "earlier"
        comment.changed_version = thread_version
    before: Before = {"revision": pending.number, "edited_at": _text(comment.edited_at)}
    if act.slug == "accept-edit":
        comment.edited_at = clock.now()
    return before


def words_at_issue(comment: Comment, act: Act, before: Before) -> str:
    """Return the changed wording that was accepted or refused; '' when it is the comment as it stood."""
    if act.slug == "accept-edit":
        return comment.body
    if act.slug != "refuse-edit":
        return ""
    refused = select(CommentRevision.body).where(
        CommentRevision.comment_id == comment.id, CommentRevision.number == before.get("revision")
    )
    return db.session.scalar(refused) or ""


def reworded_since(comment: Comment, decision: Decision) -> bool:
    """Say whether the author has sent another wording since a change was accepted or refused."""
    number = (decision.before or {}).get("revision")
    if decision.action not in {"accept-edit", "refuse-edit"}:
        return False
    later = select(CommentRevision.id).where(CommentRevision.comment_id == comment.id, CommentRevision.number > number)
    return db.session.scalar(later.limit(1)) is not None


def swap(comment: Comment, other: CommentRevision) -> None:
    """Give ``comment`` the other wording, and keep its own in the other's place."""
    comment.body, other.body = other.body, comment.body
    comment.likeness = likeness(comment.body)
    comment.html, other.html = other.html, comment.html
    comment.markup_version, other.markup_version = markup.VERSION, comment.markup_version


def _pinned(story_id: int) -> int | None:
    return db.session.scalar(select(Story.pinned_id).where(Story.id == story_id))


def _pin(story_id: int, comment_id: int | None) -> None:
    db.session.execute(
        update(Story)
        .where(Story.id == story_id)
        .values(pinned_id=comment_id)
        .execution_options(synchronize_session=False)
    )


def settle(decision: Decision, comment_id: int, *, urgent: bool) -> int:
    """Close the open reports of a comment and the claim on it; return how many reports there were.

    Those that only some may see are closed if ``urgent``: whoever has not seen them decides nothing about them. The
    decider's own report is no proof that its reporter was right.
    """
    seen = true() if urgent else Report.category.not_in(URGENT)
    outcome = OUTCOMES.get(decision.action, "kept")
    by_decider = case((Report.reporter_id == decision.actor_id, OWN), else_=outcome)
    closed = db.session.execute(
        update(Report)
        .where(Report.comment_id == comment_id, Report.state == "open", seen)
        .values(state="handled", outcome=by_decider if outcome == "upheld" else outcome, decision_id=decision.id)
        .returning(Report.id)
        .execution_options(synchronize_session=False)
    ).all()
    db.session.execute(delete(Claim).where(Claim.comment_id == comment_id))
    return len(closed)


def take_back(comment: Comment, decision: Decision, thread_version: int) -> None:
    """Bring ``comment`` back to what it was before ``decision``. Raises :class:`Conflict`."""
    before = decision.before or {}
    if decision.from_status != decision.to_status:
        rule = before.get("removed_rule")
        counters.change_status(
            comment, decision.from_status, thread_version, rule=rule if isinstance(rule, int) else None
        )
        if before.get("unseen"):
            comment.published_at = comment.published_version = None
    else:
        comment.version += 1
        comment.changed_version = thread_version
    _take_back_rest(comment, decision, before)
    comment.reviewed_at, comment.escalated_at = _moment(before, "reviewed_at"), _moment(before, "escalated_at")
    db.session.flush()
    db.session.execute(
        update(Report)
        .where(Report.decision_id == decision.id)
        .values(state="open", outcome="", decision_id=None)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(Notice)
        .where(Notice.decision_id == decision.id)
        .values(state="open", outcome="", statement="", decision_id=None, decided_by=None, decided_at=None)
        .execution_options(synchronize_session=False)
    )


def _take_back_rest(comment: Comment, decision: Decision, before: Before) -> None:
    if decision.action in {"mute", "unmute"}:
        muting.give_back(comment.id, decision)
    elif decision.action in {"pin", "unpin"}:
        if _pinned(comment.story_id) != (comment.id if decision.action == "pin" else None):
            raise Conflict("Somebody has pinned another comment since. Load the page again.")
        pinned = before.get("pinned_id")
        _pin(comment.story_id, pinned if isinstance(pinned, int) else None)
    elif decision.action in {"feature", "unfeature"}:
        comment.featured_at = _moment(before, "featured_at")
    elif decision.action in {"accept-edit", "refuse-edit"}:
        revision = db.session.scalars(
            select(CommentRevision).where(
                CommentRevision.comment_id == comment.id, CommentRevision.number == before.get("revision")
            )
        ).one()
        if decision.action == "accept-edit":
            swap(comment, revision)
            comment.edited_at = _moment(before, "edited_at")
        revision.state = "pending"


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(before: Before, name: str) -> datetime | None:
    said = before.get(name)
    return datetime.fromisoformat(said) if isinstance(said, str) else None
