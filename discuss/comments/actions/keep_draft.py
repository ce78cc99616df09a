"""Keep what somebody wrote but could not post: through signing up, confirming and subscribing."""

import hashlib
import secrets

from sqlalchemy import delete

from discuss import clock, markup
from discuss.comments import queries
from discuss.comments.actions.post import NewComment
from discuss.comments.models import Draft
from discuss.db import transaction
from discuss.policy import Actor, Permission, require
from discuss.stories.models import Story

LONGEST = 10_000  # characters kept; the most that an owner can allow in a comment


def keep_draft(actor: Actor, story: Story, given: NewComment, parent_id: int | None) -> str:
    """Keep the text for this place; return the secret by which a visitor's draft is found again, '' for people.

    An empty text forgets the draft that was there.
    """
    require(actor, Permission.STORY_READ, story)
    story_id, parent_key = story.id, parent_id or 0
    body = markup.clean_text(given.body[:LONGEST])
    token = "" if actor.signed_in else secrets.token_urlsafe(24)
    with transaction() as session:
        if actor.signed_in:
            session.execute(
                delete(Draft).where(
                    Draft.person_id == actor.id, Draft.story_id == story_id, Draft.parent_key == parent_key
                )
            )
        if body.strip():
            session.add(
                Draft(
                    person_id=actor.id,
                    token_hash=token_hash(token) if token else None,
                    story_id=story_id,
                    parent_key=parent_key,
                    body=body,
                    side=given.side,
                    about=given.about,
                    saved_at=clock.now(),
                )
            )
    return token


def claim_draft(actor: Actor, token: str) -> None:
    """Give a visitor's draft to the person who came back with its secret; a draft there already gives way."""
    require(actor, Permission.ACCOUNT_MANAGE, None)
    with transaction() as session:
        draft = queries.find_visitors_draft(token_hash(token))
        if draft is None:
            return
        session.execute(
            delete(Draft).where(
                Draft.person_id == actor.id, Draft.story_id == draft.story_id, Draft.parent_key == draft.parent_key
            )
        )
        draft.person_id, draft.token_hash = actor.id, None


def token_hash(token: str) -> str:
    """Return what the database keeps of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()
