"""Single comments and what is known of their authors. The viewer comes first, so nothing hidden leaks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, func, select, union_all

from discuss.accounts.models import Person
from discuss.checks.queries import STAMP, InForce, in_force
from discuss.comments.author_queries import RECENT_OWN
from discuss.comments.models import Comment, CommentRevision, Draft, Screening
from discuss.db import db, execute
from discuss.decisions import Decision
from discuss.decisions.acts import HIDING
from discuss.decisions.standing import stands
from discuss.errors import Gone, NotFound
from discuss.policy import Actor, Permission, allows
from discuss.stories.models import Element, Story

T = TypeVar("T", Decision, Screening)


def get_comment(viewer: Actor, comment_id: int) -> Comment:
    """Return the comment. Raises :class:`NotFound` for absent and unseen alike, and :class:`Gone`.

    With a withdrawn story its comments are gone for the public; their authors and staff still get at them.
    """
    comment = db.session.get(Comment, comment_id)
    if comment is None or not allows(viewer, Permission.COMMENT_READ, comment):
        raise NotFound
    story = db.session.get_one(Story, comment.story_id)
    if not allows(viewer, Permission.STORY_READ, story):
        raise NotFound
    if story.status == "withdrawn" and not (
        allows(viewer, Permission.COMMENT_HISTORY, comment) or allows(viewer, Permission.STORY_EDIT, story)
    ):
        raise Gone(story.withdrawn_reason or None)
    return comment


def get_comment_of(viewer: Actor, story: Story, comment_id: int) -> Comment:
    """Return the comment if it stands under ``story``: the scope is the object's, never the request's."""
    comment = get_comment(viewer, comment_id)
    if comment.story_id != story.id:
        raise NotFound
    return comment


def story_of(comment: Comment) -> Story:
    """Return the story that ``comment`` stands under."""
    return db.session.get_one(Story, comment.story_id)


def author_of(comment: Comment) -> Person:
    """Return who wrote ``comment``."""
    return db.session.get_one(Person, comment.author_id)


def find_by_request(author_id: int, key: str) -> Comment | None:
    """Return the comment that the form with this key made."""
    return db.session.scalar(select(Comment).where(Comment.author_id == author_id, Comment.idempotency_key == key))


def findings(comment: Comment) -> list[dict[str, object]]:
    """Return what the checks said about the latest screened wording."""
    latest = select(Screening).where(Screening.comment_id == comment.id).order_by(Screening.id.desc()).limit(1)
    found = db.session.scalar(latest)
    return found.findings if found else []


@dataclass
class Unseen:
    """Why a comment is not public: the newest standing decision that hides it, and what the checks tell its author."""

    decision: Decision | None = None
    because: list[str] = field(default_factory=list)  # the sentences for authors, not those for staff


def why_unseen(ids: Sequence[int]) -> dict[int, Unseen]:
    """Return it for each of these comments, in two statements however many there are."""
    found = {number: Unseen() for number in ids}
    if not found:
        return found
    for decision in db.session.scalars(_newest(Decision, ids, Decision.action.in_(HIDING), stands())):
        found[decision.comment_id or 0].decision = decision
    for screening in db.session.scalars(_newest(Screening, ids)):
        said = [str(finding["message"]) for finding in screening.findings if finding.get("message")]
        found[screening.comment_id].because = said
    return found


def _newest(model: type[T], ids: Sequence[int], *conditions: ColumnElement[bool]) -> Select[T]:
    newest = select(func.max(model.id)).where(model.comment_id.in_(ids), *conditions).group_by(model.comment_id)
    return select(model).where(model.id.in_(newest))


def revisions(comment: Comment) -> list[CommentRevision]:
    """Return the earlier, pending and refused wordings, oldest first."""
    found = select(CommentRevision).where(CommentRevision.comment_id == comment.id).order_by(CommentRevision.number)
    return list(db.session.scalars(found))


def first_wording(comment: Comment) -> str:
    """Return what the comment said when it was posted."""
    earlier = (CommentRevision.comment_id == comment.id, CommentRevision.state == "earlier")
    first = select(CommentRevision.body).where(*earlier).order_by(CommentRevision.number).limit(1)
    return db.session.scalar(first) or comment.body


def pending_revision(comment_id: int) -> CommentRevision | None:
    """Return the change that waits for a moderator, if any."""
    return db.session.scalar(
        select(CommentRevision).where(CommentRevision.comment_id == comment_id, CommentRevision.state == "pending")
    )


@dataclass(frozen=True)
class Begun:
    """A text that was kept for its author."""

    body: str
    side: str
    about: str


@dataclass(frozen=True)
class AtTheForm:
    """What a form for writing is told of its user: a kept text, if there is one, and what happens to what they post."""

    draft: Begun | None = None
    approved: int = 0
    held_always: bool = False
    checks: InForce = field(default_factory=InForce)
    last_here: datetime | None = None  # when they last wrote under this story, as far as their recent ones tell


def at_the_form(viewer: Actor, story_id: int, parent_id: int | None) -> AtTheForm:
    """Return it for the place under ``story_id`` where ``parent_id`` is answered, in one statement."""
    if not viewer.signed_in:
        return AtTheForm()
    given = {"person": viewer.id, "story": story_id, "parent": parent_id or 0}
    found = execute(_at_the_form(), given).one()
    checks = in_force((found.checks_saved, found.checks_saved_at))
    draft = Begun(found.body, found.side, found.about) if found.body is not None else None
    return AtTheForm(draft, found.approved, found.held_always, checks, found.last_here)


@lru_cache  # built once: that costs several times what asking does
def _at_the_form() -> Any:
    person: Any = bindparam("person")
    story: Any = bindparam("story")
    here = (Draft.person_id == Person.id) & (Draft.story_id == story) & (Draft.parent_key == bindparam("parent"))
    own = select(Comment.status, Comment.story_id, Comment.posted_at).where(Comment.author_id == person)
    recent = own.order_by(Comment.id.desc()).limit(RECENT_OWN).subquery()
    approved = select(func.count()).select_from(recent).where(recent.c.status == "published").scalar_subquery()
    last = select(func.max(recent.c.posted_at)).where(recent.c.story_id == story).scalar_subquery()
    return (
        select(
            Draft.body,
            Draft.side,
            Draft.about,
            Person.held_always,
            approved.label("approved"),
            last.label("last_here"),
            *STAMP,
        )
        .select_from(Person)
        .outerjoin(Draft, here)
        .where(Person.id == person)
    )


def find_draft(viewer: Actor, story_id: int, parent_id: int | None) -> Draft | None:
    """Return the viewer's own kept text for this place."""
    if not viewer.signed_in:
        return None
    return db.session.scalar(
        select(Draft).where(
            Draft.person_id == viewer.id, Draft.story_id == story_id, Draft.parent_key == (parent_id or 0)
        )
    )


def find_visitors_draft(token_hash: str) -> Draft | None:
    """Return the text a visitor left, by the hash of the secret in the address."""
    return db.session.scalar(select(Draft).where(Draft.token_hash == token_hash))


def profile_comments(viewer: Actor, person_id: int, before: int | None, limit: int) -> list[tuple[Comment, Story]]:
    """Return a person's comments, newest first: the published ones, and to themselves and moderators all of them."""
    wanted = select(Comment, Story).join(Story, Story.id == Comment.story_id).where(Comment.author_id == person_id)
    person = db.session.get_one(Person, person_id)
    if not allows(viewer, Permission.PERSON_INSPECT, person):
        wanted = wanted.where(Story.status != "draft")
        if viewer.id != person_id:
            wanted = wanted.where(Comment.status == "published", Story.status == "published")
    if before is not None:
        wanted = wanted.where(Comment.id < before)
    return [(c, s) for c, s in db.session.execute(wanted.order_by(Comment.id.desc()).limit(limit))]


@dataclass(frozen=True)
class Latest:
    """The latest comment under a story, as lists of stories point at it."""

    id: int
    posted_at: datetime
    author_name: str
    is_reply: bool
    about: str  # the kind of part it is about, '' for none
    side: str  # that part's name, if it is a side


def latest_of(story_ids: Sequence[int]) -> dict[int, Latest]:
    """Return each story's latest published comment: one look into the index a story, in one statement."""
    if not story_ids:
        return {}
    parts = []
    for story_id in story_ids:
        own = select(Comment.id).where(Comment.story_id == story_id, Comment.status == "published")
        parts.append(select(own.order_by(Comment.id.desc()).limit(1).subquery()))
    found = db.session.execute(
        select(
            Comment.id, Comment.story_id, Comment.posted_at, Comment.parent_id, Person.name, Element.kind, Element.label
        )
        .join(Person, Person.id == Comment.author_id)
        .outerjoin(Element, (Element.story_id == Comment.story_id) & (Element.public_id == Comment.about))
        .where(Comment.id.in_(union_all(*parts)))
    )
    return {
        row.story_id: Latest(
            row.id, row.posted_at, row.name, row.parent_id is not None, row.kind or "", row.label or ""
        )
        for row in found
    }


def latest_published(story_id: int, limit: int) -> list[tuple[Comment, Person]]:
    """Return the latest comments that everybody may read, with their authors."""
    found = db.session.execute(
        select(Comment, Person)
        .join(Person, Person.id == Comment.author_id)
        .where(Comment.story_id == story_id, Comment.status == "published")
        .order_by(Comment.id.desc())
        .limit(limit)
    )
    return [(comment, author) for comment, author in found]
