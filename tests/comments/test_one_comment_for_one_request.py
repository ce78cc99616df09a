"""A form that is sent twice, or fifty times at once, makes one comment."""

import threading
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from discuss import clock
from discuss.comments import actions, author_queries, counters, queries
from discuss.comments.models import Comment
from discuss.db import db
from discuss.errors import CannotStore, Conflict
from discuss.stories.models import Story
from tests import factories as make

KEY = "k3y-of-one-form-0001"


def post(visitor, story, body, key=KEY):
    return visitor.post(f"/stories/{story.slug}/comments", {"body": body, "idempotency_key": key})


def comments():
    db.session.rollback()
    return list(db.session.scalars(select(Comment)))


def test_the_same_form_twice_leads_to_the_same_comment(app_context, visitor):
    author, story = visitor(make.person()), make.story()
    first, second = post(author, story, "Said only once."), post(author, story, "Said only once.")
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert len(comments()) == 1


def test_the_same_key_with_another_text_is_a_conflict_with_the_text_given_back(app_context, visitor):
    author, story = visitor(make.person()), make.story()
    post(author, story, "Said only once.")
    answer = post(author, story, "Something else entirely.")
    assert answer.status_code == 409
    assert "Something else entirely." in answer.text
    assert len(comments()) == 1


def edit(author, comment, body):
    comment_id = comment.id
    assert author.post(f"/comments/{comment_id}/edit", {"body": body}).status_code == 303


def test_the_old_form_with_another_text_is_a_conflict_after_an_edit_as_well(app_context, visitor):
    author, story = visitor(make.person()), make.story()
    post(author, story, "As it was first.")
    edit(author, comments()[0], "As it was after a change.")
    answer = post(author, story, "A second comment, from the form that the browser still had.")
    assert answer.status_code == 409
    assert "A second comment, from the form that the browser still had." in answer.text
    assert [comment.body for comment in comments()] == ["As it was after a change."]


def test_the_old_form_with_its_own_text_leads_to_the_edited_comment(app_context, visitor):
    author, story = visitor(make.person()), make.story()
    first = post(author, story, "As it was first.")
    edit(author, comments()[0], "As it was after a change.")
    edit(author, comments()[0], "As it was after two changes.")
    for said in ("As it was first.", "As it was after two changes."):
        assert post(author, story, said).location == first.location
    assert len(comments()) == 1


def test_the_old_form_of_a_comment_that_its_author_deleted_gives_the_text_back(app_context, visitor):
    author, story = visitor(make.person()), make.story()
    post(author, story, "Said, deleted, and said again.")
    assert author.post(f"/comments/{comments()[0].id}/delete").status_code == 303
    answer = post(author, story, "Said, deleted, and said again.")
    assert answer.status_code == 409
    assert "Said, deleted, and said again." in answer.text


def test_one_persons_key_is_not_anothers(app_context, visitor):
    story = make.story()
    for number in range(2):
        assert post(visitor(make.person()), story, f"Said by person {number}.").status_code == 303
    assert len(comments()) == 2


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("key", ["short", "x" * 65, "with blanks in it", "ключ-ключ-ключ"])
def test_a_damaged_key_gives_the_text_back(app_context, visitor, key):
    answer = post(visitor(make.person()), make.story(), "Words to keep.", key)
    assert answer.status_code == 422
    assert "Words to keep." in answer.text


def test_fifty_at_once_make_one(app_context, app):
    story, author = make.story(), make.actor(make.person())
    new = actions.NewComment(body="Said by fifty at once.", idempotency_key=KEY)
    start, outcomes = threading.Barrier(50), []
    number = story.id
    db.session.rollback()  # fifty others write while this one would hold what it has read

    def send():
        with app.app_context():
            mine = db.session.get_one(Story, number)
            start.wait(60)
            for _ in range(5):
                try:
                    outcomes.append(actions.post(author, mine, new, None, make.SETTINGS).id)
                    break
                except CannotStore:  # its turn did not come in time: whoever sent it sends it again
                    db.session.rollback()
                except Conflict as conflict:
                    outcomes.append(str(conflict))
                    break

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    (comment,) = comments()
    assert outcomes == [comment.id] * 50
    assert counters.faults() == []


@pytest.fixture
def few_recent(monkeypatch):
    """Three of a person's comments are read before each post; the questions are built anew, now and afterwards."""
    built = author_queries._author_facts, queries._at_the_form
    for module in (author_queries, queries):
        monkeypatch.setattr(module, "RECENT_OWN", 3)
    for question in built:
        question.cache_clear()
    yield
    for question in built:
        question.cache_clear()


def test_a_key_is_known_days_and_many_comments_later(app_context, visitor, few_recent):
    person, story = make.person(), make.story()
    author = visitor(person)
    first = post(author, story, "Said only once.")
    for _ in range(5):
        make.comment(on=story, by=person)
    assert author_queries.author_facts(person.id).same_request(KEY) is None  # it is not among the recent ones
    with time_machine.travel(clock.now() + timedelta(days=2)):
        again = post(author, story, "Said only once.")
        assert (again.status_code, again.location) == (303, first.location)
        assert post(author, story, "Something else entirely.").status_code == 409
    assert len(comments()) == 6
