"""Every SELECT about stories. The viewer comes first, so that drafts and withdrawn stories do not leak."""

from collections.abc import Callable

from sqlalchemy import Engine, select

from discuss.db import db
from discuss.errors import Gone, NotFound
from discuss.policy import Actor, Permission, allows
from discuss.stories.models import Element, Revision, Story

PAGE = 20  # stories a page


def get_story(viewer: Actor, slug: str) -> Story:
    """Return the story. Raises :class:`NotFound` for absent and unseen alike, :class:`Gone` for a withdrawn one."""
    story = db.session.scalar(select(Story).where(Story.slug == slug))
    if story is None or not allows(viewer, Permission.STORY_READ, story):
        raise NotFound
    if story.status == "withdrawn" and not allows(viewer, Permission.STORY_EDIT, story):
        raise Gone(story.withdrawn_reason or None)
    return story


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


def latest(after: int | None = None, limit: int = PAGE) -> list[Story]:
    """Return published stories, newest first, after the story with the id ``after``."""
    wanted = select(Story).where(Story.status == "published")
    if after is not None:
        last = db.session.get(Story, after)
        if last is None or last.published_at is None:
            return []
        wanted = wanted.where(
            (Story.published_at < last.published_at)
            | ((Story.published_at == last.published_at) & (Story.id < last.id))
        )
    return list(db.session.scalars(wanted.order_by(Story.published_at.desc(), Story.id.desc()).limit(limit)))


def most_discussed(after: int | None = None, limit: int = PAGE) -> list[Story]:
    """Return published stories, most comments first, after the story with the id ``after``."""
    wanted = select(Story).where(Story.status == "published")
    if after is not None:
        last = db.session.get(Story, after)
        if last is None:
            return []
        wanted = wanted.where(
            (Story.comment_count < last.comment_count)
            | ((Story.comment_count == last.comment_count) & (Story.id < last.id))
        )
    return list(db.session.scalars(wanted.order_by(Story.comment_count.desc(), Story.id.desc()).limit(limit)))


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


def version_reader(engine: Engine) -> Callable[[str], tuple[object, ...] | None]:
    """Return a function that reads what a cached page of a story hangs on, at the price of one indexed look.

    It is asked at each request, before Flask, so it goes past the session and the ORM: right across processes and
    beside a running command, because nothing is remembered.
    """
    mark = "?" if engine.dialect.name == "sqlite" else "%s"
    sql = f"SELECT id, thread_version, closes_at FROM stories WHERE slug = {mark} AND status = 'published'"  # noqa: S608

    def read(slug: str) -> tuple[object, ...] | None:
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(sql, (slug,))
            found = cursor.fetchone()
            cursor.close()
        finally:
            connection.close()
        return tuple(found) if found else None

    return read
