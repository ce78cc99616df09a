"""Close a notice of illegal content with an outcome and the reasons for it."""

from sqlalchemy import select

from discuss import clock, events
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.decisions import Decision
from discuss.decisions.acts import APPEALABLE, TOLD_AFTER
from discuss.decisions.standing import stands
from discuss.errors import Conflict, Invalid
from discuss.events.types import NoticeDecided
from discuss.moderation.models import Notice
from discuss.policy import Actor, Permission, require

LONGEST = 2000  # characters of the statement

NOTICE_OUTCOMES = {
    "acted": "We acted on it",
    "partly": "We acted on part of it",
    "refused": "We did not act on it",
}


def decide_notice(actor: Actor, notice: Notice, outcome: str, statement: str) -> Notice:
    """Close ``notice``; whoever filed it is told by mail when the act can no longer be taken back.

    An act comes first: ``acted`` and ``partly`` on a comment need a decision about it since the notice was filed, and
    are bound to it. Raises :class:`Invalid` without that, outcome or reasons, :class:`Conflict` when it is closed
    already. Whoever filed it while signed in is refused by the policy.
    """
    require(actor, Permission.NOTICE_DECIDE, notice)
    comment = db.session.get(Comment, notice.comment_id) if notice.comment_id else None
    if comment is not None:
        require(actor, Permission.COMMENT_MODERATE, comment)
    statement = statement.strip()
    faults = _faults(outcome, statement)
    notice_id = notice.id
    with transaction() as session:
        notice = session.get_one(Notice, notice_id, with_for_update=True)
        if notice.state != "open":
            raise Conflict("Somebody else has closed this notice.")
        act = _act_since(notice) if outcome != "refused" else None
        if outcome in {"acted", "partly"} and notice.comment_id and act is None:
            faults["outcome"] = ["Take the act on the comment first: nothing has been done about it since the notice."]
        if faults:
            raise Invalid(faults)
        notice.state, notice.outcome, notice.statement = "decided", outcome, statement
        notice.decided_by, notice.decided_at = actor.id, clock.now()
        notice.decision_id = act.id if act else None
        events.record(NoticeDecided(actor_id=actor.id, notice_id=notice_id), after=TOLD_AFTER)
    return notice


def _faults(outcome: str, statement: str) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    if outcome not in NOTICE_OUTCOMES:
        faults["outcome"] = ["Choose what came of it."]
    if not statement:
        faults["statement"] = ["Say why: whoever filed the notice reads it."]
    if len(statement) > LONGEST:
        faults["statement"] = [f"Shorten the statement by {len(statement) - LONGEST} characters."]
    return faults


def _act_since(notice: Notice) -> Decision | None:
    """Return the newest decision since the notice that takes something from whoever wrote the comment."""
    newest = (
        select(Decision)
        .where(
            Decision.comment_id == notice.comment_id,
            Decision.action.in_(APPEALABLE),
            Decision.automatic.is_(False),
            Decision.decided_at >= notice.filed_at,
            stands(),
        )
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return db.session.scalar(newest)
