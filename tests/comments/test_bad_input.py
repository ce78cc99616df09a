"""Whatever is sent, the answer is a clear refusal or a page: never a broken server."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from discuss.comments.models import Comment
from discuss.db import db
from discuss.stories.models import Story
from tests import factories as make

pytestmark = pytest.mark.database("sqlite")

REFUSED = {
    "100,000 characters": ("word " * 20_000, 422),
    "more than a form may hold": ("word " * 120_000, 413),
    "200 quotes in each other": (">" * 200 + " words", 422),
    "5,000 links": ("https://a.example " * 5_000, 422),
    "10,000 brackets": ("[" * 10_000, 422),
    "nested brackets": ("[" * 900 + "]" * 900, 422),
    "NUL": ("before\0after", 400),
    "broken UTF-8": (b"before \xff\xfe after", 400),
    "a lone surrogate": (b"before \xed\xa0\x80 after", 400),
    "nothing but marks": ("\u200b\u2060\ufeff", 422),
    "a tower of accents": ("a" + "\u0301" * 500, 422),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("place", ["comments", "preview", "edit"])
def test_a_hostile_text_is_refused_clearly(app_context, visitor, name, place):
    text, status = REFUSED[name]
    author, story = make.person(), make.story()
    comment = make.comment(on=story, by=author)
    somebody = visitor(author)
    path = {
        "comments": f"/stories/{story.slug}/comments",
        "preview": "/comments/preview",
        "edit": f"/comments/{comment.id}/edit",
    }[place]
    answer = somebody.post(path, {"body": text, "story": story.slug})
    assert answer.status_code == status
    if answer.status_code == 422:
        assert 'role="alert"' in answer.text
    db.session.rollback()
    assert db.session.scalars(select(Comment.body)).all() == [comment.body]


ODD = st.one_of(
    st.text(max_size=30),
    st.integers().map(str),
    st.sampled_from(
        ["-1", "0", "1e9", "9" * 40, "new-", "new-1", "old-99999999999999999999", "٣", "1;drop", "%00", "[]"]
    ),
)


FUZZ = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def a_comment():
    """The one comment that all examples of a test are tried on, and its story's address."""
    db.session.rollback()
    found = db.session.scalars(select(Comment)).first() or make.comment()
    return found, f"/stories/{db.session.get_one(Story, found.story_id).slug}"


@FUZZ
@given(
    st.dictionaries(
        st.sampled_from(["sort", "side", "about", "after", "since", "parent", "draft", "x[]"]), ODD, max_size=3
    )
)
def test_any_address_is_answered(app_context, visitor, query):
    comment, address = a_comment()
    for path in (address, f"{address}/changes", f"{address}/comments/{comment.id}", f"{address}/comments/new", "/"):
        answer = visitor().get(path, query_string=query)
        assert answer.status_code in {200, 303, 400, 404, 409, 422}, (path, query)


@FUZZ
@given(
    st.dictionaries(
        st.sampled_from(["body", "parent", "side", "about", "idempotency_key", "story"]),
        ODD | st.lists(ODD, max_size=3),
    )
)
def test_any_form_is_answered(app_context, visitor, form):
    comment, address = a_comment()
    for path in (f"{address}/comments", "/comments/preview", f"/comments/{comment.id}/reports"):
        answer = visitor().post(path, form)
        assert answer.status_code in {200, 303, 400, 401, 404, 409, 422}, (path, form)


@pytest.fixture
def deep(app_context):
    """The eleventh comment of a chain: its replies begin branches of their own."""
    story, by, comment = make.story(), make.person(), None
    for _ in range(12):
        comment = make.comment(on=story, by=by, reply_to=comment)
    make.comment(on=story, by=by, reply_to=comment)
    return f"/stories/{story.slug}/comments/{comment.id}"


@pytest.mark.database("sqlite", "postgresql")
@pytest.mark.parametrize("number", [str(2**31), str(2**63 - 1), str(2**63), "9" * 96])
def test_a_page_that_goes_on_after_more_than_every_comment_is_refused_or_empty(deep, visitor, number):
    story = deep.split("/comments/", maxsplit=1)[0]
    moderator = visitor(make.moderator())
    for path in (
        f"{deep}?after=below-{number}",
        f"{story}?after=new-{number}",
        f"{story}?sort=old&after=old-{number}",
        f"{story}/changes?since={number}",
        f"{story}/comments/new?parent={number}",
        f"/moderation/decided?after=decided-{number}",
    ):
        assert moderator.get(path).status_code in {200, 400, 404, 409}, path


@pytest.mark.parametrize("parent", ["   ", "\n", "abc", "٣", "-1", "1.0", "9" * 500, str(2**31)])
def test_a_parent_that_is_no_number_is_no_broken_server(app_context, visitor, parent):
    story = make.story()
    somebody = visitor(make.person())
    form = {"body": "Some words.", "parent": parent, "story": story.slug}
    assert somebody.post("/comments/preview", form).status_code == 200
    status = somebody.post(f"/stories/{story.slug}/comments", form).status_code
    assert status == {"": 303, str(2**31): 409}.get(parent.strip(), 422)


@pytest.mark.parametrize("number", [0, 2**31, 2**63 - 1, 2**63, 10**30])
def test_numbers_beyond_every_comment_are_not_found(app_context, visitor, number):
    story = make.story()
    for path in (f"/stories/{story.slug}/comments/{number}", f"/comments/{number}/reply", f"/comments/{number}/report"):
        assert visitor().get(path).status_code == 404
    assert visitor(make.moderator()).get(f"/moderation/comments/{number}/decision").status_code == 404
    assert visitor(make.moderator()).get(f"/decisions/{number}").status_code == 404
