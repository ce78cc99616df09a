"""Approve, remove, restore or keep a comment, or decide about a pending change, and say why."""

from dataclasses import dataclass

from sqlalchemy import select, update

from discuss import clock, decisions, markup
from discuss.comments import counters, queries
from discuss.comments.models import Comment, CommentRevision
from discuss.db import db, transaction
from discuss.decisions import Decision
from discuss.decisions.rules import NUMBERS
from discuss.errors import Conflict, Invalid
from discuss.moderation.models import Report
from discuss.policy import Actor, Permission, require

LONGEST_REASON = 2000  # characters

# action -> statuses it applies to, and the status it leads to ("" keeps it)
EFFECTS: dict[str, tuple[frozenset[str], str]] = {
    "approve": (frozenset({"held"}), "published"),
    "remove": (frozenset({"held", "published"}), "removed"),
    "restore": (frozenset({"removed"}), "published"),
    "keep": (frozenset({"published"}), ""),
    "accept-edit": (frozenset({"published"}), ""),
    "refuse-edit": (frozenset({"published"}), ""),
}
NEED_RULE = {"remove"}
PREFILLED = {
    "approve": "Looked at by a moderator: within the rules.",
    "keep": "Looked at by a moderator: within the rules.",
    "accept-edit": "Looked at by a moderator: the change is within the rules.",
}


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What a moderator sends: the act, the house rule, the reason, and the version that was looked at."""

    action: str
    rule: int | None
    reason: str
    version: int | None

    def checked(self) -> "Ruling":
        """Return it complete. Raises :class:`Invalid`: no act is taken without a reason, no removal without a rule."""
        faults: dict[str, list[str]] = {}
        if self.action not in EFFECTS:
            faults["action"] = ["Choose what is to be done."]
        if self.version is None:
            faults["version"] = ["Load the page again: it does not say which version you looked at."]
        if self.rule is not None and self.rule not in NUMBERS:
            faults["rule"] = ["Choose one of the rules, 1 to 8."]
        if self.action in NEED_RULE and self.rule is None:
            faults["rule"] = ["Choose the rule that the comment breaks."]
        reason = self.reason.strip() or PREFILLED.get(self.action, "")
        if not reason:
            faults["reason"] = ["Say why: the author reads it."]
        if len(reason) > LONGEST_REASON:
            faults["reason"] = [f"Shorten the reason by {len(reason) - LONGEST_REASON} characters."]
        if faults:
            raise Invalid(faults)
        return Ruling(action=self.action, rule=self.rule, reason=reason, version=self.version)


def decide(actor: Actor, comment: Comment, given: Ruling) -> Decision:
    """Carry out a ruling and record it.

    Raises :class:`Invalid` for an incomplete one, and :class:`Conflict` when the comment is not any more what the
    moderator looked at: exactly one of two simultaneous rulings stands.
    """
    require(actor, Permission.COMMENT_MODERATE, comment)
    ruling = given.checked()
    comment_id, story_id = comment.id, comment.story_id
    with transaction() as session:
        thread_version = counters.touch_story(story_id)
        comment = session.get_one(Comment, comment_id, with_for_update=True)
        _still_as_seen(comment, ruling)
        before, seen = comment.status, comment.version
        words = comment.body
        after = EFFECTS[ruling.action][1] or before
        if after != before:
            counters.change_status(comment, after, thread_version, rule=ruling.rule)
        else:
            words = _settle_edit(comment, ruling, thread_version) or words
        decision = decisions.record(
            Decision(
                action=ruling.action,
                comment_id=comment_id,
                person_id=comment.author_id,
                story_id=story_id,
                actor_id=actor.id,
                rule=ruling.rule,
                reason=ruling.reason,
                from_status=before,
                to_status=after,
                comment_version=seen,
            ),
            words,
        )
        _close_reports(comment_id, decision.id)
        return decision


def _still_as_seen(comment: Comment, ruling: Ruling) -> None:
    if comment.version != ruling.version:
        latest = db.session.scalar(
            select(Decision).where(Decision.comment_id == comment.id).order_by(Decision.id.desc()).limit(1)
        )
        done = f" Meanwhile: {latest.action} ({latest.reason})" if latest and latest.actor_id else ""
        raise Conflict(f"This comment was changed or decided about while you were looking at it.{done}")
    if comment.status not in EFFECTS[ruling.action][0]:
        raise Conflict(f"A comment that is {comment.status} cannot be given this decision.")


def _settle_edit(comment: Comment, ruling: Ruling, thread_version: int) -> str:
    """Put a pending change into effect or set it aside; return its words."""
    if ruling.action not in {"accept-edit", "refuse-edit"}:
        comment.version += 1
        return ""
    pending = queries.pending_revision(comment.id)
    if pending is None:
        raise Conflict("There is no change of this comment that waits.")
    words = pending.body
    if ruling.action == "refuse-edit":
        pending.state = "refused"
    else:
        _swap(comment, pending)
        comment.edited_at = clock.now()
        comment.changed_version = thread_version
    comment.version += 1
    return words


def _swap(comment: Comment, pending: CommentRevision) -> None:
    comment.body, pending.body = pending.body, comment.body
    comment.html, pending.html = pending.html, comment.html
    comment.markup_version, pending.markup_version = markup.VERSION, comment.markup_version
    pending.state = "earlier"


def _close_reports(comment_id: int, decision_id: int) -> None:
    db.session.execute(
        update(Report)
        .where(Report.comment_id == comment_id, Report.state == "open")
        .values(state="handled", decision_id=decision_id)
        .execution_options(synchronize_session=False)
    )
