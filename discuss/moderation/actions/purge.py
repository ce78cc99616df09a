"""Blank the words of a comment everywhere, for legal reasons: the record stays, the words do not."""

import re

from sqlalchemy import delete, select, update

from discuss import clock
from discuss.comments import counters
from discuss.comments.models import Comment, CommentRevision, Draft, Screening
from discuss.db import after_commit, db
from discuss.decisions import Decision, DecisionQuote, record
from discuss.errors import Conflict
from discuss.mail import Mail
from discuss.moderation import preserving, queries
from discuss.moderation.actions.finish_purges import finish_purges
from discuss.moderation.models import Appeal, Note, Notice, Order, Proposal, Report
from discuss.policy import Actor, Permission, require

BLANKED = "The words were blanked for legal reasons."  # what stands in their place in an order
# Of what follows a question mark only what leads to the place is kept: anything may stand there.
_ADDRESS = re.compile(
    r"(?:https?://[\w.:-]+)?/(?:stories|people|moderation)/[\w/-]+"
    r"(?:[?&](?:after|sort|side|about)=[\w-]+(?:\.\w+)*)*(?:#c\d+)?"
    r"|(?:/comments/|#c)\d+",
    re.ASCII,  # what follows an address without a blank, in a script that has none, is no part of it
)


def purge(actor: Actor, proposal: Proposal) -> Decision:
    """Blank all words of and about the comment, in the transaction that settles ``proposal``.

    Body, wordings, findings and drafts of it go, and what others wrote about it, which may repeat it: quotations,
    explanations of reports, notices and appeals, orders, notes, and mails that are not sent yet. Reasons stay: they say
    why, and are never blanked. What is under legal hold stays there. The database's files are rewritten after the
    commit, so that no byte is left in them.
    """
    require(actor, Permission.PROPOSAL_SETTLE, proposal)
    comment = db.session.get_one(Comment, proposal.comment_id)
    counters.touch_story(comment.story_id)
    comment = db.session.get_one(Comment, proposal.comment_id, with_for_update=True, populate_existing=True)
    if comment.status not in {"removed", "withdrawn"}:
        raise Conflict("The comment is back on the page. Remove it first: its words are blanked afterwards.")
    was, seen = comment.status, comment.version
    _blank(comment, actor.id)
    if db.engine.dialect.name == "sqlite":  # quick there; PostgreSQL rewrites whole tables, which the job thread does
        after_commit(finish_purges)
    return _recorded(comment, by=actor.id, rule=proposal.rule, reason=proposal.reason, was=was, seen=seen)


def purge_again(actor: Actor, comment: Comment, rule: int | None, decided_by: int | None) -> Decision:
    """Blank words once more that an older copy of the database has brought back, in the present transaction.

    The decision of two people is not in that copy; this one stands for it. It is an automatic one if whoever confirmed
    the first is not in the copy either.
    """
    require(actor, Permission.SYSTEM_WORK)
    version = counters.touch_story(comment.story_id)
    was, seen = comment.status, comment.version
    if was not in {"removed", "withdrawn"}:
        counters.change_status(comment, "removed", version, rule=rule)
    _blank(comment, decided_by)
    reason = "Two people had decided this before the site went back to an older copy of its database."
    return _recorded(comment, by=decided_by, rule=rule, reason=reason, was=was, seen=seen)


def _recorded(comment: Comment, *, by: int | None, rule: int | None, reason: str, was: str, seen: int) -> Decision:
    return record(
        Decision(
            action="purge",
            comment_id=comment.id,
            person_id=comment.author_id,
            story_id=comment.story_id,
            actor_id=by,
            automatic=by is None,
            rule=rule,
            rule_version=queries.rule_version(rule),
            reason=reason,
            from_status=was,
            to_status=comment.status,
            comment_version=seen,
        )
    )


def _blank(comment: Comment, actor_id: int | None) -> None:
    preserving.preserve(comment, "purged", actor_id)
    wordings = queries.wordings_of(comment)
    lines = queries.lines_of(wordings, quoted=False)
    _forget_drafts(comment, wordings, lines)
    _blank_in_orders(comment.id, lines)
    _forget_mails(comment)
    comment.body = comment.html = ""
    comment.likeness = None
    comment.version += 1
    comment.edited_at = comment.edited_at or clock.now()
    _blank_around(comment.id)


def _blank_around(comment_id: int) -> None:
    db.session.execute(delete(CommentRevision).where(CommentRevision.comment_id == comment_id))
    db.session.execute(delete(Screening).where(Screening.comment_id == comment_id))
    about = select(Decision.id).where(Decision.comment_id == comment_id)
    for blanked, columns in (
        (update(DecisionQuote).where(DecisionQuote.decision_id.in_(about)), ("words",)),
        (update(Report).where(Report.comment_id == comment_id), ("explanation",)),
        (update(Note).where(Note.comment_id == comment_id), ("text",)),
        (update(Appeal).where(Appeal.decision_id.in_(about)), ("words",)),
        (update(Notice).where(Notice.comment_id == comment_id), ("explanation", "law", "statement")),
    ):
        values = dict.fromkeys(columns, "")
        db.session.execute(blanked.values(values).execution_options(synchronize_session=False))


def _forget_drafts(comment: Comment, wordings: list[str], lines: list[str]) -> None:
    """Drafts under the same story with a wording of the comment: its author's, visitors'; others' with a line of it.

    ``queries.lines_of`` says which lines count. What the comment itself has quoted is not its own: a draft that quotes
    the same stays.
    """
    for draft in db.session.scalars(select(Draft).where(Draft.story_id == comment.story_id)):
        near = draft.person_id is None or draft.person_id == comment.author_id
        if (near and any(words and words in draft.body for words in wordings)) or queries.holds_one(draft.body, lines):
            db.session.delete(draft)


def _blank_in_orders(comment_id: int, lines: list[str]) -> None:
    """An order that names the comment keeps the addresses alone; of others go the lines that repeat one of its own."""
    named = re.compile(rf"(?:/comments/|#c){comment_id}(?!\d)")
    for order in db.session.scalars(select(Order)):
        written = (order.about, order.outcome)
        if any(named.search(words) for words in written):
            order.about, order.outcome = (_addresses_of(words) for words in written)
        else:
            order.about, order.outcome = (_without(lines, words) for words in written)


def _addresses_of(words: str) -> str:
    return "\n".join([BLANKED, *_ADDRESS.findall(words)]) if words else ""


def _without(lines: list[str], words: str) -> str:
    kept = (BLANKED if queries.holds_one(line, lines) else line for line in words.split("\n"))
    return "\n".join(kept)


def _forget_mails(comment: Comment) -> None:
    """Statements to the author that have not gone out quote the comment; those that have hold no words any more."""
    numbers = db.session.scalars(select(Decision.id).where(Decision.comment_id == comment.id))
    causes = [f"decision:{number}:person:{comment.author_id}" for number in numbers]
    # Blanked, not deleted: one of them may be on its way at this moment and wants to be marked.
    db.session.execute(
        update(Mail)
        .where(Mail.cause.in_(causes), Mail.sent_at.is_(None))
        .values(body="", given_up_at=clock.now())
        .execution_options(synchronize_session=False)
    )
