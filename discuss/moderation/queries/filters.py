"""What of a queue is wanted: by story, author, side, category, age, plan and words."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from discuss import clock
from discuss.accounts.models import Person
from discuss.comments.models import Comment
from discuss.moderation.models import Report
from discuss.stories.models import Story


@dataclass(frozen=True)
class Filters:
    """What of a queue is wanted; empty fields want everything."""

    story: str = ""
    author: str = ""
    side: str = ""
    category: str = ""
    older_than: int = 0  # hours
    subscribers: str = ""  # yes, no
    search: str = ""

    def apply(self, query: Any) -> Any:
        """Narrow a query that selects from comments."""
        if self.story:
            query = query.where(Comment.story_id.in_(select(Story.id).where(Story.slug == self.story)))
        if self.author:
            query = query.where(Comment.author_id.in_(select(Person.id).where(Person.handle == self.author)))
        if self.side:
            query = query.where(Comment.side == self.side)
        if self.older_than:
            query = query.where(Comment.posted_at < clock.now() - timedelta(hours=self.older_than))
        if self.subscribers:
            paying = select(Person.id).where(Person.plan != "")
            wanted = Comment.author_id.in_(paying)
            query = query.where(wanted if self.subscribers == "yes" else ~wanted)
        if self.category:
            reported = select(Report.comment_id).where(Report.state == "open", Report.category == self.category)
            query = query.where(Comment.id.in_(reported))
        if self.search:
            mark = self.search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            query = query.where(func.lower(Comment.body).like(f"%{mark.lower()}%", escape="\\"))
        return query
