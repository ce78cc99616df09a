"""Leave a note about a person or a comment for other moderators."""

from discuss import clock, markup
from discuss.accounts.models import Person
from discuss.comments.models import Comment
from discuss.db import transaction
from discuss.errors import Invalid
from discuss.moderation.models import Note
from discuss.policy import Actor, Permission, require

LONGEST = 2000  # characters


def note(actor: Actor, about: Person | Comment, text: str) -> Note:
    """Store a note. A note about a comment is one about its author too. Raises :class:`Invalid`."""
    require(actor, Permission.DESK_ENTER)
    text = markup.clean_text(text).strip()
    if not text:
        raise Invalid({"note": ["Write something before you save."]})
    if len(text) > LONGEST:
        raise Invalid({"note": [f"Shorten the note by {len(text) - LONGEST} characters."]})
    comment = about if isinstance(about, Comment) else None
    person_id = comment.author_id if comment else about.id
    with transaction() as session:
        made = Note(
            person_id=person_id,
            comment_id=comment.id if comment else None,
            author_id=actor.id or 0,
            text=text,
            written_at=clock.now(),
        )
        session.add(made)
    return made
