"""Change one's own comment: at once within the window, as a pending revision later."""

from sqlalchemy import func, select

from discuss import clock, events, markup
from discuss.comments import author_queries, counters, gate, queries
from discuss.comments.actions.post import hold
from discuss.comments.models import Comment, CommentRevision, Screening
from discuss.comments.screened import CommentSettings, Screened, screened
from discuss.db import Turn, db, take_turns, transaction
from discuss.errors import Conflict
from discuss.events.types import CommentEdited
from discuss.policy import Actor, Permission, require
from discuss.screening import Outcome, Verdict


def edit(actor: Actor, comment: Comment, body: str, settings: CommentSettings) -> bool:
    """Store the new wording; return whether readers see it now.

    Within the window, or while the comment is held anyway, the change is made at once, and screening may hold it.
    Later, and where raid mode asks for it, a published comment keeps its old text until a moderator has looked at the
    change.
    Raises ``Invalid`` (field ``body``) and ``Conflict`` when the comment was decided about meanwhile.
    """
    require(actor, Permission.COMMENT_EDIT, comment)
    body = markup.clean_text(body)
    if body == comment.body:
        return comment.status == "published"
    facts = author_queries.author_facts(actor.id or 0)
    story = queries.story_of(comment)
    text = screened(actor, story, body, facts.for_edit_of(comment), settings)
    comment_id, seen, story_id = comment.id, comment.version, comment.story_id
    waits = gate.edit_waits(actor, story, comment)
    with transaction() as session:
        take_turns({Turn.AUTHOR: actor.id or 0, **text.turns})
        if author_queries.author_facts(actor.id or 0).said_beside(comment_id) != facts.said_beside(comment_id):
            raise Conflict(
                "Another comment of yours was posted or changed at this moment. Your text is here: send it again."
            )
        verdict = text.beside(author_queries.meanwhile(actor.id or 0, None, text.likeness).others)
        thread_version = counters.touch_story(story_id)
        comment = session.get_one(Comment, comment_id, with_for_update=True)
        if comment.version != seen:
            raise Conflict("This comment was decided about while you were writing. Load the page again.")
        if waits:
            _set_aside(comment, body, text.rendered)
        else:
            _replace(comment, body, text, verdict, thread_version)
        _record(actor, comment, verdict, waits=waits)
    return not waits and comment.status == "published"


def _replace(comment: Comment, body: str, text: Screened, verdict: Verdict, thread_version: int) -> None:
    _keep(comment, comment.body, comment.html, "earlier")
    comment.body, comment.html, comment.markup_version = body, text.rendered.html, markup.VERSION
    comment.likeness = text.likeness
    comment.edited_at = clock.now()
    if verdict.outcome is Outcome.HOLD and comment.status == "published":
        counters.change_status(comment, "held", thread_version)
    else:
        comment.version += 1
        comment.changed_version = thread_version


def _set_aside(comment: Comment, body: str, rendered: markup.Rendered) -> None:
    pending = queries.pending_revision(comment.id)
    if pending is not None:
        pending.body, pending.html, pending.made_at = body, rendered.html, clock.now()
    else:
        _keep(comment, body, rendered.html, "pending")
    comment.version += 1


def _keep(comment: Comment, body: str, html: str, state: str) -> None:
    last = select(func.max(CommentRevision.number)).where(CommentRevision.comment_id == comment.id)
    db.session.add(
        CommentRevision(
            comment_id=comment.id,
            number=(db.session.scalar(last) or 0) + 1,
            body=body,
            html=html,
            markup_version=markup.VERSION,
            state=state,
        )
    )


def _record(actor: Actor, comment: Comment, verdict: Verdict, *, waits: bool) -> None:
    if verdict.findings:
        db.session.add(
            Screening(
                comment_id=comment.id,
                comment_version=comment.version,
                outcome=verdict.outcome.name.lower(),
                findings=verdict.for_record(),
            )
        )
    if verdict.outcome is Outcome.HOLD and comment.status == "held":
        hold(comment, verdict, to_status="held")
    events.record(CommentEdited(actor_id=actor.id, comment_id=comment.id, story_id=comment.story_id, pending=waits))
