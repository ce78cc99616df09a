"""Whoever comes back with another spelling of a closed account's address: moderators are told, nobody else is."""

import pytest

from discuss.accounts.models import Person
from discuss.db import db
from discuss.moderation import actions
from discuss.moderation.rulings import Ruling
from tests import factories as make

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


def test_nothing_is_said_once_the_account_is_open_again(app_context, visitor):
    before, again = closed(), make.person(email="gilgroomer@example.org")
    actions.decide_account(make.actor(make.moderator()), before, Ruling(action="unban", reason="We were wrong."))
    assert FLAG not in person_page(visitor(make.moderator()), again)


def test_whoever_it_is_about_and_readers_see_nothing_of_it(app_context, visitor):
    closed()
    again = make.person(email="gilgroomer@example.org")
    comment = make.comment(by=again)
    for somebody in (visitor(), visitor(again), visitor(make.person())):
        for path in (f"/people/{again.handle}", f"/comments/{comment.id}/report", "/moderation-log"):
            assert FLAG not in somebody.get(path).text
    assert person_page(visitor(again), again).count(FLAG) == 0
