"""Every SELECT about stories. The viewer comes first, so that drafts and withdrawn stories do not leak."""

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select

from discuss.db import db
from discuss.errors import Gone, NotFound
from discuss.policy import Actor, Permission, allows
from discuss.stories.models import Element, Revision, Story

PAGE = 20  # stories a page
UNKNOWN_NOISE = 9  # after every level
# What decides an order, most important first, and whether it goes downwards.
ORDERS: dict[str, list[tuple[Any, bool]]] = {
    "active": [(func.coalesce(Story.last_comment_at, Story.published_at), True)],
    "latest": [(Story.published_at, True)],
    "discussed": [(Story.comment_count, True)],
    "quiet": [(func.coalesce(Story.noise_level, UNKNOWN_NOISE), False), (Story.published_at, True)],
}


def get_story(viewer: Actor, slug: str) -> Story:
    """Return the story. Raises :class:`NotFound` for absent and unseen alike, :class:`Gone` for a withdrawn one."""
    return _seen(viewer, db.session.scalar(select(Story).where(Story.slug == slug)))


def _seen(viewer: Actor, story: Story | None) -> Story:
    if story is None or not allows(viewer, Permission.STORY_READ, story):
        raise NotFound
    if story.status == "withdrawn" and not allows(viewer, Permission.STORY_EDIT, story):
        raise Gone(story.withdrawn_reason or None)
    return story


# Built once: that costs several times what asking does.
_WITH_PARTS = (
    select(Story, Element)
    .outerjoin(Element, (Element.story_id == Story.id) & Element.removed_at.is_(None))
    .where(Story.slug == bindparam("slug"))
    .order_by(Element.position)
)


def get_story_with_parts(viewer: Actor, slug: str) -> tuple[Story, list[Element]]:
    """Return what :func:`get_story` does and the story's present parts in their order, in one statement."""
    found = db.session.execute(_WITH_PARTS, {"slug": slug}).all()
    story = _seen(viewer, found[0][0] if found else None)
    return story, [element for _, element in found if element is not None]


def find_story(slug: str, *, lock: bool = False) -> Story | None:
    """Return the story with this address, whoever may see it; for editors and commands. ``lock`` it to change it."""
    wanted = select(Story).where(Story.slug == slug)
    return db.session.scalar(wanted.with_for_update() if lock else wanted)


def elements(story_id: int) -> list[Element]:
    """Return the present parts of a story in their order."""
    present = (
        select(Element).where(Element.story_id == story_id, Element.removed_at.is_(None)).order_by(Element.position)
    )
    return list(db.session.scalars(present))


def all_elements(story_id: int) -> list[Element]:
    """Return the parts of a story, those taken out by a revision included."""
    return list(db.session.scalars(select(Element).where(Element.story_id == story_id).order_by(Element.position)))


def listed(sort: str, after: int | None = None, topic: str = "", limit: int = PAGE) -> list[Story]:
    """Return published stories in one of the :data:`ORDERS`, of one topic if asked, after the story ``after``."""
    order = [*ORDERS[sort], (Story.id, True)]
    wanted = select(Story).where(Story.status == "published")
    if topic:
        wanted = wanted.where(Story.topic == topic)
    if after is not None:
        last = db.session.execute(select(*(key for key, _ in order)).where(Story.id == after)).first()
        if last is None:
            return []
        wanted = wanted.where(_beyond(list(zip(order, last, strict=True))))
    keys = [key.desc() if downwards else key.asc() for key, downwards in order]
    return list(db.session.scalars(wanted.order_by(*keys).limit(limit)))


def _beyond(keys: list[tuple[tuple[Any, bool], Any]]) -> ColumnElement[bool]:
    """Say in SQL that a row comes after the one with these values: the first key that differs decides."""
    ways = []
    for number, ((key, downwards), value) in enumerate(keys):
        same = [earlier == seen for (earlier, _), seen in keys[:number]]
        ways.append(and_(*same, key < value if downwards else key > value))
    return or_(*ways)


def leads(story_ids: list[int]) -> dict[int, str]:
    """Return for each story its "why it matters", the sentence that lists show."""
    found = select(Element.story_id, Element.text).where(
        Element.story_id.in_(story_ids), Element.kind == "why", Element.removed_at.is_(None)
    )
    return {row.story_id: row.text for row in db.session.execute(found)}


def all_stories(limit: int = 500) -> list[Story]:
    """Return stories of every status for editors, last changed first."""
    return list(db.session.scalars(select(Story).order_by(Story.updated_at.desc(), Story.id.desc()).limit(limit)))


def published_stories(limit: int = 50_000) -> list[Story]:
    """Return what the sitemap lists; the limit is the sitemap protocol's."""
    published = select(Story).where(Story.status == "published").order_by(Story.id.desc()).limit(limit)
    return list(db.session.scalars(published))


def revisions(story_id: int) -> list[Revision]:
    """Return every revision, newest first."""
    return list(
        db.session.scalars(select(Revision).where(Revision.story_id == story_id).order_by(Revision.number.desc()))
    )


def get_revision(story_id: int, number: int) -> Revision:
    """Return one revision. Raises :class:`NotFound`."""
    found = db.session.scalar(select(Revision).where(Revision.story_id == story_id, Revision.number == number))
    if found is None:
        raise NotFound
    return found


def revision_before(story_id: int, number: int) -> Revision | None:
    """Return the revision that stood until ``number`` was saved, if there was one."""
    earlier = select(Revision).where(Revision.story_id == story_id, Revision.number < number)
    return db.session.scalar(earlier.order_by(Revision.number.desc()).limit(1))
