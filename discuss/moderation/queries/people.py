"""People on the desk: one of them in full, what is noted about them, and what is proposed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, literal, select, union_all

from discuss import clock
from discuss.accounts.models import Person
from discuss.accounts.names import variants_key
from discuss.comments.models import Comment
from discuss.db import db
from discuss.decisions import Decision
from discuss.errors import NotFound
from discuss.moderation.mailboxes import Mailboxes
from discuss.moderation.models import ClosedMailbox, Note, Notice, Proposal, Report
from discuss.moderation.queries.blind import kept_comments, told_to
from discuss.moderation.queries.cards import PAGE, Card, cards
from discuss.policy import Actor, Permission, require

LATEST_COMMENTS = 200  # of a person, among which a card counts
CLOSED_LATELY = 2000  # accounts, among whose addresses another spelling of a newcomer's is looked for
# By what mailboxes are compared: of those asked about, of accounts closed for writing, and of such that are erased.
KINDS = {"given": Person.email_key, "closed": Person.email_key, "erased": ClosedMailbox.code}
# What people take home of a notice that they filed.
EXPORTED = (
    *("reference", "address", "category", "law", "explanation", "name", "email"),
    *("filed_at", "outcome", "statement"),
)
EARLIER = 4  # decisions about its author that a card shows
WEIGHING = ("remove", "request-edit", "warn", "hold-all", "suspend", "ban", "pause-reports", "overturn", "restore")


@dataclass(frozen=True)
class AuthorFacts:
    """What a card says about its author, in numbers: by state among the ``counted`` latest comments."""

    counted: int = 0
    published: int = 0
    removed: int = 0
    held: int = 0
    approved_7: int = 0
    approved_30: int = 0
    removed_7: int = 0
    removed_30: int = 0
    warnings: int = 0
    reversed: int = 0
    reports_upheld: int = 0
    reports_settled: int = 0
    like_closed: str = ""  # the handle of a closed account whose address is another spelling of this one's

    @property
    def of_latest(self) -> int:
        """How many comments were counted, if there may be more of them; else 0."""
        return self.counted if self.counted == LATEST_COMMENTS else 0


def get_person(viewer: Actor, handle: str) -> Person:
    """Return a person for the desk. Raises :class:`NotFound`."""
    require(viewer, Permission.DESK_ENTER)
    person = db.session.scalar(select(Person).where(Person.handle == handle))
    if person is None:
        raise NotFound
    return person


def about_person(viewer: Actor, person: Person, before: int | None = None) -> tuple[list[Decision], list[Card]]:
    """Return the decisions about a person and their latest comments, removed and held ones included."""
    require(viewer, Permission.PERSON_INSPECT, person)
    taken = select(Decision).where(Decision.person_id == person.id, told_to(viewer))
    wanted = select(Comment.id).where(Comment.author_id == person.id, Comment.id.not_in(kept_comments(viewer)))
    if before is not None:
        wanted = wanted.where(Comment.id < before)
    ids = db.session.scalars(wanted.order_by(Comment.id.desc()).limit(PAGE))
    return list(db.session.scalars(taken.order_by(Decision.id.desc()).limit(50))), cards(viewer, list(ids))


def facts_of(people: Collection[int], mailboxes: Mailboxes) -> dict[int, AuthorFacts]:
    """Return the numbers of each person, in five statements whatever their number."""
    found: dict[int, dict[str, int]] = {number: {} for number in people}
    _add_statuses(found)
    now = clock.now()
    _add_weighing(found, now)
    _add_recent(found, now)
    by_outcome = (
        select(Report.reporter_id, Report.outcome, func.count())
        .where(Report.reporter_id.in_(people), Report.outcome.in_(("upheld", "kept", "wrong")))
        .group_by(Report.reporter_id, Report.outcome)
    )
    for reporter, outcome, number in db.session.execute(by_outcome):
        numbers = found[reporter or 0]
        numbers["reports_settled"] = numbers.get("reports_settled", 0) + number
        if outcome == "upheld":
            numbers["reports_upheld"] = number
    known, like_closed = AuthorFacts.__dataclass_fields__, _like_closed(people, mailboxes)
    return {
        person: AuthorFacts(
            **{name: number for name, number in numbers.items() if name in known},
            like_closed=like_closed.get(person, ""),
        )
        for person, numbers in found.items()
    }


def _like_closed(people: Collection[int], mailboxes: Mailboxes) -> dict[int, str]:
    """Say who has the mailbox of an account that was closed for writing, spelt with dots, a +tag or other case.

    Of closed accounts that are erased a code is left, by which the mailbox is known.
    """
    lately = (
        select(Decision.person_id).where(Decision.action == "ban").order_by(Decision.id.desc()).limit(CLOSED_LATELY)
    )
    asked = {
        kind: select(Person.id, Person.handle, named, literal(kind).label("kind")) for kind, named in KINDS.items()
    }
    with_address = Person.email_key.is_not(None)
    by_code = asked["erased"].join(ClosedMailbox, ClosedMailbox.person_id == Person.id)
    parts = (
        asked["given"].where(Person.id.in_(people), with_address),
        asked["closed"].where(Person.id.in_(lately), with_address, Person.banned_at.is_not(None)),
        select(
            by_code.where(Person.banned_at.is_not(None))
            .order_by(ClosedMailbox.id.desc())
            .limit(CLOSED_LATELY)
            .subquery()
        ),
    )
    rows = db.session.execute(union_all(*parts)).all()
    kinds: dict[str, list[Any]] = {kind: [row for row in rows if row.kind == kind] for kind in KINDS}
    known: dict[str, list[Any]] = {}
    for row in kinds["closed"]:
        known.setdefault(variants_key(row.email_key), []).append(row)
    for row in kinds["erased"]:
        known.setdefault(row.email_key, []).append(row)  # a code, which looks like no address
    found = {}
    for row in kinds["given"]:
        codes = mailboxes.codes(row.email_key) if kinds["erased"] else ()
        likes = (like for name in (variants_key(row.email_key), *codes) for like in known.get(name, ()))
        found[row.id] = next((str(like.handle) for like in likes if like.id != row.id), "")
    return found


def _add_statuses(found: dict[int, dict[str, int]]) -> None:
    """Count among the latest comments of each person alone: somebody may have written a hundred thousand."""
    looks = []
    for person in found:
        latest = select(Comment.author_id, Comment.status).where(Comment.author_id == person)
        look = latest.order_by(Comment.id.desc()).limit(LATEST_COMMENTS).subquery()
        looks.append(select(look.c.author_id, look.c.status))
    if not looks:
        return
    rows = union_all(*looks).subquery()
    counted = select(rows.c.author_id, rows.c.status, func.count()).group_by(rows.c.author_id, rows.c.status)
    for author, status, number in db.session.execute(counted):
        found[author][status] = number
        found[author]["counted"] = found[author].get("counted", 0) + number


def _add_weighing(found: dict[int, dict[str, int]], now: datetime) -> None:
    counted = (
        select(Decision.person_id, Decision.action, func.count())
        .where(
            Decision.person_id.in_(found),
            Decision.action.in_(("warn", "overturn")),
            Decision.decided_at > now - timedelta(days=365),
        )
        .group_by(Decision.person_id, Decision.action)
    )
    names = {"warn": "warnings", "overturn": "reversed"}
    for person, action, number in db.session.execute(counted):
        found[person or 0][names[action]] = number


def _add_recent(found: dict[int, dict[str, int]], now: datetime) -> None:
    week = case((Decision.decided_at > now - timedelta(days=7), 1), else_=0)
    counted = (
        select(Decision.person_id, Decision.action, func.count(), func.sum(week))
        .where(
            Decision.person_id.in_(found),
            Decision.action.in_(("approve", "keep", "remove")),
            Decision.decided_at > now - timedelta(days=30),
        )
        .group_by(Decision.person_id, Decision.action)
    )
    for person, action, in_30, in_7 in db.session.execute(counted):
        numbers, name = found[person or 0], "removed" if action == "remove" else "approved"
        for key, number in ((f"{name}_7", in_7), (f"{name}_30", in_30)):
            numbers[key] = numbers.get(key, 0) + number


def notes_about(viewer: Actor, people: Collection[int]) -> dict[int, list[tuple[Note, str]]]:
    """Return the latest notes about each person with their authors' names, newest first."""
    require(viewer, Permission.DESK_ENTER)
    wanted = (
        select(Note, Person.name)
        .join(Person, Person.id == Note.author_id)
        .where(Note.person_id.in_(people))
        .order_by(Note.id.desc())
        .limit(300)
    )
    found: dict[int, list[tuple[Note, str]]] = {}
    for note, name in db.session.execute(wanted):
        found.setdefault(note.person_id or 0, []).append((note, name))
    return found


def earlier_about(viewer: Actor, people: Collection[int]) -> dict[int, list[Decision]]:
    """Return the last decisions by people about each person that weigh in the next one, newest first."""
    require(viewer, Permission.DESK_ENTER)
    place = func.row_number().over(partition_by=Decision.person_id, order_by=Decision.id.desc()).label("place")
    ranked = (
        select(Decision.id, place)
        .where(Decision.person_id.in_(people), Decision.action.in_(WEIGHING), Decision.automatic.is_(False))
        .where(told_to(viewer))
        .subquery()
    )
    wanted = select(Decision).join(ranked, ranked.c.id == Decision.id).where(ranked.c.place <= EARLIER)
    found: dict[int, list[Decision]] = {}
    for decision in db.session.scalars(wanted.order_by(Decision.id.desc())):
        found.setdefault(decision.person_id or 0, []).append(decision)
    return found


def open_proposal(person_id: int | None, comment_id: int | None) -> Proposal | None:
    """Return what is proposed about a person or a comment and waits for a second person."""
    wanted = select(Proposal).where(
        Proposal.state == "open", Proposal.person_id == person_id, Proposal.comment_id == comment_id
    )
    return db.session.scalar(wanted)


def open_proposals(viewer: Actor, limit: int = 100) -> list[tuple[Proposal, Person | None, Comment | None]]:
    """Return what waits for a second person, oldest first, with whom or what it is about."""
    require(viewer, Permission.DESK_ENTER)
    wanted = (
        select(Proposal, Person, Comment)
        .outerjoin(Person, Person.id == Proposal.person_id)
        .outerjoin(Comment, Comment.id == Proposal.comment_id)
        .where(Proposal.state == "open")
        .order_by(Proposal.id)
        .limit(limit)
    )
    return [(proposal, person, comment) for proposal, person, comment in db.session.execute(wanted)]


def get_proposal(viewer: Actor, proposal_id: int) -> Proposal:
    """Return one proposal. Raises :class:`NotFound`."""
    require(viewer, Permission.DESK_ENTER)
    found = db.session.get(Proposal, proposal_id)
    if found is None:
        raise NotFound
    return found


def exported_reports(person_id: int) -> list[dict[str, Any]]:
    """Return the reports a person made."""
    wanted = select(Report).where(Report.reporter_id == person_id).order_by(Report.id)
    return [
        {
            "comment": report.comment_id,
            "category": report.category,
            "explanation": report.explanation,
            "reported_at": report.reported_at,
            "outcome": report.outcome,
        }
        for report in db.session.scalars(wanted)
    ]


def exported_notices(person_id: int) -> list[dict[str, Any]]:
    """Return the notices that a person filed while signed in."""
    wanted = select(Notice).where(Notice.filer_id == person_id).order_by(Notice.id)
    return [{name: getattr(notice, name) for name in EXPORTED} for notice in db.session.scalars(wanted)]


def comments_of(viewer: Actor, person_id: int, statuses: Collection[str], limit: int = 200) -> list[tuple[int, int]]:
    """Return (number, version) of a person's latest comments in these statuses."""
    require(viewer, Permission.DESK_ENTER)
    wanted = select(Comment.id, Comment.version).where(Comment.author_id == person_id, Comment.status.in_(statuses))
    return [
        (number, version) for number, version in db.session.execute(wanted.order_by(Comment.id.desc()).limit(limit))
    ]


def softened(viewer: Actor) -> bool:
    """Say whether the moderator wants texts blurred."""
    return bool(db.session.scalar(select(Person.softened).where(Person.id == viewer.id)))
