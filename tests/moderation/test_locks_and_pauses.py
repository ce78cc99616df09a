"""Closing a discussion and pausing a person: with a reason, an end, and the text of those it stops kept."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from discuss import clock
from discuss.accounts.models import Person
from discuss.db import db, transaction
from discuss.decisions import Decision
from discuss.errors import NotPermitted
from discuss.moderation import actions
from discuss.moderation.rulings import Ruling
from tests import factories as make
from tests.services.mailbox import text_of

DAY = timedelta(days=1)


def post(visitor, story, body="I would have said this."):
    return visitor.post(f"/stories/{story.slug}/comments", {"body": body})


def paused_until(person):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Person, person.id).suspended_until


def suspend(visitor, person, days=3, **form):
    until = {"until": f"{clock.now() + days * DAY:%Y-%m-%d}"} if days is not None else {}
    given = {"action": "suspend", "rule": "2", "reason": "Several attacks on people."} | until | form
    return visitor.post(f"/moderation/people/{person.handle}/suspend", given)


@pytest.mark.database("sqlite")
def test_a_closed_discussion_takes_no_comments_keeps_the_text_and_opens_again(app_context, visitor):
    story, desk, author = make.story(), visitor(make.moderator()), visitor(make.person())
    assert desk.post(f"/moderation/stories/{story.slug}/lock", {"action": "lock", "reason": ""}).status_code == 422
    assert post(author, story, "Before it was closed.").status_code == 303
    lock = {"action": "lock", "reason": "It has run its course."}
    assert desk.post(f"/moderation/stories/{story.slug}/lock", lock).status_code == 303
    assert desk.post(f"/moderation/stories/{story.slug}/lock", lock).status_code == 409
    refused = post(author, story)
    assert refused.status_code == 403
    assert "I would have said this." in refused.text
    assert "closed" in visitor().get(f"/stories/{story.slug}").text
    unlock = {"action": "unlock", "reason": "There is news."}
    assert desk.post(f"/moderation/stories/{story.slug}/lock", unlock).status_code == 303
    assert post(author, story).status_code == 303
    taken = db.session.scalars(select(Decision.action).where(Decision.actor_id.is_not(None)).order_by(Decision.id))
    assert list(taken) == ["lock", "unlock"]


@pytest.mark.database("sqlite")
def test_a_discussion_closes_by_itself_on_its_date_for_cached_pages_too(app_context, visitor):
    story = make.story(closes_at=clock.now() + DAY)
    visitors_page = visitor().get(f"/stories/{story.slug}").text
    with time_machine.travel(clock.now() + 2 * DAY):
        assert post(visitor(make.person()), story).status_code == 403
        assert visitor().get(f"/stories/{story.slug}").text != visitors_page


def test_a_paused_person_reads_but_does_not_write_until_the_end(app_context, visitor):
    person, story = make.person(), make.story()
    assert suspend(visitor(make.moderator()), person).status_code == 303
    answer = post(visitor(person), story)
    assert answer.status_code == 403
    assert "I would have said this." in answer.text
    end = paused_until(person)
    assert end > clock.now() + 3 * DAY - timedelta(minutes=1)
    with time_machine.travel(end - timedelta(seconds=1)):
        assert post(visitor(person), story).status_code == 403
    with time_machine.travel(end + timedelta(seconds=1)):
        assert post(visitor(person), story).status_code == 303


@pytest.mark.database("sqlite")
def test_the_person_is_told_why_and_until_when(app_context, visitor, run_jobs, mailbox):
    person = make.person()
    suspend(visitor(make.moderator()), person)
    run_jobs()
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        run_jobs()
    text = text_of(mailbox.last(person.email))
    assert "Several attacks on people." in text
    assert f"{paused_until(person).day} {paused_until(person):%B %Y}" in text


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"until": ""}, "Choose an end"),
        ({"until": "2020-01-01"}, "Choose an end"),
        ({"until": "2199-01-01"}, "Choose an end"),
        ({"rule": ""}, "Choose the rule that was broken."),
        ({"reason": " "}, "Say why"),
    ],
)
def test_nobody_is_paused_without_end_rule_and_reason(app_context, visitor, form, sentence):
    person = make.person()
    answer = suspend(visitor(make.moderator()), person, **form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert paused_until(person) is None


@pytest.mark.database("sqlite")
def test_a_pause_can_be_ended_early_and_not_twice(app_context, visitor):
    person, desk = make.person(), visitor(make.moderator())
    suspend(desk, person)
    end = {"action": "unsuspend", "reason": "We were wrong."}
    assert suspend(desk, person, days=None, **end).status_code == 303
    assert paused_until(person) is None
    assert suspend(desk, person, days=None, **end).status_code == 409


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("role", ["moderator", "editor", "owner"])
def test_a_moderator_pauses_neither_themself_nor_equals_nor_those_above(app_context, role):
    moderator, other = make.moderator(), make.person(role=role)
    for whom in (moderator, other):
        with pytest.raises(NotPermitted):
            actions.decide_account(
                make.actor(moderator),
                whom,
                Ruling(action="suspend", until=clock.now() + DAY, rule=2, reason="Why not."),
            )
        assert paused_until(whom) is None


@pytest.mark.database("sqlite")
def test_a_banned_person_writes_nothing_but_keeps_their_own_words(app_context, visitor):
    person, story = make.person(), make.story()
    comment = make.comment(on=story, by=person)
    somebody = visitor(person)
    with transaction() as session:
        session.execute(update(Person).where(Person.id == person.id).values(banned_at=clock.now()))
    assert post(somebody, story).status_code == 403
    assert "min to edit" not in somebody.get(f"/stories/{story.slug}").text
    changed = somebody.post(f"/comments/{comment.id}/edit", {"body": "Words that were not there before."})
    assert changed.status_code == 303
    page = visitor().get(f"/stories/{story.slug}").text
    assert comment.body in page  # the change waits for a moderator, however young the comment is
    assert "Words that were not there before." not in page
    assert somebody.post(f"/comments/{comment.id}/delete").status_code == 303


@pytest.mark.database("sqlite")
def test_closing_an_account_for_good_ends_its_sessions_and_it_can_be_signed_into_again(app_context, visitor):
    person = make.person()
    somebody = visitor(person)
    assert somebody.get("/account/data").status_code == 200
    proposal = actions.propose(make.actor(make.moderator()), person, 8, "A second account.")
    actions.settle(make.actor(make.moderator()), proposal, confirmed=True)
    assert somebody.get("/account/data").status_code == 303
    assert visitor(person).get("/account/data").status_code == 200
