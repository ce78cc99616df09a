"""Comments that are rendered already: taken from memory until anything that they show is another one."""

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import update

from discuss import clock
from discuss.accounts.models import Person
from discuss.app import create_app
from discuss.comments import counters
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.stories.models import Element, Story
from tests import factories as make
from tests.services.visitor import Visitor

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def thread():
    """A story with a comment about one of its parts, a reply, and another comment."""
    story = make.story()
    author = make.person("Ada Quarry")
    first = make.comment(on=story, by=author, side="critics", about="p1")
    make.comment(on=story, by=author, reply_to=first)
    make.comment(on=story, side="defenders")
    return story, first, author


@pytest.fixture
def forgetful(settings):
    """The same site without any memory for pages."""
    made = create_app(dataclasses.replace(settings, page_cache_bytes=0))
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def kept(app):
    return len(app.extensions["discuss.fragments"]._values)


def test_after_a_post_one_comment_is_rendered_and_no_other(app, visitor, thread):
    story, first, _ = thread
    visitor().get(f"/stories/{story.slug}")
    assert kept(app) == 3
    make.comment(on=story, reply_to=first)
    visitor().get(f"/stories/{story.slug}")
    assert kept(app) == 4


CHANGES = {
    "a new name": lambda story, first, author: (Person, author.id, {"name": "Ada Brook"}),
    "a new role": lambda story, first, author: (Person, author.id, {"role": "moderator"}),
    "new words": lambda story, first, author: (Comment, first.id, {"html": "<p>New.</p>", "edited_at": clock.now()}),
    "a removal": lambda story, first, author: (Comment, first.id, {"status": "removed", "removed_rule": 2}),
    "replies closed": lambda story, first, author: (Comment, first.id, {"replies_muted": True}),
    "featured": lambda story, first, author: (Comment, first.id, {"featured_at": clock.now()}),
    "pinned": lambda story, first, author: (Story, story.id, {"pinned_id": first.id}),
    "closed": lambda story, first, author: (Story, story.id, {"closes_at": clock.now() - timedelta(days=1)}),
    "switched off": lambda story, first, author: (Story, story.id, {"access": "off"}),
    "another address": lambda story, first, author: (Story, story.id, {"slug": "another-address"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_page_of_kept_comments_is_the_page_that_would_be_rendered_anew(app, forgetful, thread, change):
    story, first, author = thread
    paths = ["", "?sort=old", f"/comments/{first.id}"]
    before = [Visitor(app).get(f"/stories/{story.slug}{path}").text for path in paths]
    model, number, values = CHANGES[change](story, first, author)
    with transaction() as session:
        counters.touch_story(story.id)
        session.execute(update(model).where(model.id == number).values(values))
    slug = values.get("slug", story.slug)
    after = [Visitor(app).get(f"/stories/{slug}{path}").text for path in paths]
    assert after != before
    assert after == [Visitor(forgetful).get(f"/stories/{slug}{path}").text for path in paths]


def test_a_part_that_is_called_otherwise_is_named_so_at_its_comments(app, forgetful, thread):
    story, _, _ = thread
    path = f"/stories/{story.slug}"
    assert "The bridge carries four hundred cars a day." in Visitor(app).get(path).text
    with transaction() as session:
        counters.touch_story(story.id)
        words = {"p1": {"text": "Nobody has counted the cars."}, "side-critics": {"label": "Opponents"}}
        for public_id, values in words.items():
            session.execute(update(Element).where(Element.public_id == public_id).values(values))
    page = Visitor(app).get(path).text
    assert "The bridge carries four hundred cars a day." not in page
    assert page == Visitor(forgetful).get(path).text
