"""Whoever decides for long without a break is told so, from their own decisions and nobody else's."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from discuss import clock
from discuss.moderation import actions, queries
from discuss.moderation.pacing import Stretch, stretch
from discuss.moderation.rulings import Ruling
from tests import factories as make

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def ago(*minutes):
    return [(NOW - timedelta(minutes=number), "", None) for number in minutes]


@pytest.mark.parametrize(
    ("acts", "number", "minutes"),
    [
        ([], 0, 0),
        (ago(2), 1, 2),
        (ago(2, 10, 24), 3, 24),
        (ago(2, 10, 25, 26), 2, 10),  # a quarter of an hour without a decision is a break
        (ago(15, 16, 17), 0, 0),  # the break is going on
        (
            [(NOW - timedelta(minutes=1), "a", None), (NOW - timedelta(minutes=1), "a", None), *ago(3)],
            2,
            3,
        ),  # a batch is one act
    ],
)
def test_acts_are_counted_back_to_the_last_break(acts, number, minutes):
    assert stretch(acts, NOW) == Stretch(number, timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("minutes", "queue", "said"),
    [
        (89, "held", ""),
        (90, "held", "46 decisions in 1 h 30 min. This is a good moment for a break."),
        (110, "reported", "46 decisions in 1 h 50 min. This is a good moment for a break."),
        (29, "urgent", ""),
        (31, "urgent", "46 decisions in 31 min. This is a good moment for a break."),
    ],
)
def test_it_is_said_after_ninety_minutes_and_sooner_where_it_is_hard(minutes, queue, said):
    assert Stretch(46, timedelta(minutes=minutes)).said(queue) == said


def test_it_is_said_after_many_severe_texts_however_short_the_time():
    short = timedelta(minutes=12)
    assert Stretch(14, short, severe=9).said("reported") == ""
    said = Stretch(14, short, severe=10).said("reported")
    assert said == "14 decisions in 12 min, 10 of them about severe texts. This is a good moment for a break."


def test_severe_texts_that_one_has_decided_about_are_counted(app_context, visitor):
    moderator, story = make.moderator(handles_urgent=True), make.story()
    for number in range(12):
        comment = make.comment(on=story)
        if number < 10:
            complaint = actions.Complaint(category="child-safety", explanation="Please look.")
            actions.report(make.actor(make.person()), comment, complaint)
        ruling = Ruling(action="remove", rule=4, reason="It endangers a child.", version=comment.version)
        actions.decide(make.actor(moderator), comment, ruling)
    assert queries.own_stretch(make.actor(moderator)).severe == 10
    assert "12 decisions in 0 min, 10 of them about severe texts." in visitor(moderator).get("/moderation/held").text


def test_a_break_frees_what_one_has_and_leads_back_to_where_one_was(app_context, visitor):
    moderator = make.moderator()
    waiting, look = make.comment(status="held"), make.second_look()
    actions.claim(make.actor(moderator), waiting)
    assert actions.take_look(make.actor(moderator))
    tired = visitor(moderator)
    assert "Take a break" in tired.get("/moderation/pause?next=/moderation/held").text
    answer = tired.post("/moderation/pause", {"next": "/moderation/held"})
    page = tired.get(answer.location).text
    assert "Your break has begun. 2 items are free for others." in page
    assert 'href="/moderation/held">Back to the desk' in page
    assert not queries.cards(make.actor(moderator), [waiting.id])[0].claimed_by_me
    assert queries.looks_waiting(make.actor(make.moderator())) == [look.id]


@pytest.fixture
def long_day(app_context):
    """A moderator who has kept a comment every ten minutes for two hours, and a colleague who has just begun."""
    moderator, colleague, story = make.moderator(), make.moderator(), make.story()
    for minutes in range(120, 0, -10):
        with time_machine.travel(clock.now() - timedelta(minutes=minutes), tick=False):
            comment = make.comment(on=story)
            actions.decide(make.actor(moderator), comment, Ruling(action="keep", version=comment.version))
    comment = make.comment(on=story)
    actions.decide(make.actor(colleague), comment, Ruling(action="keep", version=comment.version))
    return moderator, colleague


def test_the_queue_says_it_to_whom_it_concerns_and_offers_to_let_go(long_day, visitor):
    moderator, colleague = long_day
    assert queries.own_stretch(make.actor(moderator)).acts == 12
    tired, fresh = visitor(moderator), visitor(colleague)
    page = tired.get("/moderation/held").text
    assert "12 decisions in 2 h 0 min. This is a good moment for a break." in page
    assert "Release my items" in page
    assert '<div class="pace" id="pace" hidden>' in fresh.get("/moderation/held").text
    assert tired.get("/moderation/held/changes").json["pace"].startswith("12 decisions in 2 h")
    assert fresh.get("/moderation/held/changes").json["pace"] == ""
    waiting = make.comment(status="held")
    actions.claim(make.actor(moderator), waiting)
    answer = tired.post("/moderation/claims/release", {"next": "/moderation/held"})
    assert answer.location.endswith("/moderation/held")
    assert not queries.cards(make.actor(moderator), [waiting.id])[0].claimed_by_me


def test_what_was_taken_back_is_no_decision_twice(app_context):
    moderator, comment = make.moderator(), make.comment()
    decision = actions.decide(make.actor(moderator), comment, Ruling(action="keep", version=comment.version))
    actions.undo(make.actor(moderator), decision)
    assert queries.own_stretch(make.actor(moderator)).acts == 1
