"""A clock that jumps, forward and back again, by an hour or a day: order stays, nothing locks, no secret lives on."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine

from discuss import clock
from discuss.accounts.actions.pending import begin_step
from discuss.accounts.handed_out import hashed
from discuss.accounts.identity import actor_for
from discuss.accounts.models import TOKEN_LIFE, MailedLink, Session
from discuss.accounts.queries import find_link, find_step
from discuss.comments.author_queries import author_facts
from discuss.comments.gate import check_slow_mode
from discuss.db import transaction
from discuss.decisions import Decision
from discuss.errors import TooFast
from discuss.jobs.schedule import SCHEDULE
from discuss.moderation.queries import told_meanwhile
from discuss.moderation.showing import age
from discuss.web.limits import RULES
from tests import factories as make

JUMPS = [timedelta(hours=1), timedelta(days=1)]
WORDS = "The ferry that was tried in {} carried fewer people than the bridge on a weekday."


@contextmanager
def moved(by):
    with time_machine.travel(clock.now() + by):
        yield


@pytest.fixture
def story(app_context):
    return make.story()


@pytest.mark.parametrize("jump", JUMPS)
def test_comments_stand_in_the_order_in_which_they_came(story, visitor, jump):
    with moved(jump):
        early = make.comment(story)
        first_reply = make.comment(story, reply_to=early)
    late = make.comment(story)
    second_reply = make.comment(story, reply_to=early)
    with moved(-jump):
        latest = make.comment(story)
    page = visitor().get(f"/stories/{story.slug}").text
    shown = [int(number) for number in re.findall(r'<article class="c[^>]* id="c(\d+)"', page)]
    assert shown == [latest.id, late.id, early.id, first_reply.id, second_reply.id]


@pytest.mark.parametrize("jump", JUMPS)
@pytest.mark.settings(pace=True)
def test_nobody_waits_for_a_clock_that_was_ahead_to_post_again(story, visitor, jump):
    me = make.person()
    with moved(jump):
        for _ in range(8):
            make.comment(story, me)
    answer = visitor(me).post(f"/stories/{story.slug}/comments", {"body": WORDS.format("spring")})
    assert answer.status_code == 303, answer.text[-2000:]


@pytest.mark.parametrize("jump", JUMPS)
def test_slow_mode_asks_for_no_longer_wait_either(story, jump):
    me = make.person()
    with transaction() as session:
        session.merge(story).slow_seconds = 60
    with moved(jump):
        make.comment(story, me)
        with pytest.raises(TooFast):
            check_slow_mode(make.actor(me), story, author_facts(me.id))
    check_slow_mode(make.actor(me), story, author_facts(me.id))


@pytest.mark.parametrize("jump", JUMPS)
@pytest.mark.settings(rate_limits=True)
def test_a_rate_limit_locks_no_longer_than_its_window_whichever_way_the_clock_jumps(app, jump):
    limiter, rule = app.extensions["discuss.limits"], "report-account"
    window = timedelta(seconds=RULES[rule].get_expiry())

    def allowed():
        try:
            limiter.spend(rule, "somebody")
        except TooFast as error:
            waits.append(error.retry_at - clock.now())
            return False
        return True

    waits = []
    with moved(jump + timedelta(minutes=5)):
        assert [allowed() for _ in range(RULES[rule].amount + 1)].count(True) == RULES[rule].amount
    assert [allowed() for _ in range(RULES[rule].amount + 1)].count(True) == RULES[rule].amount
    with moved(window):
        assert allowed()
    assert waits
    assert max(waits) <= window + timedelta(seconds=2)


@pytest.mark.parametrize("jump", [timedelta(hours=2), timedelta(days=1)])
def test_a_mailed_link_lives_at_most_twice_as_long_as_it_should(story, jump):
    person = make.person()
    with moved(jump):
        link(person, "a-secret")
        assert find_link("reset", "a-secret") is not None
    assert find_link("reset", "a-secret") is None
    link(person, "another")
    with moved(-timedelta(minutes=30)):
        assert find_link("reset", "another") is not None
    with moved(timedelta(hours=1)):
        assert find_link("reset", "another") is None


def link(person, secret):
    expires = clock.now() + TOKEN_LIFE
    with transaction() as session:
        made = MailedLink(purpose="reset", token_hash=hashed(secret), person_id=person.id, email=person.email,
                          expires_at=expires)  # fmt: skip
        session.add(made)


@pytest.mark.parametrize("jump", JUMPS)
def test_a_second_step_and_the_proof_of_who_is_there_do_not_outlive_the_jump(story, jump):
    person = make.person()
    make.second_factor(person)
    with moved(jump):
        with transaction():
            secret = begin_step(person.id)
        assert find_step(secret) is not None
        proved_at = clock.now()
    assert find_step(secret) is None
    assert not actor_for(person, Session(person_id=person.id, proved_at=proved_at)).proved
    assert actor_for(person, Session(person_id=person.id, proved_at=clock.now())).proved


@pytest.mark.parametrize("jump", JUMPS)
def test_no_page_says_a_time_that_is_less_than_none(story, visitor, jump):
    me = make.person()
    with moved(jump):
        ahead = clock.now()
        mine = make.comment(story, me)
    assert age(ahead) == "1 min"
    page = visitor(me).get(f"/stories/{story.slug}").text
    assert "15 min to edit" in page
    assert not re.search(r"-\d+ (min|h|day|second)", page)
    decision = Decision(id=1, action="remove", actor_id=me.id, reason="So.", decided_at=ahead)
    assert not re.search(r"-\d+ (second|minute)", told_meanwhile(decision))
    somebody = visitor(me)
    somebody.post(f"/stories/{story.slug}/comments", {"body": mine.body})
    assert not re.search(r"-\d+ (minute|hour)", somebody.get(f"/stories/{story.slug}").text)


@pytest.mark.parametrize("jump", JUMPS)
def test_jobs_go_on_after_the_clock_is_set_back(story, run_jobs, jump):
    with moved(jump):
        run_jobs()
    run_jobs()
    last = run_jobs.__self__.last_run
    late = [job.name for job in SCHEDULE if last[job.name] > clock.now() + job.every]
    assert late == []
