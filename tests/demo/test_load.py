"""The demo site: as large as promised, every state in it, loaded once, with right counters."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from discuss.accounts.identity import actor_for
from discuss.accounts.models import Person
from discuss.comments import counters
from discuss.comments.models import Comment, CommentRevision
from discuss.db import db
from discuss.demo import load as demo
from discuss.mail import Mail
from discuss.stories.models import Story
from tests.services.visitor import Visitor

EMPTY = demo.Loaded()


def test_a_second_load_does_nothing_and_the_counters_are_right(app_context):
    first = demo.load()
    assert first.people >= 40
    assert first.stories >= 6
    assert demo.load() == EMPTY
    assert counters.faults() == []
    assert db.session.scalar(select(func.count()).select_from(Comment)) == first.comments


@pytest.mark.database("sqlite")
def test_the_demo_holds_every_state(app_context):
    demo.load()
    by_story = Counter(db.session.scalars(select(Story.slug).join(Comment, Comment.story_id == Story.id)))
    assert max(by_story.values()) >= 300
    assert len(by_story) < db.session.scalar(select(func.count()).select_from(Story))
    assert set(db.session.scalars(select(Comment.status))) == {"published", "held", "removed", "withdrawn"}
    assert db.session.scalar(select(func.max(Comment.depth))) >= 8
    assert "pending" in set(db.session.scalars(select(CommentRevision.state)))
    actors = [actor_for(person) for person in db.session.scalars(select(Person))]
    assert {actor.role.value for actor in actors} == {"reader", "moderator", "editor", "owner"}
    assert {actor.membership.value for actor in actors} >= {"none", "active", "grace", "lapsed"}
    assert any(actor.suspended for actor in actors)
    assert any(actor.banned for actor in actors)
    assert not all(actor.confirmed for actor in actors)
    assert {story.access for story in db.session.scalars(select(Story))} >= {"subscribers", "paid", "off"}


@pytest.mark.database("sqlite")
def test_everybody_shown_can_sign_in_and_nobody_gets_mail(app_context, app, run_jobs):
    demo.load()
    for _, email in demo.sign_ins():
        person = db.session.scalars(select(Person).where(Person.email == email)).one()
        Visitor(app).sign_in(person, demo.PASSWORD)
    run_jobs()
    assert db.session.scalar(select(func.count()).select_from(Mail)) == 0
