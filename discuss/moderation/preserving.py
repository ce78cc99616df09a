"""Put what endangers a child under legal hold: inside the transaction of whatever takes it off the page or away."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select

from discuss import clock, events
from discuss.accounts.models import Person, Session
from discuss.comments.models import Comment, CommentRevision
from discuss.db import db
from discuss.events.types import LegalHoldUsed
from discuss.moderation.models import PRESERVED, LegalHold, Notice, Report
from discuss.stories.models import Story

KEPT_FOR = timedelta(days=366)  # a year (18 U.S.C. 2258A(h), as amended in 2024), leap years included
UNFOUNDED = ("kept", "wrong", "refused")  # outcomes of reports and notices that found nothing


def preserve(comment: Comment, because: str, actor_id: int | None = None, *, found_so: bool = False) -> None:
    """Copy ``comment`` unless that is done, if somebody says that it endangers a child and nobody found otherwise.

    ``because`` it is removed, a notice about it comes in later, its account is erased, or its words are purged. Where
    a moderator has ``found_so``, nobody else needs to say it.
    """
    if not found_so and not db.session.scalar(select(_endangers(comment.id))):
        return
    if db.session.scalar(select(LegalHold.id).where(LegalHold.comment_id == comment.id)) is not None:
        return
    hold = LegalHold(comment_id=comment.id, content=copied(comment, PRESERVED), until=clock.now() + KEPT_FOR)
    db.session.add(hold)
    db.session.flush()
    events.record(LegalHoldUsed(actor_id=actor_id, hold_id=hold.id, comment_id=comment.id, what="placed", why=because))


def before_erasure(person_id: int, keep_words: bool) -> None:
    """An account goes: what is said to endanger a child, and who wrote it, is copied first."""
    wanted = select(Comment).where(Comment.author_id == person_id, _endangers(Comment.id))
    for comment in db.session.scalars(wanted.order_by(Comment.id)):
        preserve(comment, "erased")


def _endangers(comment_id: Any) -> Any:
    reported, noticed = (
        exists().where(said.comment_id == comment_id, said.category.in_(PRESERVED), said.outcome.not_in(UNFOUNDED))
        for said in (Report, Notice)
    )
    return reported | noticed


def copied(comment: Comment, categories: Sequence[str] = ()) -> dict[str, object]:
    """Everything that is known of it, as plain values: words with every wording, account, networks, what was said.

    With ``categories`` only what was said under these.
    """
    author = db.session.get_one(Person, comment.author_id)
    slug = db.session.scalar(select(Story.slug).where(Story.id == comment.story_id))
    of_comment = select(CommentRevision).where(CommentRevision.comment_id == comment.id)
    sessions = select(Session).where(Session.person_id == author.id).order_by(Session.id)
    reports = select(Report).where(Report.comment_id == comment.id).order_by(Report.id)
    notices = select(Notice).where(Notice.comment_id == comment.id).order_by(Notice.id)
    if categories:
        reports = reports.where(Report.category.in_(categories))
        notices = notices.where(Notice.category.in_(categories))
    return {
        "comment": {
            "id": comment.id,
            "address": f"/stories/{slug}/comments/{comment.id}",
            "answers": comment.parent_id,
            "words": comment.body,
            "status": comment.status,
            "posted_at": _said(comment.posted_at),
            "published_at": _said(comment.published_at),
            "edited_at": _said(comment.edited_at),
        },
        "wordings": [
            {"words": wording.body, "state": wording.state, "made_at": _said(wording.made_at)}
            for wording in db.session.scalars(of_comment.order_by(CommentRevision.number))
        ],
        "account": {
            "id": author.id,
            "handle": author.handle,
            "name": author.name,
            "email": author.email,
            "email_confirmed_at": _said(author.email_confirmed_at),
            "created_at": _said(author.created_at),
        },
        "sessions": [
            {"network": one.network, "browser": one.browser, "created_at": _said(one.created_at)}
            for one in db.session.scalars(sessions)
        ],
        "explanations": [
            {"category": said.category, "said": said.explanation, "at": _said(at)}
            for found, moment in ((reports, "reported_at"), (notices, "filed_at"))
            for said in db.session.scalars(found)
            for at in [getattr(said, moment)]
        ],
    }


def _said(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
