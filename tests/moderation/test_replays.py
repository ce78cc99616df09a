"""A changed check is tried on old comments before it counts: what it would stop, and what people thought of that."""

import logging
from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from discuss import clock
from discuss.checks import queries as checks
from discuss.checks.actions import Wanted, save_check
from discuss.db import db, transaction
from discuss.decisions import Decision, record
from discuss.errors import Conflict, Invalid, NotPermitted
from discuss.moderation.actions import ask_replay, run_replays, switch_on
from discuss.moderation.models import Replay
from discuss.moderation.replaying import Result, Tally
from discuss.screening import CATALOGUE, Outcome, Setting, screen
from discuss.screening.pace import PACE
from tests import factories as make
from tests.screening.test_screening import draft

LINKS = "See https://a.example and https://b.example, number {}."


@pytest.fixture
def owner(app_context):
    return make.actor(make.person("Olga Owner", role="owner", plan=""))


def wanted(based_on=1, *, enabled=True, **values):
    return Wanted(enabled=enabled, values=values, reason="Too many links get through.", based_on=based_on)


def ask(owner, check, given, before=None):
    return ask_replay(owner, check, given, before or checks.in_force().of(check).values)


def done(replay):
    """Run the trial to its end and return its result."""
    while run_replays():
        pass
    db.session.expire_all()
    replay = db.session.get_one(Replay, replay.id)
    assert replay.state == "done"
    assert replay.looked_at == replay.total
    return Result.of(replay.result)


def decide(comment, action, **more):
    moderator = make.moderator()
    with transaction():
        return record(
            Decision(
                action=action,
                comment_id=comment.id,
                person_id=comment.author_id,
                actor_id=moderator.id,
                reason="Looked at.",
                **more,
            )
        )


def test_a_trial_counts_what_would_be_stopped_and_what_moderators_thought_of_it(owner):
    story = make.story()
    shown, held, removed = (
        make.comment(on=story, body=LINKS.format(number), status=status)
        for number, status in enumerate(("published", "held", "removed"))
    )
    decide(shown, "keep")
    decide(removed, "remove", rule=5)
    make.comment(on=story)
    result = done(ask(owner, "links", wanted(most=1)))
    assert result.wanted == Tally(held=3, approved=1, removed=1)
    assert sorted([*result.newly, *result.both]) == [shown.id, held.id, removed.id]


def test_what_does_not_count_is_left_out(owner):
    story = make.story()
    make.comment(on=story, by=make.moderator(), body=LINKS.format(1))
    make.comment(on=story, body=LINKS.format(2), status="withdrawn")
    make.comment(on=story, body=LINKS.format(3), posted_at=clock.now() - timedelta(days=31))
    replay = ask(owner, "links", wanted(most=1))
    with time_machine.travel(clock.now() + timedelta(seconds=5)):
        make.comment(on=story, body=LINKS.format(4))
    assert done(replay).wanted == Tally()
    assert db.session.get_one(Replay, replay.id).looked_at == 0


def test_the_last_word_of_a_person_counts_and_what_was_taken_back_does_not(owner):
    first, second = (make.comment(body=LINKS.format(number)) for number in range(2))
    decide(first, "remove", rule=5)
    decide(first, "restore")
    undone = decide(second, "remove", rule=5)
    decide(second, "undo", undoes_id=undone.id)
    assert done(ask(owner, "links", wanted(most=1))).wanted == Tally(held=2, approved=1)


def test_it_is_compared_with_the_version_in_force(owner):
    make.comment(body=LINKS.format(1))
    few = make.comment(body="One link, https://a.example only.")
    save_check(owner, "newcomer", wanted(first=1))
    save_check(owner, "links", wanted(most=0))
    for comment in (few,):
        make.comment(by=db.session.get_one(type(make.person()), comment.author_id))
    result = done(ask(owner, "links", wanted(2, enabled=False, most=0)))
    assert result.wanted == Tally()
    assert result.now.held == 2
    assert len(result.freed) == 2


def test_newcomers_are_those_who_were_new_then(owner):
    author, story = make.person(), make.story()
    made = [make.comment(on=story, by=author) for _ in range(5)]
    result = done(ask(owner, "newcomer", wanted(first=4)))
    assert result.wanted.held == 4
    assert result.now.held == 2
    assert result.newly == [made[3].id, made[2].id]


def test_repetitions_crowds_and_the_pace_are_judged_by_what_was_posted_before(owner):
    now, story, author = clock.now(), make.story(), make.person()
    text = "The very same words about the bridge, word for word."
    for hours in (40, 4):
        make.comment(on=story, by=author, body=text, posted_at=now - timedelta(hours=hours))
    for _ in range(2):
        make.comment(on=story, by=make.person(), body=text, posted_at=now - timedelta(minutes=3))
    assert done(ask(owner, "repeat", wanted(hours=48))).wanted == Tally(refused=1)
    assert done(ask(owner, "repeat", wanted(hours=20))).wanted == Tally()
    result = done(ask(owner, "crowd", wanted(others=1)))
    assert (result.wanted.held, result.now.held) == (1, 0)
    for minutes in (9, 8, 7):
        make.comment(on=story, by=author, posted_at=now - timedelta(minutes=minutes))
    pace = dict(PACE.default.values) | {"newcomers_some": 2, "some": 2}
    assert done(ask(owner, "pace", wanted(**pace))).wanted == Tally(paced=1)


def test_the_words_file_is_what_a_first_change_of_words_is_compared_with(owner):
    make.comment(body="A casino bonus for everybody.")
    make.comment(body="The moonlight over the bridge.")
    before = {"banned": "", "suspect": "casino bonus"}
    result = done(ask(owner, "words", wanted(banned="moon*", suspect=""), before))
    assert result.wanted == Tally(refused=1)
    assert result.now == Tally(held=1)


def test_a_trial_goes_on_in_slices_wherever_it_was_cut_off_and_counts_each_comment_once(owner, monkeypatch):
    monkeypatch.setitem(run_replays.__globals__, "SLICE", 4)
    story, now = make.story(), clock.now()
    for number in range(10):  # several of the same moment
        make.comment(on=story, body=LINKS.format(number), posted_at=now - timedelta(hours=number // 3))
    replay = ask(owner, "links", wanted(most=1))
    progress = []
    while run_replays():
        db.session.remove()
        row = db.session.get_one(Replay, replay.id)
        progress.append((row.state, row.looked_at, row.total))
    assert progress == [("running", 4, 10), ("running", 8, 10), ("done", 10, 10)]
    result = Result.of(db.session.get_one(Replay, replay.id).result)
    assert result.wanted.held == 10
    assert len(set(result.newly) | set(result.both)) == 10


def test_of_two_workers_at_the_same_slice_one_has_worked_in_vain(owner, monkeypatch):
    make.comment(body=LINKS.format(1))
    replay = ask(owner, "links", wanted(most=1))
    from_inside = []

    def twice(row):
        if not from_inside:
            from_inside.append(True)
            assert run_replays() == 1
        return look(row)

    module = run_replays.__globals__
    look = module["_look"]
    monkeypatch.setitem(module, "_look", twice)
    assert run_replays() == 0
    assert done(replay).wanted.held == 1


def test_a_check_that_breaks_breaks_the_trial_and_holds_nothing(owner, monkeypatch, caplog):
    make.comment(body=LINKS.format(1))
    replay = ask(owner, "links", wanted(most=1))
    monkeypatch.setattr("discuss.markup.links", lambda body: 1 / 0)
    with caplog.at_level(logging.CRITICAL):
        assert run_replays() == 0
    assert db.session.get_one(Replay, replay.id).state == "failed"
    monkeypatch.undo()
    assert switch_on(owner, replay).version == 2


def test_only_what_was_tried_is_switched_on_and_only_once(owner):
    replay = ask(owner, "links", wanted(most=1))
    with pytest.raises(Conflict, match="still being tried"):
        switch_on(owner, replay)
    done(replay)
    made = switch_on(owner, db.session.get_one(Replay, replay.id))
    assert (made.version, made.parameters, made.reason) == (2, {"most": 1}, "Too many links get through.")
    assert checks.in_force().of("links").number("most") == 1
    with pytest.raises(Conflict, match="already, as version 2"):
        switch_on(owner, db.session.get_one(Replay, replay.id))


def test_a_change_of_an_old_version_is_not_switched_on(owner):
    replay = ask(owner, "links", wanted(most=1))
    done(replay)
    save_check(owner, "links", wanted(most=9))
    with pytest.raises(Conflict, match="version 2"):
        switch_on(owner, db.session.get_one(Replay, replay.id))
    assert checks.in_force().of("links").number("most") == 9


def test_the_same_change_asked_for_twice_is_one_trial_and_no_change_is_none(owner):
    first = ask(owner, "links", wanted(most=1))
    assert ask(owner, "links", wanted(most=1)).id == first.id
    with pytest.raises(Invalid, match="Nothing is different"):
        ask(owner, "links", wanted(most=3))
    with pytest.raises(Conflict):
        ask(owner, "links", wanted(7, most=1))
    assert len(db.session.scalars(select(Replay)).all()) == 1


@pytest.mark.database("sqlite")
def test_only_owners_try_and_switch_on(owner):
    replay = ask(owner, "links", wanted(most=1))
    done(replay)
    for role in ("reader", "moderator", "editor"):
        somebody = make.actor(make.person(role=role))
        with pytest.raises(NotPermitted):
            ask(somebody, "links", wanted(most=1))
        with pytest.raises(NotPermitted):
            switch_on(somebody, replay)


@pytest.mark.database("sqlite")
def test_a_trial_says_of_real_comments_what_the_check_said_when_they_were_posted(app_context, owner):
    """What is stored of a trial agrees with screening itself, comment by comment."""
    author, story = make.person(), make.story()
    bodies = ["WHY DOES NOBODY LISTEN TO US HERE", "Calm words.", "No!!!!", "Plain words, again.", "x" * 30]
    made = [make.comment(on=story, by=author, body=body) for body in bodies]
    setting = Setting(2, values=dict(CATALOGUE["shouting"].default.values) | {"signs": 3})
    result = done(ask(owner, "shouting", wanted(**setting.values)))
    held = {
        comment.id
        for comment in made
        if "shouting"
        in {
            finding.check
            for finding in screen(draft(comment.body, settings={"shouting": setting})).findings
            if finding.outcome is Outcome.HOLD
        }
    }
    assert set(result.newly) | set(result.both) == held
    assert result.wanted.held == len(held)


@given(
    st.lists(st.tuples(st.sampled_from(["held", "refused", "paced", ""]), st.sampled_from(["held", ""])), max_size=60),
    st.dictionaries(st.integers(0, 60), st.sampled_from(["approved", "removed"])),
)
def test_a_result_counts_what_it_is_given_and_is_stored_whole(stops, verdicts):
    result = Result(before={"enabled": True, "values": {}})
    result.add({number: stop for number, stop in enumerate(stops) if any(stop)}, verdicts)
    assert result.wanted.stopped == sum(bool(stop) for stop, _ in stops)
    assert result.now.stopped == sum(bool(stop) for _, stop in stops)
    assert result.wanted.approved + result.wanted.removed <= result.wanted.stopped
    assert Result.of(result.to_json()) == result
    assert len(result.newly) <= 20
