"""Whoever comes back with another spelling of a closed account's address: moderators are told, nobody else is."""

import hashlib
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from discuss import clock
from discuss.accounts import actions as accounts
from discuss.accounts.models import Person
from discuss.db import db, transaction
from discuss.moderation import actions
from discuss.moderation.mailboxes import Mailboxes
from discuss.moderation.models import ClosedMailbox
from discuss.moderation.rulings import Ruling
from tests import factories as make
from tests.services.databases import KEY

FLAG = "Perhaps a closed account again"


def closed(email="gil.groomer@example.org"):
    person = make.person(email=email)
    proposal = actions.propose(make.actor(make.moderator()), person, 8, "A second account.")
    actions.settle(make.actor(make.moderator()), proposal, confirmed=True)
    db.session.expire_all()
    return db.session.get_one(Person, person.id)


def seen_by(visitor, moderator, person):
    """What the desk says of a person: on the card of a comment that waits, and on their page."""
    comment = make.comment(by=person, status="held")
    somebody = visitor(moderator)
    card = somebody.get(f"/moderation/comments/{comment.id}/decision").text
    return FLAG in card, FLAG in somebody.get("/moderation/held").text, FLAG in person_page(somebody, person)


def person_page(somebody, person):
    return somebody.get(f"/moderation/people/{person.handle}").text


@pytest.mark.parametrize(
    "spelling", ["gilgroomer@example.org", "Gil.Groomer+new@example.org", "g.i.l.groomer@EXAMPLE.org"]
)
def test_another_spelling_of_a_closed_accounts_address_is_shown_to_moderators(app_context, visitor, spelling):
    before, again = closed(), make.person(email=spelling)
    moderator = make.moderator()
    assert seen_by(visitor, moderator, again) == (True, True, True)
    page = person_page(visitor(moderator), again)
    assert f"/moderation/people/{before.handle}" in page
    assert before.email not in page


def test_other_addresses_and_the_closed_account_itself_are_not(app_context, visitor):
    before, moderator = closed(), make.moderator()
    for email in ("gil.groomer@example.com", "gil@example.org", "gil.groomers@example.org"):
        assert seen_by(visitor, moderator, make.person(email=email)) == (False, False, False)
    assert FLAG not in person_page(visitor(moderator), before)


def test_a_closed_account_leads_to_another_one_of_the_same_mailbox(app_context, visitor):
    first, second = closed(), closed("gilgroomer@example.org")
    somebody = visitor(make.moderator())
    for one, other in ((first, second), (second, first)):
        assert f"/moderation/people/{other.handle}" in person_page(somebody, one)


def test_nothing_is_said_once_the_account_is_open_again(app_context, visitor):
    before, again = closed(), make.person(email="gilgroomer@example.org")
    actions.decide_account(make.actor(make.moderator()), before, Ruling(action="unban", reason="We were wrong."))
    assert FLAG not in person_page(visitor(make.moderator()), again)


def erased(person):
    with transaction() as session:
        session.get_one(Person, person.id).closing_at = clock.now() - timedelta(minutes=1)
    accounts.erase_due()


def codes():
    db.session.rollback()
    return list(db.session.scalars(select(ClosedMailbox.code)))


def test_a_closed_account_is_known_again_though_it_is_erased_and_nothing_of_its_address_is_left(app_context, visitor):
    before = closed()
    assert "a code made from your address" in visitor(before).get("/account/close").text
    erased(before)
    moderator, again = make.moderator(), make.person(email="Gil.Groomer@example.org")
    assert seen_by(visitor, moderator, again) == (True, True, True)
    assert f"/moderation/people/deleted-{before.id}" in person_page(visitor(moderator), again)
    assert FLAG not in person_page(visitor(moderator), make.person(email="gil@example.org"))
    (code,) = codes()
    assert code not in {hashlib.sha256(name.encode()).hexdigest() for name in ("gilgroomer@example.org", again.email)}
    assert Mailboxes(("another key",)).codes(again.email) != (code,)
    assert Mailboxes(("new key", KEY)).codes(again.email)[1] == code


def test_of_other_accounts_nothing_is_kept(app_context, visitor):
    leaving, opened = make.person(), closed()
    assert "a code made from your address" not in visitor(leaving).get("/account/close").text
    actions.decide_account(make.actor(make.moderator()), opened, Ruling(action="unban", reason="We were wrong."))
    for person in (leaving, opened):
        erased(person)
    assert codes() == []


def test_it_is_forgotten_after_two_years_or_when_the_account_is_opened(app_context, visitor):
    people = [closed(email) for email in ("gil.groomer@example.org", "mal.groomer@example.org")]
    for person in people:
        erased(person)
    assert (actions.forget_mailboxes(), len(codes())) == (0, 2)
    with transaction() as session:
        session.get_one(Person, people[0].id).banned_at = None
    assert FLAG not in person_page(visitor(make.moderator()), make.person(email="gil.groomer@example.org"))
    assert (actions.forget_mailboxes(), len(codes())) == (1, 1)
    with time_machine.travel(clock.now() + timedelta(days=732)):
        assert (actions.forget_mailboxes(), codes()) == (1, [])


def test_whoever_it_is_about_and_readers_see_nothing_of_it(app_context, visitor):
    closed()
    again = make.person(email="gilgroomer@example.org")
    comment = make.comment(by=again)
    for somebody in (visitor(), visitor(again), visitor(make.person())):
        for path in (f"/people/{again.handle}", f"/comments/{comment.id}/report", "/moderation-log"):
            assert FLAG not in somebody.get(path).text
    assert person_page(visitor(again), again).count(FLAG) == 0
