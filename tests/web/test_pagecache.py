"""Shared pages: never older than an acknowledged change, never personal, made once for a crowd, and a 304 for free."""

import gzip
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update

from discuss.comments.views import discussion
from discuss.db import transaction
from discuss.moderation import actions
from discuss.moderation.rulings import Ruling
from discuss.stories.models import Story
from discuss.web.memory import PageMemory
from tests import factories as make

GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def cache(app):
    return app.wsgi_app.inner  # inside of web/turns.py


def page(visitor, story, **headers):
    return visitor.get(f"/stories/{story.slug}", headers=headers)


def etag(answer):
    return answer.headers["ETag"]


def test_a_visitors_page_is_kept_and_answered_again_byte_for_byte(app_context, visitor, cache):
    story = make.story()
    make.comment(on=story)
    first = page(visitor(), story)
    assert len(cache.pages._values) == 1
    second = page(visitor(), story)
    assert second.data == first.data
    assert second.headers["Cache-Control"] == "public, no-cache"
    assert {word.strip() for word in second.headers["Vary"].split(",")} == {"Cookie", "Accept-Encoding"}
    assert "Content-Security-Policy" in second.headers
    assert "Set-Cookie" not in second.headers
    assert "X-Discuss-Shared" not in second.headers


def test_whoever_has_the_page_already_gets_a_304_until_something_changes(app_context, visitor):
    story = make.story()
    first = page(visitor(), story)
    again = page(visitor(), story, **{"If-None-Match": etag(first)})
    assert (again.status_code, again.data) == (304, b"")
    make.comment(on=story, body="Something new has been said here.")
    newer = page(visitor(), story, **{"If-None-Match": etag(first)})
    assert newer.status_code == 200
    assert "Something new has been said here." in newer.text


@pytest.mark.parametrize("change", ["post", "remove", "edit", "delete", "rename"])
def test_no_page_is_older_than_a_change_that_was_acknowledged(app_context, visitor, change):
    story, author = make.story(), make.person(name="Former Name")
    comment = make.comment(on=story, by=author, body="The words as they were.")
    somebody = visitor()
    assert "The words as they were." in page(somebody, story).text
    if change == "post":
        made = visitor(make.moderator(plan="free")).post(
            f"/stories/{story.slug}/comments", {"body": "The newest words."}
        )
        assert made.status_code == 303
        assert "The newest words." in page(somebody, story).text
        return
    if change == "remove":
        ruling = Ruling(action="remove", rule=2, reason="An attack.", version=comment.version)
        actions.decide(make.actor(make.moderator()), comment, ruling)
    if change == "edit":
        visitor(author).post(f"/comments/{comment.id}/edit", {"body": "The words as they became."})
    if change == "delete":
        visitor(author).post(f"/comments/{comment.id}/delete")
    if change == "rename":
        visitor(author).post("/account/profile", {"name": "Later Name", "about": ""})
        assert "Former Name" not in page(somebody, story).text
        return
    assert "The words as they were." not in page(somebody, story).text


def test_nothing_of_anybody_signed_in_is_kept_or_shown_to_others(app_context, visitor, cache):
    story, person = make.story(), make.person(name="Somebody Signed In")
    mine = page(visitor(person), story)
    assert len(cache.pages._values) == 0
    assert mine.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in mine.headers["Vary"]
    assert "Somebody Signed In" not in page(visitor(), story).text
    assert mine.headers.get("ETag") is None


def test_errors_and_hidden_stories_are_never_kept(app_context, visitor, cache):
    story = make.story()
    with transaction() as session:
        session.execute(update(Story).where(Story.id == story.id).values(status="draft"))
    assert page(visitor(), story).status_code == 404
    assert visitor().get("/stories/nothing-here").status_code == 404
    assert visitor().get(f"/stories/{story.slug}?sort=sideways").status_code in {400, 404}
    assert len(cache.pages._values) == 0


@pytest.mark.database("sqlite")
def test_each_encoding_method_and_theme_gets_its_own_right_answer(app_context, visitor):
    story = make.story()
    plain, packed = page(visitor(), story), page(visitor(), story, **GZIP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    head = visitor().open("HEAD", f"/stories/{story.slug}")
    assert head.data == b""
    assert head.headers["Content-Length"] == str(len(plain.data))
    dark = visitor()
    dark.client.set_cookie("theme", "dark")
    assert page(dark, story).data != plain.data
    odd = visitor()
    odd.client.set_cookie("theme", "x" * 300)
    assert page(odd, story).data == plain.data


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_page_that_is_kept_is_not_given_to_whoever_announces_a_body(app_context, visitor, method):
    story = make.story()
    path = f"/stories/{story.slug}"
    assert page(visitor(), story).status_code == 200
    for announced in ({"data": b"abcde"}, {"headers": {"Transfer-Encoding": "chunked"}}):
        answer = visitor().open(method, path, **announced)
        assert answer.status_code == 400
        assert answer.headers["Connection"] == "close"
    assert visitor().open(method, path, headers={"Content-Length": "0"}).status_code == 200


@pytest.mark.database("sqlite")
def test_a_crowd_costs_one_rendering():
    memory, made, start = PageMemory(1000), [], threading.Barrier(20)

    def make_it():
        made.append(1)
        memory.put("key", "page", 10)
        return "page"

    def come():
        start.wait()
        assert memory.once("key", lambda: memory.get("key") or make_it()) == "page"

    crowd = [threading.Thread(target=come) for _ in range(20)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(20)
    assert made == [1]


def test_the_memory_stays_within_its_bytes_and_lets_the_least_used_go():
    memory = PageMemory(100)
    for number in range(10):
        memory.put(number, "page", 30)
        memory.get(0)
    assert memory.size <= 100
    assert memory.get(0) == "page"
    assert memory.get(5) is None
    memory.put("large", "page", 101)
    assert memory.get("large") is None


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("signed_in", [False, True])
def test_a_crowd_at_a_cold_page_costs_one_rendering(app_context, visitor, monkeypatch, signed_in):
    story = make.story()
    make.comment(on=story)
    crowd = [visitor(make.person()) for _ in range(12)] if signed_in else [visitor() for _ in range(200)]
    path, made, render = f"/stories/{story.slug}", [], discussion._page

    def slow(*given):
        made.append(given)
        time.sleep(0.2)  # so that all others have come meanwhile
        return render(*given)

    monkeypatch.setattr(discussion, "_page", slow)
    with ThreadPoolExecutor(len(crowd)) as together:
        answers = list(together.map(lambda one: one.get(path).status_code, crowd))
    assert answers == [200] * len(crowd)
    assert len(made) == 1


@pytest.mark.database("sqlite")
def test_a_crowd_of_visitors_at_a_cold_page_asks_the_application_once(app_context, visitor, cache, monkeypatch):
    story = make.story()
    crowd, asked, inner = [visitor() for _ in range(200)], [], cache.inner

    def slow(environ, start_response):
        asked.append(environ["PATH_INFO"])
        time.sleep(0.2)  # so that all others have come meanwhile
        return inner(environ, start_response)

    monkeypatch.setattr(cache, "inner", slow)
    with ThreadPoolExecutor(len(crowd)) as together:
        answers = list(together.map(lambda one: page(one, story), crowd))
    assert [answer.status_code for answer in answers] == [200] * len(crowd)
    assert len({answer.data for answer in answers}) == 1
    assert asked == [f"/stories/{story.slug}"]
