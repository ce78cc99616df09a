"""Post a comment: gate, safe HTML, screening, store, tell."""

import contextlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from discuss import clock, decisions, events, markup
from discuss.comments import author_queries, counters, gate, queries
from discuss.comments.author_queries import AuthorFacts
from discuss.comments.models import Comment, Draft, Screening
from discuss.comments.rows import TOP, Place, below
from discuss.comments.screened import CommentSettings, Screened, screened
from discuss.db import Turn, db, take_turns, transaction
from discuss.decisions import Decision
from discuss.errors import Conflict, ParentGone, TooFast
from discuss.events.types import CommentHeld, CommentPosted
from discuss.policy import Actor
from discuss.screening import Outcome, Verdict
from discuss.stories.models import Story

TRIES = 20  # nobody posts from so many places at once; a program that does is told to wait
PAUSE = timedelta(seconds=5)


class Overtaken(Exception):
    """Its author has posted something else since the text was looked at: what looks back has to look again."""


@dataclass(frozen=True, kw_only=True)
class NewComment:
    """What a form says. Only what people may choose is here; everything else is the program's."""

    body: str
    side: str = ""
    about: str = ""
    idempotency_key: str | None = None


def post(actor: Actor, story: Story, given: NewComment, parent: Comment | None, settings: CommentSettings) -> Comment:
    """Store a comment, published or held, and return it; the same form sent twice returns the same comment.

    Raises what :func:`gate.check` raises, ``TooFast``, ``Invalid`` (field ``body``) when screening refuses it, and
    ``Conflict`` when a form's key comes back with another text.
    """
    gate.check(actor, story, parent)
    for _ in range(TRIES):
        with contextlib.suppress(Overtaken):
            return _post(actor, story, given, parent, settings)
        gate.check(actor, story, parent)  # as it is by now
    raise TooFast("You are posting from several places at once. Your text is kept: post it again.", clock.now() + PAUSE)


def _post(actor: Actor, story: Story, given: NewComment, parent: Comment | None, settings: CommentSettings) -> Comment:
    seen = story.thread_version
    facts = author_queries.author_facts(actor.id or 0)
    body = markup.clean_text(given.body)
    earlier = facts.same_request(given.idempotency_key)
    if earlier is not None:
        return _same(db.session.get_one(Comment, earlier), body)
    gate.check_slow_mode(actor, story, facts)
    if settings.pace:
        gate.check_pace(facts)
    text = screened(actor, story, body, facts, settings)
    comment = Comment(
        story_id=story.id,
        parent_id=parent.id if parent else None,
        story_revision=story.revision,
        author_id=actor.id or 0,
        body=body,
        html=text.rendered.html,
        markup_version=markup.VERSION,
        likeness=text.likeness,
        side=given.side,
        about=given.about,
        replies_muted=False,
        idempotency_key=given.idempotency_key,
        posted_at=clock.now(),
    )
    above = Place(parent.branch_id, parent.path, parent.depth) if parent else TOP
    try:
        _store(actor, comment, above, text, facts, seen=seen)
    except IntegrityError:
        # The same form, sent twice at once: the other one was first.
        found = queries.find_by_request(actor.id or 0, given.idempotency_key or "")
        if found is None:
            raise
        return _same(found, body)
    return comment


def _same(comment: Comment, body: str) -> Comment:
    if comment.status == "withdrawn":
        raise Conflict("You have deleted the comment that this form made. To say it again, post it from this page.")
    # A browser's way back shows the form with its old key: after a change the words may be a second comment's.
    if body != comment.body and body != queries.first_wording(comment):
        raise Conflict("This form was sent before with another text. Load the page again to write a second comment.")
    return comment


def _store(actor: Actor, comment: Comment, above: Place, text: Screened, facts: AuthorFacts, *, seen: int) -> None:
    with transaction() as session:
        take_turns({Turn.AUTHOR: comment.author_id, **text.turns})
        meanwhile = author_queries.meanwhile(comment.author_id, facts.newest, text.likeness)
        if meanwhile.overtaken:
            raise Overtaken
        verdict = text.beside(meanwhile.others)
        published = verdict.outcome is not Outcome.HOLD
        comment.status = "published" if published else "held"
        key = counters.touch_story(comment.story_id, published=comment.posted_at if published else None)
        if key != seen + 1:
            # Something happened there between the gate and here. The story is locked now: what holds, holds.
            gate.check_again(actor, session.get_one(Story, comment.story_id), published=published)
        if comment.parent_id is not None:
            place = below(comment.parent_id, above, key)
            comment.branch_id, comment.path, comment.depth = place.branch_id, place.path, place.depth
            if not counters.add_reply(comment.parent_id, published=published):
                raise ParentGone  # between the gate and the transaction
        comment.shown = published
        comment.changed_version = key
        if published:
            comment.published_at, comment.published_version = comment.posted_at, key
        session.add(comment)
        session.flush()
        if published:
            counters.count_about(comment.story_id, comment.about, +1)
        if verdict.findings:
            session.add(
                Screening(
                    comment_id=comment.id,
                    comment_version=1,
                    outcome=verdict.outcome.name.lower(),
                    findings=verdict.for_record(),
                )
            )
        if facts.has_drafts:
            here = (Draft.story_id == comment.story_id, Draft.parent_key == (comment.parent_id or 0))
            session.execute(delete(Draft).where(Draft.person_id == actor.id, *here))
        _tell(actor, comment, verdict)


def _tell(actor: Actor, comment: Comment, verdict: Verdict) -> None:
    if comment.status == "published":
        events.record(CommentPosted(actor_id=actor.id, comment_id=comment.id, story_id=comment.story_id))
        return
    decision = hold(comment, verdict, to_status="held")
    events.record(
        CommentHeld(actor_id=actor.id, comment_id=comment.id, story_id=comment.story_id, decision_id=decision.id)
    )


def hold(comment: Comment, verdict: Verdict, *, to_status: str) -> Decision:
    """Record that checks put ``comment``, or a change of it, before a moderator."""
    holding = [finding for finding in verdict.findings if finding.outcome is Outcome.HOLD]
    return decisions.record(
        Decision(
            action="hold",
            comment_id=comment.id,
            person_id=comment.author_id,
            story_id=comment.story_id,
            automatic=True,
            checks=",".join(finding.check for finding in holding),
            reason=" ".join(finding.reason for finding in holding),
            from_status="" if comment.version == 1 else comment.status,
            to_status=to_status,
            comment_version=comment.version,
            decided_at=comment.edited_at or comment.posted_at,
        ),
        comment.body,
        checks=[(finding.check, finding.version) for finding in holding],
    )
