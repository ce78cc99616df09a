"""What moderators see: queues, a comment with its surroundings, people, the log. The viewer comes first."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, case, func, select

from discuss.accounts.models import Person
from discuss.comments.models import Comment, CommentRevision, Screening
from discuss.db import db
from discuss.decisions import Decision
from discuss.errors import NotFound
from discuss.moderation.models import Report
from discuss.policy import Actor, Permission, allows, require
from discuss.stories.models import Story

PAGE = 25  # cards a page
CAPPED = 1000  # counts go no further: nobody needs to know how many thousands


@dataclass
class Card:
    """One comment in a queue with what a decision needs."""

    comment: Comment
    story: Story
    author: Person
    parent: Comment | None = None
    parent_author: Person | None = None
    pending: CommentRevision | None = None
    findings: list[dict[str, object]] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


def held(viewer: Actor, after: int | None) -> list[Card]:
    """Return held comments and pending changes, oldest first."""
    require(viewer, Permission.DESK_ENTER)
    waiting = select(CommentRevision.comment_id).where(CommentRevision.state == "pending")
    wanted = select(Comment.id).where(
        (Comment.status == "held") | (Comment.id.in_(waiting) & (Comment.status == "published"))
    )
    if after is not None:
        wanted = wanted.where(Comment.id > after)
    return cards(viewer, list(db.session.scalars(wanted.order_by(Comment.id).limit(PAGE))))


def reported(viewer: Actor, after: int | None) -> list[Card]:
    """Return comments with open reports: those about children first, then by number of reports, then oldest first."""
    require(viewer, Permission.DESK_ENTER)
    urgent = func.max(case((Report.category == "child-safety", 1), else_=0))
    wanted = (
        select(Report.comment_id)
        .where(Report.state == "open")
        .group_by(Report.comment_id)
        .order_by(urgent.desc(), func.count().desc(), func.min(Report.id))
        .limit(PAGE)
        .offset(after or 0)  # this order has no key to go on from; queues are worked off from the top
    )
    return cards(viewer, list(db.session.scalars(wanted)))


def decided(viewer: Actor, after: int | None) -> list[Decision]:
    """Return decisions, newest first."""
    require(viewer, Permission.DESK_ENTER)
    return log(after)


def log(before: int | None, limit: int = 50) -> list[Decision]:
    """Return decisions for the public log, newest first, without the words they were about."""
    wanted = select(Decision).where(Decision.action != "hold")
    if before is not None:
        wanted = wanted.where(Decision.id < before)
    return list(db.session.scalars(wanted.order_by(Decision.id.desc()).limit(limit)))


def counts(viewer: Actor) -> dict[str, int]:
    """Return how much waits in each queue, computed now and capped."""
    require(viewer, Permission.DESK_ENTER)
    held_ids = select(Comment.id).where(Comment.status == "held").limit(CAPPED + 1)
    changes = select(CommentRevision.id).where(CommentRevision.state == "pending").limit(CAPPED + 1)
    reports = select(Report.comment_id).where(Report.state == "open").distinct().limit(CAPPED + 1)

    def count(rows: Select[Any]) -> int:
        return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0

    return {"held": count(held_ids) + count(changes), "reported": count(reports)}


def cards(viewer: Actor, ids: list[int]) -> list[Card]:
    """Return cards for comments in the order given, in a fixed number of statements."""
    require(viewer, Permission.DESK_ENTER)
    found = {
        comment.id: Card(comment, story, author)
        for comment, story, author in db.session.execute(
            select(Comment, Story, Person)
            .join(Story, Story.id == Comment.story_id)
            .join(Person, Person.id == Comment.author_id)
            .where(Comment.id.in_(ids))
        )
    }
    _add_parents(found)
    for screening in db.session.scalars(select(Screening).where(Screening.comment_id.in_(ids)).order_by(Screening.id)):
        found[screening.comment_id].findings = screening.findings
    for report in db.session.scalars(select(Report).where(Report.comment_id.in_(ids)).order_by(Report.id)):
        found[report.comment_id].reports.append(report)
    for decision in db.session.scalars(select(Decision).where(Decision.comment_id.in_(ids)).order_by(Decision.id)):
        found[decision.comment_id or 0].decisions.append(decision)
    pending = select(CommentRevision).where(CommentRevision.comment_id.in_(ids), CommentRevision.state == "pending")
    for revision in db.session.scalars(pending):
        found[revision.comment_id].pending = revision
    return [found[number] for number in ids if number in found]


def _add_parents(found: dict[int, Card]) -> None:
    wanted = {card.comment.parent_id for card in found.values() if card.comment.parent_id}
    parents = {
        parent.id: (parent, author)
        for parent, author in db.session.execute(
            select(Comment, Person).join(Person, Person.id == Comment.author_id).where(Comment.id.in_(wanted))
        )
    }
    for card in found.values():
        if card.comment.parent_id in parents:
            card.parent, card.parent_author = parents[card.comment.parent_id]


def get_decision(viewer: Actor, decision_id: int) -> Decision:
    """Return a decision to the person it is about or a moderator. Raises :class:`NotFound` for all others."""
    decision = db.session.get(Decision, decision_id)
    if decision is None or not allows(viewer, Permission.DECISION_READ, decision):
        raise NotFound
    return decision


def latest_about(comment_id: int) -> Decision | None:
    """Return the newest decision about a comment."""
    wanted = select(Decision).where(Decision.comment_id == comment_id).order_by(Decision.id.desc()).limit(1)
    return db.session.scalar(wanted)


def get_person(viewer: Actor, handle: str) -> Person:
    """Return a person for the desk. Raises :class:`NotFound`."""
    require(viewer, Permission.DESK_ENTER)
    person = db.session.scalar(select(Person).where(Person.handle == handle))
    if person is None:
        raise NotFound
    return person


def about_person(viewer: Actor, person: Person) -> tuple[list[Decision], list[Card]]:
    """Return the decisions about a person and their latest comments, removed and held ones included."""
    require(viewer, Permission.PERSON_INSPECT, person)
    taken = select(Decision).where(Decision.person_id == person.id).order_by(Decision.id.desc()).limit(50)
    ids = db.session.scalars(
        select(Comment.id).where(Comment.author_id == person.id).order_by(Comment.id.desc()).limit(PAGE)
    )
    return list(db.session.scalars(taken)), cards(viewer, list(ids))


def thread(viewer: Actor, story: Story, after: int | None) -> list[Card]:
    """Return every comment of a story in order of posting, held and removed ones in place."""
    require(viewer, Permission.DESK_ENTER)
    wanted = select(Comment.id).where(Comment.story_id == story.id)
    if after is not None:
        wanted = wanted.where(Comment.id > after)
    return cards(viewer, list(db.session.scalars(wanted.order_by(Comment.id).limit(PAGE * 2))))


def own_decisions(viewer: Actor) -> list[Decision]:
    """Return the latest decisions about the viewer, newest first."""
    wanted = select(Decision).where(Decision.person_id == viewer.id).order_by(Decision.id.desc()).limit(100)
    return list(db.session.scalars(wanted))


def exported_decisions(person_id: int) -> list[dict[str, Any]]:
    """Return the decisions about a person, without who took them."""
    wanted = select(Decision).where(Decision.person_id == person_id).order_by(Decision.id)
    return [
        {
            "id": decision.id,
            "action": decision.action,
            "comment": decision.comment_id,
            "rule": decision.rule,
            "reason": decision.reason,
            "automatic": decision.automatic,
            "until": decision.until,
            "decided_at": decision.decided_at,
        }
        for decision in db.session.scalars(wanted)
    ]


def exported_reports(person_id: int) -> list[dict[str, Any]]:
    """Return the reports a person made."""
    wanted = select(Report).where(Report.reporter_id == person_id).order_by(Report.id)
    return [
        {
            "comment": report.comment_id,
            "category": report.category,
            "explanation": report.explanation,
            "reported_at": report.reported_at,
        }
        for report in db.session.scalars(wanted)
    ]
