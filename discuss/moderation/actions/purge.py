"""Blank the words of a comment everywhere, for legal reasons: the record stays, the words do not."""

from sqlalchemy import delete, select, update

from discuss import clock
from discuss.comments import counters
from discuss.comments.models import Comment, CommentRevision, Screening
from discuss.db import after_commit, db
from discuss.db.scrub import scrub
from discuss.decisions import Decision, DecisionQuote, record
from discuss.mail import Mail
from discuss.moderation import queries
from discuss.moderation.models import Appeal, Note, Notice, Proposal, Report
from discuss.policy import Actor, Permission, require


def purge(actor: Actor, proposal: Proposal) -> Decision:
    """Blank all words of and about the comment, in the transaction that settles ``proposal``.

    Body, revisions, findings, quotes, reports, notices, appeals, notes and mail that has not left yet go. The files of
    the database are rewritten after the commit, so that no byte is left in them.
    """
    require(actor, Permission.PROPOSAL_SETTLE, proposal)
    comment = db.session.get_one(Comment, proposal.comment_id)
    counters.touch_story(comment.story_id)
    comment = db.session.get_one(Comment, proposal.comment_id, with_for_update=True, populate_existing=True)
    was, seen = comment.status, comment.version
    comment.body = comment.html = ""
    comment.version += 1
    comment.edited_at = comment.edited_at or clock.now()
    db.session.execute(delete(CommentRevision).where(CommentRevision.comment_id == comment.id))
    db.session.execute(delete(Screening).where(Screening.comment_id == comment.id))
    about = select(Decision.id).where(Decision.comment_id == comment.id)
    for blanked, column in (
        (update(DecisionQuote).where(DecisionQuote.decision_id.in_(about)), "words"),
        (update(Report).where(Report.comment_id == comment.id), "explanation"),
        (update(Note).where(Note.comment_id == comment.id), "text"),
        (update(Notice).where(Notice.comment_id == comment.id), "explanation"),
        (update(Appeal).where(Appeal.decision_id.in_(about)), "words"),
    ):
        db.session.execute(blanked.values({column: ""}).execution_options(synchronize_session=False))
    # A statement of reasons quotes the words; one that still waits in the outbox is not sent.
    causes = [f"decision:{number}:person:{comment.author_id}" for number in db.session.scalars(about)]
    db.session.execute(delete(Mail).where(Mail.cause.in_(causes), Mail.sent_at.is_(None)))
    after_commit(scrub)
    return record(
        Decision(
            action="purge",
            comment_id=comment.id,
            person_id=comment.author_id,
            story_id=comment.story_id,
            actor_id=actor.id,
            rule=proposal.rule,
            rule_version=queries.rule_version(proposal.rule),
            reason=proposal.reason,
            from_status=was,
            to_status=was,
            comment_version=seen,
        )
    )
