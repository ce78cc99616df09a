"""What looks back at earlier comments holds as well for those that are posted at one moment."""

import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from discuss import clock
from discuss.comments import actions, counters
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.decisions import Decision
from discuss.errors import Conflict, Invalid, TooFast
from discuss.stories.models import Story
from tests import factories as make

CROWD = 10
SAME = "The bridge was never safe, and everybody at the ministry knew it all along."


def settled():
    """Somebody whose comments are published at once."""
    person, elsewhere = make.person(), make.story()
    with time_machine.travel(clock.now() - timedelta(days=2)):
        for _ in range(2):
            make.comment(on=elsewhere, by=person)
    return make.actor(person)


def at_once(app, posts, settings=make.SETTINGS):
    """Post each (actor, story's number, words) in a thread of its own, all from one moment; count what came of them."""
    start, outcomes = threading.Barrier(len(posts)), []

    def run(actor, story_id, words):
        with app.app_context():
            story = db.session.get_one(Story, story_id)
            start.wait(60)
            try:
                outcomes.append(actions.post(actor, story, actions.NewComment(body=words), None, settings).status)
            except (TooFast, Invalid) as refused:
                outcomes.append(type(refused).__name__)
            except BaseException as fault:
                outcomes.append(repr(fault))
                raise

    db.session.rollback()
    threads = [threading.Thread(target=run, args=post) for post in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()
    assert counters.faults() == []
    return Counter(outcomes)


@pytest.mark.parametrize("stories", [1, CROWD])
def test_of_ten_accounts_with_the_same_words_two_are_published_and_the_others_held(app_context, app, stories):
    places = [make.story().id for _ in range(stories)] * (CROWD // stories)
    people = [settled() for _ in range(CROWD)]
    done = at_once(app, [(actor, place, SAME) for actor, place in zip(people, places, strict=True)])
    assert done == {"published": 2, "held": CROWD - 2}
    held = db.session.scalars(select(Decision).where(Decision.action == "hold", Decision.checks == "crowd")).all()
    assert len(held) == CROWD - 2


def test_in_slow_mode_one_of_eight_is_published(app_context, app):
    story, actor = make.story().id, settled()
    with transaction() as session:
        session.execute(update(Story).where(Story.id == story).values(slow_seconds=600))
    done = at_once(app, [(actor, story, f"Said in another way, number {number}.") for number in range(8)])
    assert done == {"published": 1, "TooFast": 7}


def test_the_pace_of_one_person_holds_for_eight_at_once_in_eight_discussions(app_context, app):
    stories, actor = [make.story().id for _ in range(8)], settled()
    posts = [(actor, story, f"Said in another way, number {number}.") for number, story in enumerate(stories)]
    done = at_once(app, posts, replace(make.SETTINGS, pace=True))
    assert done == {"published": 5, "TooFast": 3}


@pytest.mark.parametrize("words", [SAME, "I agree."])
def test_the_same_words_of_one_person_stand_once(app_context, app, words):
    stories, actor = [make.story().id for _ in range(8)], settled()
    assert at_once(app, [(actor, story, words) for story in stories]) == {"published": 1, "Invalid": 7}


def test_of_two_comments_that_are_changed_to_the_same_words_one_is(app_context, app):
    person = make.person()
    numbers, start, outcomes = [make.comment(by=person).id for _ in range(2)], threading.Barrier(2), []
    actor = make.actor(person)

    def change(number):
        with app.app_context():
            comment = db.session.get_one(Comment, number)
            start.wait(60)
            try:
                actions.edit(actor, comment, SAME, make.SETTINGS)
                outcomes.append("changed")
            except (Conflict, Invalid):
                outcomes.append("refused")

    db.session.rollback()
    threads = [threading.Thread(target=change, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["changed", "refused"]
    db.session.rollback()
    assert len(db.session.scalars(select(Comment).where(Comment.body == SAME)).all()) == 1


def test_different_words_of_one_person_are_all_stored(app_context, app):
    stories, actor = [make.story().id for _ in range(8)], settled()
    posts = [(actor, story, f"Said in another way, number {number}.") for number, story in enumerate(stories)]
    assert at_once(app, posts) == {"published": 8}
