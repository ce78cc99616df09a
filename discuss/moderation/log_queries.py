"""The public log: what was decided, by which rule, and what became of it. Never who, never the words.

An entry is made from the decision at each reading. It appears when the decision can no longer be taken back, and is
there for good.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, true

from discuss import clock
from discuss.comments.models import Comment
from discuss.db import db
from discuss.decisions import ACTS, Decision
from discuss.decisions.acts import UNDO
from discuss.decisions.models import RuleVersion
from discuss.decisions.rules import DEFAULTS
from discuss.decisions.standing import was_told
from discuss.errors import NotFound
from discuss.moderation.models import Appeal, Report
from discuss.moderation.queries.blind import check_told, told_to
from discuss.policy import Actor
from discuss.stories.models import Story

PAGE = 50  # entries a page
TABLE_ROWS = 5000  # entries in the downloaded table
CROWD = 5  # people who write under a story before naming it says nothing about who is meant
PUBLIC = tuple(slug for slug, act in ACTS.items() if act.public)

# What the log says where there is no rule to name. Reasons given to people are not repeated; those about a whole
# discussion are written for readers.
SAYS = {
    "hold": "It is looked at before others see it.",
    "approve": "Looked at, and within the rules.",
    "restore": "Looked at again, and within the rules.",
    "keep": "Looked at after reports, and within the rules.",
    "reports-wrong": "Looked at: the reports did not hold.",
    "accept-edit": "The changed text is within the rules.",
    "refuse-edit": "The text from before the change stays.",
    "reverse": "The owner went through what one moderator had decided, and took this back.",
    "uphold": "A second moderator looked again and came to the same answer.",
    "overturn": "A second moderator looked again and came to another answer. What was taken is given back.",
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which entries are asked for; what is None does not matter."""

    rule: int | None = None
    action: str | None = None  # without one: all but what checks hold, which is many and soon decided about
    everything: bool = False  # these too
    since: datetime | None = None
    until: datetime | None = None
    story_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of the log."""

    id: int
    at: datetime
    action: str
    done: str
    rule: int | None
    why: str
    slug: str  # of the story, where naming it names nobody; else ''
    headline: str
    automatic: bool
    reports: int  # by how many readers it had been reported
    until: datetime | None
    about_id: int | None  # the decision that an answer to an appeal, or a reversal, is about
    outcome: str  # of the appeal against it: upheld, overturned or ''
    answer_id: int | None  # the decision that answers that appeal
    reversal_id: int | None  # the decision by which the owner reversed it


def in_the_log() -> ColumnElement[bool]:
    """Return the condition that a decision stands in the log, for whatever counts or lists entries."""
    return Decision.action.in_(PUBLIC) & (Decision.decided_at < clock.now() - UNDO) & was_told()


def log(viewer: Actor, asked: Asked, before: int | None = None, limit: int = PAGE) -> list[Entry]:
    """Return entries, newest first, in a fixed number of statements: the same to everybody.

    Only a moderator who looks at a decision without knowing it finds it here after the answer.
    """
    wanted = select(Decision).where(in_the_log(), *_conditions(asked))
    if viewer.staff:
        wanted = wanted.where(told_to(viewer))
    if before is not None:
        wanted = wanted.where(Decision.id < before)
    return _entries(list(db.session.scalars(wanted.order_by(Decision.id.desc()).limit(limit))))


def get_entry(viewer: Actor, decision_id: int) -> Entry:
    """Return one entry. Raises :class:`NotFound`, and what :func:`check_told` raises."""
    found = db.session.scalar(select(Decision).where(Decision.id == decision_id, in_the_log()))
    if found is None:
        raise NotFound
    check_told(viewer, found.comment_id)
    return _entries([found])[0]


def first_month() -> datetime:
    """Return when the first decision was taken; now if there is none."""
    return db.session.scalar(select(func.min(Decision.decided_at))) or clock.now()


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    return [
        Decision.rule == asked.rule if asked.rule is not None else true(),
        *_acts(asked),
        Decision.decided_at >= asked.since if asked.since is not None else true(),
        Decision.decided_at < asked.until if asked.until is not None else true(),
        # That a comment is held is nobody's to know who reads its story.
        (Decision.story_id == asked.story_id) & (Decision.action != "hold") if asked.story_id is not None else true(),
    ]


def _acts(asked: Asked) -> list[ColumnElement[bool]]:
    if asked.action is not None:
        return [Decision.action == asked.action]
    return [] if asked.everything else [~(Decision.automatic & (Decision.action == "hold"))]


def _entries(decisions: list[Decision]) -> list[Entry]:
    ids = [decision.id for decision in decisions]
    reports = _reports(ids)
    against, answering = _appeals(ids)
    reversals = _reversals(ids)
    wordings = _wordings({decision.rule for decision in decisions if decision.rule})
    stories = _stories({decision.story_id for decision in decisions if decision.story_id})
    entries = []
    for decision in decisions:
        about_story = ACTS[decision.action].subject == "story"
        slug, headline, crowded = stories.get(decision.story_id or 0, ("", "", False))
        named = about_story or (crowded and decision.action != "hold")
        appeal, answered = against.get(decision.id), answering.get(decision.id)
        entries.append(
            Entry(
                id=decision.id,
                at=decision.decided_at,
                action=decision.action,
                done=decision.done,
                rule=decision.rule,
                why=_why(decision, wordings),
                slug=slug if named else "",
                headline=headline if named else "",
                automatic=decision.automatic,
                reports=reports.get(decision.id, 0),
                until=decision.until,
                about_id=answered.decision_id if answered else decision.undoes_id,
                outcome=appeal.state if appeal and appeal.state != "open" else "",
                answer_id=appeal.answer_id if appeal else None,
                reversal_id=reversals.get(decision.id),
            )
        )
    return entries


def _why(decision: Decision, wordings: dict[tuple[int, int], tuple[str, str]]) -> str:
    act = ACTS[decision.action]
    if act.subject == "story":
        return decision.reason
    if decision.rule is None or not act.restricts:
        return SAYS.get(decision.action, "")
    default = DEFAULTS[decision.rule]
    title, tombstone = wordings.get(
        (decision.rule, decision.rule_version or default.version), (default.title, default.tombstone)
    )
    return f"{title}." if act.subject == "account" else tombstone


def _reports(ids: list[int]) -> dict[int, int]:
    counted = select(Report.decision_id, func.count()).where(Report.decision_id.in_(ids)).group_by(Report.decision_id)
    return {decision_id or 0: number for decision_id, number in db.session.execute(counted)}


def _appeals(ids: list[int]) -> tuple[dict[int, Appeal], dict[int, Appeal]]:
    found = list(db.session.scalars(select(Appeal).where(Appeal.decision_id.in_(ids) | Appeal.answer_id.in_(ids))))
    return (
        {appeal.decision_id: appeal for appeal in found},
        {appeal.answer_id: appeal for appeal in found if appeal.answer_id},
    )


def _reversals(ids: list[int]) -> dict[int, int]:
    found = select(Decision.undoes_id, Decision.id).where(Decision.undoes_id.in_(ids))
    return {reversed_id or 0: number for reversed_id, number in db.session.execute(found)}


def _wordings(numbers: Collection[int]) -> dict[tuple[int, int], tuple[str, str]]:
    found = select(RuleVersion).where(RuleVersion.number.in_(numbers))
    return {(row.number, row.version): (row.title, row.tombstone) for row in db.session.scalars(found)}


def _stories(ids: Collection[int]) -> dict[int, tuple[str, str, bool]]:
    """Return address, headline and whether enough people write there, for stories that everybody may read."""
    found = db.session.execute(
        select(Story.id, Story.slug, Story.headline, _crowd() >= CROWD).where(
            Story.id.in_(ids), Story.status == "published"
        )
    )
    return {story_id: (slug, headline, bool(crowded)) for story_id, slug, headline, crowded in found}


def _crowd() -> ColumnElement[int]:
    """How many people have published comments under a story, counted no further than needed."""
    authors = (
        select(Comment.author_id)
        .where(Comment.story_id == Story.id, Comment.status == "published")
        .distinct()
        .limit(CROWD)
        .correlate(Story)
    )
    return select(func.count()).select_from(authors.subquery()).scalar_subquery()
