"""What moderators' acts mean to readers: pinned, featured, closed to replies, and slowed down."""

from datetime import timedelta

import pytest
import time_machine

from discuss import clock
from discuss.comments import thread
from discuss.comments.models import Comment
from discuss.db import db
from discuss.moderation import actions
from discuss.moderation.rulings import Ruling
from tests import factories as make
from tests.services.statements import noted

WHY = "It helps whichever side one is on."


def act(action, comment, **given):
    ruling = Ruling(action=action, reason=WHY, version=db.session.get_one(Comment, comment.id).version, **given)
    return actions.decide(make.actor(make.moderator()), comment, ruling)


def page(visitor, story, query=""):
    return visitor.get(f"/stories/{story.slug}{query}").text


def article(text, comment):
    start = text.index(f'id="c{comment.id}"')
    return text[text.rindex("<article", 0, start) : text.index("</article>", start)]


@pytest.fixture
def story(app_context):
    return make.story()


def test_a_pinned_thread_stands_first_in_a_box(story, visitor):
    first, second, third = (make.comment(on=story) for _ in range(3))
    reply = make.comment(on=story, reply_to=second)
    act("pin", second)
    text = page(visitor(), story)
    places = [text.index(f'id="c{comment.id}"') for comment in (second, reply, third, first)]
    assert places == sorted(places)
    assert "c--pinned" in article(text, second)
    assert text.count("Pinned by a moderator") == 1
    assert "c--pinned" not in article(text, third)
    old = page(visitor(), story, "?sort=old")
    assert old.index(f'id="c{second.id}"') < old.index(f'id="c{first.id}"')


def test_a_pinned_reply_or_an_old_one_is_quoted_first_with_the_way_to_its_place(story, visitor):
    root = make.comment(on=story)
    reply = make.comment(on=story, reply_to=root, body="The numbers that everybody needs.")
    act("pin", reply)
    text = page(visitor(), story)
    assert text.index('id="pinned-h"') < text.index(f'id="c{root.id}"')
    assert text.count("<p>The numbers that everybody needs.</p>") == 2
    assert text.count(f'id="c{reply.id}"') == 1
    assert "Read it in its place" in text
    assert 'id="pinned-h"' not in page(visitor(), story, "?side=critics")


def test_what_is_pinned_and_then_removed_or_held_is_shown_to_nobody(story, visitor):
    pinned = make.comment(on=story, body="Words that were pinned once.")
    make.comment(on=story)
    act("pin", pinned)
    act("remove", pinned, rule=2)
    text = page(visitor(), story)
    assert "Words that were pinned once." not in text
    assert "Pinned by" not in text


def test_no_longer_pinned_it_stands_where_it_stood(story, visitor):
    first, second = make.comment(on=story), make.comment(on=story)
    act("pin", first)
    act("unpin", first)
    text = page(visitor(), story)
    assert text.index(f'id="c{second.id}"') < text.index(f'id="c{first.id}"')
    assert "Pinned" not in text


def test_later_pages_show_the_pinned_thread_in_its_place_only(story, visitor):
    comments = [make.comment(on=story) for _ in range(thread.HEADS + 3)]
    act("pin", comments[0])
    somebody = visitor()
    first = page(somebody, story)
    assert 'id="pinned-h"' in first
    later = first[first.index('rel="next"') :].split('href="')[1].split('"')[0].replace("&amp;", "&").split("#")[0]
    second = somebody.get(later).text
    assert f'id="c{comments[0].id}"' in second
    assert 'id="pinned-h"' not in second


def test_a_featured_comment_carries_a_badge(story, visitor):
    featured, other = make.comment(on=story), make.comment(on=story)
    act("feature", featured)
    text = page(visitor(), story)
    assert "Featured" in article(text, featured)
    assert "Featured" not in article(text, other)
    act("unfeature", featured)
    assert "Featured" not in page(visitor(), story)


def test_below_a_muted_comment_there_is_no_way_to_reply_and_it_is_said(story, visitor):
    root, other = make.comment(on=story), make.comment(on=story)
    reply = make.comment(on=story, reply_to=root)
    act("mute", root, rule=2)
    text = page(visitor(make.person()), story)
    for comment in (root, reply):
        assert f"/comments/{comment.id}/reply" not in text
    assert text.count("Replies are closed") == 2
    assert f"/comments/{other.id}/reply" in text
    alone = visitor().get(f"/stories/{story.slug}/comments/{reply.id}").text
    assert "Replies are closed" in alone
    act("unmute", root)
    assert "Replies are closed" not in page(visitor(), story)


def test_where_replies_were_closed_the_form_makes_a_comment_of_its_own_and_says_so(story, visitor):
    muted, somebody = make.comment(on=story), visitor(make.person())
    act("mute", muted, rule=2)
    form = f"/comments/{muted.id}/reply"
    assert "posted as a comment of its own" in somebody.get(form).text
    late = somebody.post(f"/stories/{story.slug}/comments", {"body": "An answer of mine.", "parent": muted.id})
    for answer, status in ((somebody.get(form), 200), (late, 403)):
        assert answer.status_code == status
        assert 'name="parent"' not in answer.text
        assert "Post comment" in answer.text
    assert "An answer of mine." in late.text
    assert "A moderator has closed replies to this comment." in late.text


def test_every_reader_is_told_of_slow_mode_until_it_ends(story, visitor):
    moderator, reader = make.actor(make.moderator()), visitor()
    said = "Slow mode: each person can post once in 5 minutes."
    assert said not in page(reader, story)
    actions.decide_story(moderator, story, Ruling(action="slow", seconds=300, reason=WHY))
    assert said in page(reader, story)
    actions.decide_story(moderator, story, Ruling(action="lock", reason=WHY))
    assert said not in page(reader, story)
    actions.decide_story(moderator, story, Ruling(action="unlock", reason=WHY))
    actions.decide_story(moderator, story, Ruling(action="unslow", reason=WHY))
    assert "Slow mode" not in page(reader, story)


@pytest.mark.parametrize(("seconds", "often"), [(30, "30 seconds"), (60, "60 seconds"), (120, "2 minutes")])
def test_slow_mode_is_said_before_posting_with_the_time_of_the_next_try(story, visitor, seconds, often):
    slow = Ruling(action="slow", seconds=seconds, reason="It has become very fast.")
    actions.decide_story(make.actor(make.moderator()), story, slow)
    somebody = make.person()
    told = f"This discussion is slowed down: each person can post once in {often}."
    first = page(visitor(somebody), story)
    assert told in first
    assert "You can post here again" not in first
    with time_machine.travel(clock.now(), tick=False):
        make.comment(on=story, by=somebody)
        again = clock.now() + timedelta(seconds=seconds)
        for path in (f"/stories/{story.slug}", f"/stories/{story.slug}/comments/new"):
            assert f"{told} You can post here again at {again:%H:%M:%S} UTC." in visitor(somebody).get(path).text
    assert "slowed down" not in page(visitor(make.moderator()), story)


def test_a_pinned_comment_costs_one_more_statement_only_where_it_must_be_fetched(story, app, visitor):
    root = make.comment(on=story)
    reply = make.comment(on=story, reply_to=root)
    address = f"/stories/{story.slug}"

    def statements():
        with noted() as counted:
            assert visitor().get(address).status_code == 200
        return len([sql for sql in counted if sql.lstrip().upper().startswith("SELECT")])

    without = statements()
    act("pin", root)
    assert statements() == without
    act("pin", reply)
    assert statements() == without + 1
