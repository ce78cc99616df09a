"""What happens to comments when their author is renamed or leaves, and what of them one takes home."""

from typing import Any

from sqlalchemy import delete, select, update

from discuss import clock
from discuss.accounts import hooks
from discuss.comments import counters
from discuss.comments.models import Comment, CommentRevision, Draft
from discuss.db import db
from discuss.stories.models import Story


def register() -> None:
    """Take part in exports, renames and erasures of accounts."""
    hooks.on_export("comments", exported_comments)
    hooks.on_export("drafts", exported_drafts)
    hooks.on_rename(renamed)
    hooks.on_erase(erased)


def exported_comments(person_id: int) -> list[dict[str, Any]]:
    """Return a person's comments with every wording of each."""
    wordings: dict[int, list[dict[str, Any]]] = {}
    own = select(Comment.id).where(Comment.author_id == person_id)
    revisions = select(CommentRevision).where(CommentRevision.comment_id.in_(own)).order_by(CommentRevision.number)
    for revision in db.session.scalars(revisions):
        said = {"body": revision.body, "state": revision.state, "made_at": revision.made_at}
        wordings.setdefault(revision.comment_id, []).append(said)
    found = db.session.execute(
        select(Comment, Story.slug)
        .join(Story, Story.id == Comment.story_id)
        .where(Comment.author_id == person_id)
        .order_by(Comment.id)
    )
    return [
        {
            "id": comment.id,
            "story": slug,
            "parent": comment.parent_id,
            "body": comment.body,
            "status": comment.status,
            "side": comment.side,
            "about": comment.about,
            "posted_at": comment.posted_at,
            "edited_at": comment.edited_at,
            "other_wordings": wordings.get(comment.id, []),
        }
        for comment, slug in found
    ]


def exported_drafts(person_id: int) -> list[dict[str, Any]]:
    """Return a person's kept texts."""
    drafts = db.session.scalars(select(Draft).where(Draft.person_id == person_id).order_by(Draft.id))
    return [{"story": draft.story_id, "body": draft.body, "saved_at": draft.saved_at} for draft in drafts]


def renamed(person_id: int) -> None:
    """Make every page stale that shows the person's name."""
    stories = select(Comment.story_id).where(Comment.author_id == person_id).distinct()
    db.session.execute(
        update(Story)
        .where(Story.id.in_(stories))
        .values(thread_version=Story.thread_version + 1)
        .execution_options(synchronize_session=False)
    )


def erased(person_id: int, keep_words: bool) -> None:
    """Delete drafts, and the words themselves if the person wishes; replies keep standing under markers."""
    db.session.execute(delete(Draft).where(Draft.person_id == person_id))
    renamed(person_id)
    if keep_words:
        return
    for comment in db.session.scalars(select(Comment).where(Comment.author_id == person_id).order_by(Comment.id)):
        version = counters.touch_story(comment.story_id)
        if comment.status in {"published", "held"}:
            counters.change_status(comment, "withdrawn", version)
        else:
            comment.version += 1  # whoever would take back a removal finds that it is not what it was
        comment.body = comment.html = ""
        comment.likeness = None
        comment.edited_at = clock.now()
        db.session.execute(delete(CommentRevision).where(CommentRevision.comment_id == comment.id))
