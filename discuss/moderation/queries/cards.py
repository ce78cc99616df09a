"""One comment on the desk with what a decision needs: its place, its author, why it is here, what was decided."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select, true, union_all

from discuss import clock
from discuss.accounts.models import Person
from discuss.checks.queries import score_model
from discuss.comments.models import Comment, CommentRevision, Screening
from discuss.db import db
from discuss.decisions import Decision
from discuss.moderation.models import URGENT, Appeal, Claim, Report
from discuss.moderation.queries.blind import kept_comments
from discuss.policy import Actor, Permission, allows, require
from discuss.screening.score import Score
from discuss.stories.models import Story

PAGE = 25  # cards a page
AROUND = 2  # siblings shown on each side
HARMLESS = ("kept", "wrong")  # outcomes of reports that take the veil away again


@dataclass(frozen=True)
class Near:
    """A comment beside the one on the card: plain values."""

    id: int
    author_name: str
    status: str
    html: str
    side: str


@dataclass(frozen=True)
class Told:
    """One report with how often its reporter was right; who it was stays hidden."""

    report: Report
    upheld: int = 0
    settled: int = 0

    @property
    def accuracy(self) -> str:
        """What a moderator reads: never a name."""
        if self.report.reporter_id is None:
            return "without an account"
        return f"{self.upheld} of {self.settled} earlier reports upheld" if self.settled else "first report"


@dataclass
class Card:
    """One comment in a queue."""

    comment: Comment
    story: Story
    author: Person
    parent: Comment | None = None
    parent_author: Person | None = None
    before: list[Near] = field(default_factory=list)
    after: list[Near] = field(default_factory=list)
    pending: CommentRevision | None = None
    earlier: list[CommentRevision] = field(default_factory=list)
    findings: list[dict[str, object]] = field(default_factory=list)
    reports: list[Told] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    appeals: dict[int, Appeal] = field(default_factory=dict)  # by the decision appealed against
    hint: Score | None = None  # learnt from earlier decisions; advice, and nothing in the queue goes by it
    urgent_unseen: bool = False  # somebody has reported it for what the viewer may not see
    claimed_by: str = ""  # another moderator who is looking at it
    claimed_by_me: bool = False
    severe_near: frozenset[int] = frozenset()  # which of parent and siblings stand behind a veil

    @property
    def severe(self) -> bool:
        """Whether the words are shown only when asked for."""
        reported = self.urgent_unseen or any(_veils(told.report) for told in self.reports)
        return reported or _found_severe(self.findings)

    @property
    def danger(self) -> str:
        """The gravest danger that it waits for being reported for, as a category; '' if none."""
        waiting = {told.report.category for told in self.open_reports}
        return next((category for category in URGENT if category in waiting), "")

    @property
    def set_aside_by(self) -> Decision | None:
        """The decision of a moderator because of which it is held, whatever checks have said since."""
        last = next((decision for decision in reversed(self.decisions) if not decision.automatic), None)
        held = last is not None and last.action in ("hold", "request-edit") and self.comment.status == "held"
        return last if held else None

    @property
    def open_reports(self) -> list[Told]:
        """The reports that wait."""
        return [told for told in self.reports if told.report.state == "open"]


def cards(viewer: Actor, ids: list[int], *, kept_too: bool = False) -> list[Card]:
    """Return cards for comments in the order given, in a fixed number of statements.

    What lies before the viewer as a second look is left out, unless it is ``kept_too`` for that look itself.
    """
    require(viewer, Permission.DESK_ENTER)
    told = true() if kept_too else Comment.id.not_in(kept_comments(viewer))
    found = {
        comment.id: Card(comment, story, author)
        for comment, story, author in db.session.execute(
            select(Comment, Story, Person)
            .join(Story, Story.id == Comment.story_id)
            .join(Person, Person.id == Comment.author_id)
            .where(Comment.id.in_(ids), told)
        )
    }
    _add_parents(viewer, found)
    _add_siblings(viewer, found)
    _add_wordings(found)
    _add_reports(viewer, found)
    for screening in db.session.scalars(
        select(Screening).where(Screening.comment_id.in_(found)).order_by(Screening.id)
    ):
        found[screening.comment_id].findings = screening.findings
    for decision in db.session.scalars(select(Decision).where(Decision.comment_id.in_(found)).order_by(Decision.id)):
        found[decision.comment_id or 0].decisions.append(decision)
    for appeal, comment_id in db.session.execute(
        select(Appeal, Decision.comment_id)
        .join(Decision, Decision.id == Appeal.decision_id)
        .where(Decision.comment_id.in_(found))
    ):
        found[comment_id or 0].appeals[appeal.decision_id] = appeal
    _add_claims(viewer, found)
    _add_veils(found)
    _add_hints(found)
    return [found[number] for number in ids if number in found]


def _add_parents(viewer: Actor, found: dict[int, Card]) -> None:
    wanted = {card.comment.parent_id for card in found.values() if card.comment.parent_id}
    parents = {
        parent.id: (parent, author)
        for parent, author in db.session.execute(
            select(Comment, Person)
            .join(Person, Person.id == Comment.author_id)
            .where(Comment.id.in_(wanted), Comment.id.not_in(kept_comments(viewer)))
        )
    }
    for card in found.values():
        if card.comment.parent_id in parents:
            card.parent, card.parent_author = parents[card.comment.parent_id]


def _add_siblings(viewer: Actor, found: dict[int, Card]) -> None:
    """Two limited looks into the index a card, in one statement, however many answers a comment has."""
    looks: list[Select[tuple[int, int]]] = []
    for card in found.values():
        comment = card.comment
        beside = select(Comment.id).where(
            Comment.story_id == comment.story_id, Comment.parent_id == comment.parent_id, Comment.shown
        )
        for part in (
            beside.where(Comment.id < comment.id).order_by(Comment.id.desc()),
            beside.where(Comment.id > comment.id).order_by(Comment.id),
        ):
            look = part.limit(AROUND).subquery()
            looks.append(select(look.c.id))
    if not looks:
        return
    near = select(
        Comment.id, Comment.story_id, Comment.parent_id, Comment.status, Comment.html, Comment.side, Person.name
    ).join(Person, Person.id == Comment.author_id)
    near = near.where(Comment.id.in_(union_all(*looks)), Comment.id.not_in(kept_comments(viewer)))
    rows = db.session.execute(near.order_by(Comment.id)).all()
    for card in found.values():
        comment = card.comment
        for row in rows:
            if (row.story_id, row.parent_id) != (comment.story_id, comment.parent_id) or row.id == comment.id:
                continue
            html = row.html if row.status == "published" else ""
            beside_it = Near(row.id, row.name, row.status, html, row.side)
            (card.before if row.id < comment.id else card.after).append(beside_it)
        card.before, card.after = card.before[-AROUND:], card.after[:AROUND]


def _add_wordings(found: dict[int, Card]) -> None:
    wanted = select(CommentRevision).where(CommentRevision.comment_id.in_(found)).order_by(CommentRevision.number)
    for revision in db.session.scalars(wanted):
        card = found[revision.comment_id]
        if revision.state == "pending":
            card.pending = revision
        elif revision.state == "earlier":
            card.earlier.append(revision)


def _add_reports(viewer: Actor, found: dict[int, Card]) -> None:
    reports = list(db.session.scalars(select(Report).where(Report.comment_id.in_(found)).order_by(Report.id)))
    if not allows(viewer, Permission.URGENT_HANDLE):
        for report in reports:
            found[report.comment_id].urgent_unseen |= _veils(report)
        reports = [report for report in reports if report.category not in URGENT]
    records = accuracy({report.reporter_id for report in reports if report.reporter_id})
    for report in reports:
        upheld, settled = records.get(report.reporter_id or 0, (0, 0))
        found[report.comment_id].reports.append(Told(report, upheld, settled))


def accuracy(reporters: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return for each reporter how many of their reports were upheld, and how many were upheld or found wrong."""
    found: dict[int, tuple[int, int]] = {}
    settled = (
        select(Report.reporter_id, Report.outcome, func.count())
        .where(Report.reporter_id.in_(reporters), Report.outcome.in_(("upheld", "wrong")))
        .group_by(Report.reporter_id, Report.outcome)
    )
    for reporter, outcome, number in db.session.execute(settled):
        upheld, settled_before = found.get(reporter or 0, (0, 0))
        found[reporter or 0] = (upheld + (number if outcome == "upheld" else 0), settled_before + number)
    return found


def _add_claims(viewer: Actor, found: dict[int, Card]) -> None:
    wanted = (
        select(Claim.comment_id, Claim.person_id, Person.name)
        .join(Person, Person.id == Claim.person_id)
        .where(Claim.comment_id.in_(found), Claim.until > clock.now())
    )
    for comment_id, person_id, name in db.session.execute(wanted):
        if person_id == viewer.id:
            found[comment_id].claimed_by_me = True
        else:
            found[comment_id].claimed_by = name


def _add_veils(found: dict[int, Card]) -> None:
    """What stands beside a card is veiled as it is on its own card. Two statements."""
    near = {beside.id for card in found.values() for beside in (*card.before, *card.after)}
    near |= {card.parent.id for card in found.values() if card.parent}
    severe = severe_among(near)
    for card in found.values():
        card.severe_near = severe


def severe_among(ids: Collection[int]) -> frozenset[int]:
    """Return which of these comments stand behind a veil wherever the desk shows them. Two statements."""
    reported = select(Report.comment_id).where(
        Report.comment_id.in_(ids), Report.category.in_(URGENT), Report.outcome.not_in(HARMLESS)
    )
    screened = select(Screening.comment_id, Screening.findings).where(Screening.comment_id.in_(ids))
    found = {number for number, findings in db.session.execute(screened) if _found_severe(findings)}
    return frozenset(found | set(db.session.scalars(reported)))


def _veils(report: Report) -> bool:
    return report.category in URGENT and report.outcome not in HARMLESS


def _found_severe(findings: Iterable[dict[str, object]]) -> bool:
    """Say whether a check marked what it found as severe."""
    return any(finding.get("severe") for finding in findings)


def _add_hints(found: dict[int, Card]) -> None:
    model = score_model()
    if model.ready:
        for card in found.values():
            card.hint = model.score(card.comment.body) if card.comment.body else None


def branch(viewer: Actor, comment_id: int, statuses: Collection[str], limit: int) -> list[tuple[int, int]]:
    """Return (number, version) of a comment and of what hangs below it in these statuses, one more than ``limit``."""
    require(viewer, Permission.DESK_ENTER)
    below = select(Comment.id).where(Comment.id == comment_id).cte("below", recursive=True)
    below = below.union_all(select(Comment.id).join(below, Comment.parent_id == below.c.id))
    wanted = (
        select(Comment.id, Comment.version)
        .where(Comment.id.in_(select(below.c.id)), Comment.status.in_(statuses))
        .order_by(Comment.id)
        .limit(limit + 1)
    )
    return [(number, version) for number, version in db.session.execute(wanted)]


def versions(numbers: Collection[int]) -> list[tuple[int, int]]:
    """Return (number, version) of comments that the caller has just decided about."""
    wanted = select(Comment.id, Comment.version).where(Comment.id.in_(numbers)).order_by(Comment.id)
    return [(number, version) for number, version in db.session.execute(wanted)]
