"""Writing demo comments, with the same counters and places as in life; what the checks hold goes the whole way."""

from datetime import datetime, timedelta

from discuss import clock, markup
from discuss.comments import actions as comments
from discuss.comments import counters
from discuss.comments.models import Comment, CommentRevision
from discuss.comments.rows import TOP, Place, below
from discuss.db import db
from discuss.demo.acts import SETTINGS, Desk
from discuss.demo.outline import DemoComment
from discuss.screening.likeness import likeness
from discuss.stories.models import Story


class Writer:
    """Writes one story's thread, inside the loader's transaction."""

    def __init__(self, story: Story, desk: Desk) -> None:
        self.story, self.desk = story, desk
        # Counters change the story by statements of their own: what is asked again and again is kept here.
        self.story_id, self.revision = story.id, story.revision

    def write(self, line: DemoComment) -> None:
        """Store one comment at the moment that the clock says."""
        parent = self.desk.comments[id(line.parent)] if line.parent else None
        self.desk.comments[id(line)] = self._post(line, parent) if line.held else self._store(line, parent)

    def _post(self, line: DemoComment, parent: Comment | None) -> Comment:
        """Post it as its author would. Raises ValueError unless the checks hold it."""
        new = comments.NewComment(body=line.body, side=line.side, about=line.about)
        comment = comments.post(self.desk.actor(line.handle), self.story, new, parent, SETTINGS)
        if comment.status != "held":
            raise ValueError(f"no check holds this: {line.body[:60]}")
        return comment

    def _store(self, line: DemoComment, parent: Comment | None) -> Comment:
        version, now = counters.touch_story(self.story_id), clock.now()
        above = Place(parent.branch_id, parent.path, parent.depth) if parent else TOP
        place = below(parent.id, above, version) if parent else TOP
        body = markup.clean_text(line.body)
        comment = Comment(
            story_id=self.story_id,
            story_revision=self.revision,
            parent_id=parent.id if parent else None,
            branch_id=place.branch_id,
            path=place.path,
            depth=place.depth,
            author_id=self.desk.people[line.handle].id,
            body=body,
            html=markup.to_html(body),
            markup_version=markup.VERSION,
            likeness=likeness(body),
            status="published",
            side=line.side,
            about=line.about,
            posted_at=now,
            published_at=now,
            published_version=version,
            changed_version=version,
            shown=True,
            replies_muted=bool(parent and parent.replies_muted),
        )
        db.session.add(comment)
        db.session.flush()
        counters.count_published(self.story_id, comment.about, +1)
        if comment.parent_id:
            counters.count_reply(comment.parent_id, +1, +1)
        if line.edited:
            self._change(comment, now + timedelta(minutes=6))
        return comment

    def _change(self, comment: Comment, at: datetime) -> None:
        """Have it said only its beginning at first."""
        before = comment.body.split("\n\n")[0][:80]
        comment.edited_at = at
        db.session.add(
            CommentRevision(
                comment_id=comment.id, number=1, body=before, html=markup.to_html(before),
                markup_version=markup.VERSION, state="earlier", made_at=at,
            )
        )  # fmt: skip
