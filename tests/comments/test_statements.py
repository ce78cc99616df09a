"""What a request costs the database, in statements: the same for a thread of any size."""

import pytest

from discuss.comments import actions
from discuss.db import db
from tests import factories as make

SIZES = (2, 45)  # comments in a thread: the larger one fills a page and goes on after it


@pytest.fixture
def cost(app, statements, monkeypatch):
    """Send a request and return how many statements it took, those of the page cache included."""
    cache = app.wsgi_app.inner
    read = cache.version
    monkeypatch.setattr(cache, "version", lambda slug: [statements.append("version"), read(slug)][1])

    def cost(somebody, path, form=None, *, expected=(200, 303)):
        if form is not None and not somebody.token:
            somebody.post("/preferences/theme", {"theme": "system"})  # fetches a token for forms
        statements.clear()
        answer = somebody.get(path) if form is None else somebody.post(path, form)
        assert answer.status_code in expected, answer.text[:500]
        return len(statements)

    return cost


def thread_of(size):
    """A story with so many comments: threads, answers to them, and answers to those."""
    story = make.story()
    above = None
    for number in range(size):
        made = make.comment(on=story, reply_to=above if number % 3 else None)
        above = made if number % 3 < 2 else None
    return story, made


@pytest.mark.parametrize("size", SIZES)
def test_a_visitors_page(visitor, cost, size):
    story, comment = thread_of(size)
    path = f"/stories/{story.slug}"
    assert cost(visitor(), path) == 4  # the version, the story with its parts, heads, branches
    assert cost(visitor(), path) == 1
    assert cost(visitor(), f"{path}?sort=old") == 4
    in_place = f"{path}/comments/{comment.id}"
    assert cost(visitor(), in_place) == 6
    assert cost(visitor(), in_place) == 1
    assert cost(visitor(), f"{path}/changes?since=1") == 3
    assert cost(visitor(), f"{path}/feed.atom") == 2


@pytest.mark.parametrize("size", SIZES)
def test_the_page_of_somebody_signed_in_with_comments_of_their_own(visitor, cost, size):
    story, _ = thread_of(size)
    me = make.person()
    somebody = visitor(me)
    path = f"/stories/{story.slug}"
    for _ in range(3):
        own = make.comment(on=story, by=me)
    actions.keep_draft(make.actor(me), story, actions.NewComment(body="Not finished yet."), None)
    assert cost(somebody, path) == 6  # and heads and branches
    assert cost(somebody, path) == 4  # who it is and whom they mute, story with parts, draft and standing, own comments
    assert cost(somebody, f"{path}/comments/{own.id}") == 7
    assert cost(somebody, f"{path}/comments/{own.id}") == 5


def test_own_comments_that_nobody_else_sees_cost_two_more_however_many_they_are(visitor, cost):
    costs = []
    for held in (1, 6):
        story, me = make.story(), make.person()
        somebody = visitor(me)
        for _ in range(held):
            make.comment(on=story, by=me, status="held")
        cost(somebody, f"/stories/{story.slug}")
        costs.append(cost(somebody, f"/stories/{story.slug}"))
    assert costs == [6, 6]


@pytest.mark.parametrize("size", SIZES)
def test_a_post(visitor, cost, size):
    story, comment = thread_of(size)
    me = make.person()
    for _ in range(3):
        make.comment(by=me)  # so that checks no longer hold what they post
    somebody = visitor(me)
    path = f"/stories/{story.slug}/comments"
    words = "It was said at the meeting that the ferry pays for itself in winter"
    turn = db.engine.dialect.name == "postgresql"  # which has to be told that its writers go one after the other
    assert cost(somebody, path, {"body": f"{words}.", "side": "critics"}) == 7 + turn
    assert cost(somebody, path, {"body": f"{words}, number two.", "about": "p1"}) == 8 + turn
    assert cost(somebody, path, {"body": f"{words}, they say.", "parent": comment.id}) == 9 + turn


def test_what_is_hidden_costs_what_is_not_there(visitor, cost):
    """So that no time tells of it."""
    story, draft = make.story(), make.story(status="draft")
    held = make.comment(on=story, status="held")
    for path, other in (
        (f"/stories/{draft.slug}", "/stories/nothing-here"),
        (f"/stories/{draft.slug}/feed.atom", "/stories/nothing-here/feed.atom"),
        (f"/stories/{story.slug}/comments/{held.id}", f"/stories/{story.slug}/comments/999999"),
        (f"/comments/{held.id}/report", "/comments/999999/report"),
    ):
        there, nowhere = (cost(visitor(), asked, expected=(404,)) for asked in (path, other))
        assert there == nowhere, path
