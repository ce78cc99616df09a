"""Writing demo comments in every state, with the same counters, places and decisions as in life."""

from datetime import datetime, timedelta

from sqlalchemy import update

from discuss import decisions, markup
from discuss.accounts.models import Person
from discuss.comments import counters
from discuss.comments.actions.post import hold
from discuss.comments.models import Comment, CommentRevision, Screening
from discuss.comments.rows import TOP, Place, below
from discuss.db import db
from discuss.decisions import Decision
from discuss.demo.outline import DemoComment
from discuss.moderation.models import Report
from discuss.screening import Draft, screen
from discuss.screening.words import DEFAULT_FILE, WordLists
from discuss.stories.models import Story

MODERATORS = ("mo-eriksen", "yara-haddad", "pavel-novak")
WORDS = WordLists.parse(DEFAULT_FILE.read_text(encoding="utf-8"))


class Writer:
    """Writes one story's thread, in the order of time, inside the loader's transaction."""

    def __init__(self, story: Story, people: dict[str, Person], end: datetime) -> None:
        self.story, self.people, self.end = story, people, end
        self.made: dict[int, Comment] = {}

    def write(self, given: DemoComment, posted_at: datetime) -> None:
        """Store one comment and bring it into its state."""
        version = counters.touch_story(self.story.id)
        parent = self.made[id(given.parent)] if given.parent else None
        comment = self._stored(given, parent, posted_at, version)
        self.made[id(given)] = comment
        if given.word == "held":
            self._hold(comment)
            return
        counters.count_published(self.story.id, comment.about, +1)
        if comment.parent_id:
            counters.count_reply(comment.parent_id, +1, +1)
        self._state(given, comment, version)

    def _stored(self, given: DemoComment, parent: Comment | None, at: datetime, version: int) -> Comment:
        above = Place(parent.branch_id, parent.path, parent.depth) if parent else TOP
        place = below(parent.id, above, version) if parent else TOP
        published = given.word != "held"
        body = markup.clean_text(given.body)
        comment = Comment(
            story_id=self.story.id,
            story_revision=self.story.revision,
            parent_id=parent.id if parent else None,
            branch_id=place.branch_id,
            path=place.path,
            depth=place.depth,
            author_id=self.people[given.handle].id,
            body=body,
            html=markup.to_html(body),
            markup_version=markup.VERSION,
            status="published" if published else "held",
            side=given.side,
            about=given.about,
            posted_at=at,
            published_at=at if published else None,
            published_version=version if published else None,
            changed_version=version,
            shown=published,
        )
        db.session.add(comment)
        db.session.flush()
        return comment

    def _hold(self, comment: Comment) -> None:
        verdict = screen(
            Draft(
                body=comment.body, text=comment.body, links=tuple(markup.links(comment.body)), limit=2000,
                author_staff=False, author_approved=0 if self._new(comment) else 9, author_last=(), others_last=(),
                now=comment.posted_at, word_lists=WORDS, markup_disagreement=False, author_held_always=False,
            )
        )  # fmt: skip
        findings = verdict.for_record()
        db.session.add(
            Screening(
                comment_id=comment.id, comment_version=1, outcome="hold", findings=findings,
                screened_at=comment.posted_at,
            )
        )  # fmt: skip
        hold(comment, verdict, to_status="held")

    def _new(self, comment: Comment) -> bool:
        return any(p.id == comment.author_id and h.startswith("new-") for h, p in self.people.items())

    def _state(self, given: DemoComment, comment: Comment, version: int) -> None:
        later = min(comment.posted_at + timedelta(minutes=50), self.end)
        if given.word == "removed":
            rule, _, reason = given.rest.partition(" | ")
            self._remove(comment, int(rule), reason, later, version)
        elif given.word == "withdrawn":
            counters.change_status(comment, "withdrawn", version)
        elif given.word == "edited":
            comment.edited_at = comment.posted_at + timedelta(minutes=6)
            self._revision(comment, comment.body.split("//")[0][:80], "earlier", comment.edited_at)
        elif given.word == "pending":
            self._revision(comment, given.rest, "pending", later)
        elif given.word == "report":
            for number, category in enumerate(given.rest.split(",")):
                self._report(comment, category, number, later)
        db.session.flush()

    def _remove(self, comment: Comment, rule: int, reason: str, at: datetime, version: int) -> None:
        counters.change_status(comment, "removed", version, rule=rule)
        decisions.record(
            Decision(
                action="remove",
                comment_id=comment.id,
                person_id=comment.author_id,
                story_id=self.story.id,
                actor_id=self.people[MODERATORS[comment.id % len(MODERATORS)]].id,
                rule=rule,
                reason=reason,
                from_status="published",
                to_status="removed",
                comment_version=1,
                decided_at=at,
            ),
            comment.body,
        )

    def _revision(self, comment: Comment, body: str, state: str, at: datetime) -> None:
        html = markup.to_html(body)
        db.session.add(
            CommentRevision(
                comment_id=comment.id, number=1, body=body, html=html, markup_version=markup.VERSION, state=state,
                made_at=at,
            )
        )  # fmt: skip
        if state == "pending":
            db.session.execute(update(Comment).where(Comment.id == comment.id).values(version=2))

    def _report(self, comment: Comment, category: str, number: int, at: datetime) -> None:
        reporters = [p for p in self.people.values() if p.id != comment.author_id and p.role == "reader"]
        db.session.add(
            Report(
                comment_id=comment.id,
                comment_version=1,
                reporter_id=reporters[(comment.id + number) % len(reporters)].id,
                category=category,
                reported_at=at + timedelta(minutes=number),
            )
        )
