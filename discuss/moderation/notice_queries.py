"""Reading notices of illegal content: those who filed them by the secret of the page, moderators with the right all."""

from sqlalchemy import case, literal, select

from discuss import clock
from discuss.accounts.handed_out import hashed
from discuss.accounts.models import Person
from discuss.accounts.names import variants_key
from discuss.comments.models import Comment
from discuss.db import db
from discuss.decisions import Decision
from discuss.errors import NotFound
from discuss.mail import DAY, NOTICE, Mail
from discuss.moderation.models import URGENT, Appeal, Notice
from discuss.moderation.noticed import handle_in
from discuss.policy import Actor, Permission, require
from discuss.stories.models import Story

PAGE = 50  # notices a page
_GRAVEST_FIRST = case(
    {category: place for place, category in enumerate(URGENT)}, value=Notice.category, else_=len(URGENT)
)


def get_by_secret(secret: str) -> Notice:
    """Return the notice whose page has this secret. Raises :class:`NotFound`."""
    found = db.session.scalar(select(Notice).where(Notice.token_hash == hashed(secret)))
    if found is None:
        raise NotFound
    return found


def receipts_today(email: str) -> int:
    """Count the receipts of the last day to a mailbox, however its address was spelt."""
    receipt = Mail.cause == literal(NOTICE) + Notice.reference
    sent = select(Notice.email).join(Mail, receipt).where(Notice.filed_at > clock.now() - DAY)
    mailbox = variants_key(email)
    return sum(variants_key(other) == mailbox for other in db.session.scalars(sent))


def reversal_of(notice: Notice) -> Decision | None:
    """Return what reversed what a notice led to; None while that stands.

    It is the answer to an appeal, or an owner's act, after which the notice waits for another decision.
    """
    answers = select(Appeal.answer_id).where(Appeal.decision_id == notice.decision_id, Appeal.state == "overturned")
    by_owner = (Decision.id == notice.decision_id) & (Decision.action == "reverse")
    return db.session.scalar(select(Decision).where(Decision.id.in_(answers) | by_owner))


def reversed_by(decision: Decision) -> list[Notice]:
    """Return the notices whose outcome an answer to an appeal, or an owner's act, has reversed."""
    appealed = select(Appeal.decision_id).where(Appeal.answer_id == decision.id, Appeal.state == "overturned")
    still = Notice.decision_id.in_(appealed) & (Notice.state == "decided")
    again = (Notice.decision_id == decision.id) & (Notice.state == "open")
    wanted = select(Notice).where(again if decision.action == "reverse" else still)
    return list(db.session.scalars(wanted.order_by(Notice.id)))


def get_notice(viewer: Actor, notice_id: int) -> Notice:
    """Return a notice to a moderator with the right. Raises :class:`NotFound`."""
    require(viewer, Permission.URGENT_HANDLE)
    found = db.session.get(Notice, notice_id)
    if found is None:
        raise NotFound
    return found


def waiting(viewer: Actor) -> list[Notice]:
    """Return open notices: dangers first, the gravest before the others, then oldest first."""
    require(viewer, Permission.URGENT_HANDLE)
    wanted = select(Notice).where(Notice.state == "open").order_by(_GRAVEST_FIRST, Notice.id)
    return list(db.session.scalars(wanted.limit(1000)))


def closed(viewer: Actor, before: int | None) -> list[Notice]:
    """Return closed notices, newest first."""
    require(viewer, Permission.URGENT_HANDLE)
    wanted = select(Notice).where(Notice.state == "decided")
    if before is not None:
        wanted = wanted.where(Notice.id < before)
    return list(db.session.scalars(wanted.order_by(Notice.id.desc()).limit(PAGE)))


def person_about(viewer: Actor, notice: Notice) -> Person | None:
    """Return the person whose page a notice names."""
    require(viewer, Permission.URGENT_HANDLE)
    handle = handle_in(notice.address)
    return db.session.scalar(select(Person).where(Person.handle == handle)) if handle else None


def about(viewer: Actor, notice: Notice) -> tuple[Comment | None, Story | None, Decision | None]:
    """Return the comment and story that a notice names, and the decision that it led to."""
    require(viewer, Permission.URGENT_HANDLE)
    return (
        db.session.get(Comment, notice.comment_id) if notice.comment_id else None,
        db.session.get(Story, notice.story_id) if notice.story_id else None,
        db.session.get(Decision, notice.decision_id) if notice.decision_id else None,
    )
