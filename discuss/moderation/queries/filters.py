"""What of a queue is wanted: by story, rule, author, side, category, age, plan and words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from discuss import clock
from discuss.accounts.models import Person
from discuss.accounts.plans import GRACE
from discuss.comments.models import Comment
from discuss.decisions import ACTS, Decision
from discuss.moderation.in_force import in_force
from discuss.moderation.models import Report
from discuss.stories.models import Story

# What takes a decision back, or answers an appeal against it, names its rule too.
ANSWERS = frozenset(slug for slug, act in ACTS.items() if act.subject == "decision")


@dataclass(frozen=True)
class Filters:
    """What of a queue is wanted; empty fields want everything."""

    story: str = ""
    rule: int = 0
    author: str = ""
    side: str = ""
    category: str = ""
    older_than: int = 0  # hours
    subscribers: str = ""  # yes, no
    search: str = ""

    def apply(self, query: Any) -> Any:
        """Narrow a query that selects from comments. ``rule`` wants those that a decision by it stands about."""
        if self.story:
            query = query.where(_of_story(Comment.story_id, self.story))
        if self.rule:
            by_rule = (Decision.comment_id == Comment.id, Decision.rule == self.rule, Decision.action.not_in(ANSWERS))
            query = query.where(exists().where(*by_rule, in_force()))
        if self.author:
            query = query.where(_of_person(Comment.author_id, self.author))
        if self.side:
            query = query.where(Comment.side == self.side)
        if self.older_than:
            query = query.where(Comment.posted_at < self._moment())
        if self.subscribers:
            paying = or_(Person.plan_ends_at.is_(None), Person.plan_ends_at > clock.now() - GRACE)
            wanted = Comment.author_id.in_(select(Person.id).where(Person.plan != "", paying))
            query = query.where(wanted if self.subscribers == "yes" else ~wanted)
        if self.category:
            reported = select(Report.comment_id).where(Report.state == "open", Report.category == self.category)
            query = query.where(Comment.id.in_(reported))
        if self.search:
            query = query.where(_says(Comment.body, self.search))
        return query

    def apply_to_decisions(self, query: Any) -> Any:
        """Narrow a query that selects from decisions: by story, rule, whom it is about, age, words of the reason."""
        if self.story:
            query = query.where(_of_story(Decision.story_id, self.story))
        if self.rule:
            query = query.where(Decision.rule == self.rule)
        if self.author:
            query = query.where(_of_person(Decision.person_id, self.author))
        if self.older_than:
            query = query.where(Decision.decided_at < self._moment())
        if self.search:
            query = query.where(_says(Decision.reason, self.search))
        return query

    def _moment(self) -> datetime:
        return clock.now() - timedelta(hours=self.older_than)


def _of_story(column: InstrumentedAttribute[Any], slug: str) -> ColumnElement[bool]:
    return column.in_(select(Story.id).where(Story.slug == slug))


def _of_person(column: InstrumentedAttribute[Any], handle: str) -> ColumnElement[bool]:
    return column.in_(select(Person.id).where(Person.handle == handle))


def _says(column: InstrumentedAttribute[str], words: str) -> ColumnElement[bool]:
    # SQLite's lower() knows the letters of English alone: a word with others is found as it is written.
    return or_(column.contains(words, autoescape=True), column.icontains(words, autoescape=True))
