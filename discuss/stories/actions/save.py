"""Store a story: a new one, or a new revision of one that is there."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from discuss import clock, events
from discuss.db import db, transaction
from discuss.errors import Conflict
from discuss.events.types import StoryRevised
from discuss.policy import Actor, Permission, require
from discuss.stories import queries
from discuss.stories.document import Part, StoryDocument, slug_of
from discuss.stories.matching import Standing, match
from discuss.stories.models import Element, Revision, Story


def save(
    actor: Actor, document: StoryDocument, *, slug: str = "", seen_revision: int | None = None, whole: bool = False
) -> Story:
    """Store ``document`` and return its story; the same story again is a revision, an unchanged one is left alone.

    The story is found by ``slug``, else by the document's, else by the headline's. ``seen_revision`` is the one that
    the editor started from: raises :class:`Conflict` when there is a newer one. A ``whole`` document says every
    setting, so that no closing day means none; other forms leave out what they do not say.
    """
    require(actor, Permission.STORY_EDIT, None)
    wanted = slug or document.slug or slug_of(document.headline)
    with transaction() as session:
        story = queries.find_story(wanted, lock=True) if wanted else None
        if story is None:
            story = Story(slug=wanted or "new", headline=document.headline, created_at=clock.now())
            session.add(story)
            session.flush()
            if not wanted:
                story.slug = f"story-{story.id}"  # a headline without Latin letters gives no address
        elif seen_revision is not None and story.revision != seen_revision:
            raise Conflict(
                "Somebody else has saved this story meanwhile. Your text is kept below: compare and save again."
            )
        before = document_of(story) if story.revision else None
        _settings(story, document, whole=whole)
        _elements(story, document)
        session.flush()
        after = document_of(story)
        if before != after:
            _revise(actor, story, after)
        return story


def _settings(story: Story, document: StoryDocument, *, whole: bool) -> None:
    story.headline = document.headline
    story.noise_level = document.noise_level
    if document.topic is not None:
        story.topic = document.topic
    if document.access is not None:
        story.access = document.access
    if document.closes_on is not None:
        story.closes_at = datetime.combine(document.closes_on + timedelta(days=1), time(), UTC)
    elif whole:
        story.closes_at = None


def _elements(story: Story, document: StoryDocument) -> None:
    known = queries.all_elements(story.id)
    standing = [Standing(e.public_id, e.kind, e.slug, e.label, e.text, e.removed_at is None) for e in known]
    ids = match(standing, document.parts)
    by_id = {element.public_id: element for element in known}
    for position, (public_id, part) in enumerate(zip(ids, document.parts, strict=True)):
        element = by_id.get(public_id)
        if element is None:
            element = Element(story_id=story.id, public_id=public_id, kind=part.kind, text=part.text, version=1)
            db.session.add(element)
        elif (element.text, element.label) != (part.text, part.label):
            element.version += 1
        element.position, element.text, element.label, element.slug = position, part.text, part.label, part.slug
        element.disclaimer, element.happened_on, element.removed_at = part.disclaimer, part.happened_on, None
    for element in known:
        if element.public_id not in ids and element.removed_at is None:
            element.removed_at = clock.now()


def _revise(actor: Actor, story: Story, document: StoryDocument) -> None:
    story.revision += 1
    story.thread_version += 1
    story.updated_at = clock.now()
    db.session.add(
        Revision(
            story_id=story.id,
            number=story.revision,
            document=document.to_dict(),
            made_by=actor.id,
            made_at=clock.now(),
        )
    )
    events.record(StoryRevised(actor_id=actor.id, story_id=story.id, revision=story.revision, status=story.status))


def document_of(story: Story) -> StoryDocument:
    """Return the document that ``story`` is now, ids included: what an export says."""
    parts = tuple(
        Part(
            kind=element.kind,
            text=element.text,
            label=element.label,
            slug=element.slug,
            happened_on=element.happened_on,
            disclaimer=element.disclaimer,
            public_id=element.public_id if element.kind in {"point", "side", "event"} else "",
        )
        for element in queries.elements(story.id)
    )
    document = StoryDocument(
        headline=story.headline,
        parts=parts,
        noise_level=story.noise_level,
        slug=story.slug,
        topic=story.topic or None,
        access=story.access,
    )
    if story.closes_at is None:
        return document
    return replace(document, closes_on=(story.closes_at - timedelta(seconds=1)).date())
