"""Somebody has lost phone and recovery codes: an owner takes the second factors away, and everybody concerned knows."""

from datetime import timedelta

import pytest
import time_machine

from discuss import clock
from tests import factories as make
from tests.accounts.factors import code, factors_of, give_password, sign_in
from tests.accounts.steps import alerts, is_signed_in, send_sign_in
from tests.accounts.test_proof import prove
from tests.services.mailbox import text_of
from tests.services.visitor import PASSWORD


@pytest.fixture
def lost(app_context):
    """Somebody with every kind of factor."""
    person = make.moderator()
    person.key = make.second_factor(person).key
    make.passkey(person)
    return person


def path_of(person):
    return f"/settings/people/{person.handle}/factors"


def test_an_owner_takes_them_away_and_the_password_signs_in_again(lost, visitor, run_jobs, mailbox):
    owner, elsewhere, begun = visitor(make.person(role="owner", plan="")), visitor(), visitor()
    sign_in(elsewhere, lost, lost.key)
    give_password(begun, lost)
    page = owner.get(f"/settings/people?q={lost.handle}")
    assert "Second factor since" in page.text
    answer = owner.post(path_of(lost), page="/settings/people")
    assert (answer.status_code, answer.location) == (303, f"/settings/people?q={lost.handle}")
    assert "signs in with the password alone now" in owner.get(answer.location).text
    assert factors_of(lost) == (False, False, [], 0)
    assert not is_signed_in(elsewhere)
    assert begun.post("/sign-in/second", {"code": code(lost.key, 1)}, page="/sign-in").location.startswith("/sign-in?")
    assert send_sign_in(visitor(), lost.email, PASSWORD).location == "/"
    run_jobs()
    assert "removed by whoever runs the site" in text_of(mailbox.last(lost.email))


def test_where_there_are_none_nothing_is_offered_or_done(app_context, visitor, run_jobs, mailbox):
    owner, person = visitor(make.person(role="owner", plan="")), make.person()
    assert "Remove second factors" not in owner.get(f"/settings/people?q={person.handle}").text
    answer = owner.post(path_of(person), page="/settings/people")
    assert (answer.status_code, "has no second factor" in alerts(answer)) == (409, True)
    run_jobs()
    assert mailbox.all(person.email) == []


@pytest.mark.parametrize("role", ["moderator", "editor"])
def test_nobody_else_can_take_them_away(lost, visitor, role):
    somebody = visitor(make.person(role=role, plan=""))
    assert somebody.post(path_of(lost)).status_code == 403
    assert factors_of(lost)[0] is True


def test_nobody_leads_around_the_proof_that_ones_own_factors_ask_for(app_context, visitor):
    person = make.person(role="owner", plan="")
    owner = sign_in(visitor(), person, make.second_factor(person).key)
    assert "Remove second factors" not in owner.get(f"/settings/people?q={person.handle}").text
    assert owner.post(path_of(person), page="/settings/people").status_code == 403
    assert factors_of(person)[0] is True


@pytest.mark.parametrize("given", [True, False])
def test_an_owner_shows_who_is_there_first(lost, visitor, given):
    """With the second factor, or the password of an owner who has none."""
    person = make.person(role="owner", plan="")
    with time_machine.travel(clock.now(), tick=False) as now:
        somebody = visitor()
        if given:
            somebody.key = make.second_factor(person).key
            sign_in(somebody, person, somebody.key)
        else:
            somebody.sign_in(person)
        now.shift(timedelta(minutes=10, seconds=1))
        answer = somebody.post(path_of(lost), page="/settings/people")
        assert factors_of(lost)[0] is True
        if given:
            back = prove(somebody, answer.location)
        else:
            back = somebody.post(
                "/account/prove", {"password": PASSWORD, "next": f"/settings/people?q={lost.handle}"}
            ).location
        assert lost.name in somebody.get(back).text
        assert somebody.post(path_of(lost), page="/settings/people").status_code == 303
        assert factors_of(lost) == (False, False, [], 0)
