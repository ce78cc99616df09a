"""Guessing passwords: refused by the eleventh try, however the guesser is disguised."""

from datetime import timedelta

import pytest
import time_machine

from discuss import clock
from tests import factories as make
from tests.accounts.steps import (
    NEW_PASSWORD,
    is_signed_in,
    send_sign_in,
)
from tests.services.visitor import PASSWORD

limited = pytest.mark.settings(rate_limits=True)


@pytest.mark.database("sqlite")
@limited
def test_the_eleventh_guess_is_refused_whatever_the_headers_say_about_the_network(app_context, visitor):
    """No proxy is configured, so nothing that a caller writes into headers is believed."""
    make.person(email="ada@example.org")
    statuses = []
    for number in range(11):
        false = {
            "X-Forwarded-For": f"198.51.100.{number}",
            "X-Real-IP": f"198.51.100.{number}",
            "Forwarded": f"for=198.51.100.{number}",
            "Client-IP": f"198.51.100.{number}",
        }
        form = {"email": f"ada{number}@example.org", "password": "not the password"}
        answer = visitor().post("/sign-in", form, page="/sign-in", headers=false)
        statuses.append(answer.status_code)
    assert statuses == [422] * 10 + [429]
    assert 1 <= int(answer.headers["Retry-After"]) <= 601
    assert "Too many tries" in answer.text


@pytest.mark.database("sqlite")
@pytest.mark.settings(rate_limits=True, proxy_hops=1)
def test_behind_one_proxy_only_what_the_proxy_wrote_counts(app_context, visitor):
    statuses = []
    for number in range(11):
        chain = {"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.9"}
        form = {"email": f"ada{number}@example.org", "password": "not the password"}
        statuses.append(visitor().post("/sign-in", form, page="/sign-in", headers=chain).status_code)
    assert statuses == [422] * 10 + [429]


@pytest.mark.database("sqlite")
@limited
@pytest.mark.parametrize("hop", ["2001:db8:1:2::{n:x}", "2001:db8:1:2:{n:x}:{n:x}:1:1"])
def test_addresses_of_one_ipv6_network_are_one_guesser(app_context, visitor, hop):
    statuses = []
    for number in range(11):
        form = {"email": f"ada{number}@example.org", "password": "not the password"}
        there = {"REMOTE_ADDR": hop.format(n=number + 1)}
        statuses.append(visitor().post("/sign-in", form, page="/sign-in", environ_base=there).status_code)
    assert statuses == [422] * 10 + [429]


SPELLINGS = [
    "ada.quarry@example.org",
    "ADA.QUARRY@example.org",
    "adaquarry@example.org",
    "a.d.a.quarry@Example.Org",
    " ada.quarry@example.org ",
    "ada.quarry+1@example.org",
    "ada.quarry+2@example.org",
    "\uff41da.quarry@example.org",
    "ada.quarry@example.org\t",
    "Ada.Quarry+x+y@EXAMPLE.ORG",
]


@pytest.mark.database("sqlite")
@limited
def test_every_spelling_of_an_address_counts_as_one_account_from_whatever_network(app_context, visitor):
    person = make.person(email="ada.quarry@example.org")
    statuses = []
    for number, spelling in enumerate([*SPELLINGS, person.email]):
        there = {"REMOTE_ADDR": f"198.51.100.{number}"}
        form = {"email": spelling, "password": "not the password"}
        statuses.append(visitor().post("/sign-in", form, page="/sign-in", environ_base=there).status_code)
    assert statuses == [422] * 10 + [429]


@pytest.mark.database("sqlite")
@limited
def test_a_nul_in_the_address_is_refused_and_gains_no_try(app_context, visitor):
    person = make.person(email="ada@example.org")
    answers = [send_sign_in(visitor(), f"ada\0{n}@example.org", PASSWORD).status_code for n in range(3)]
    assert answers == [400] * 3
    assert is_signed_in(visitor(person))


@pytest.mark.database("sqlite")
@limited
def test_after_ten_guesses_even_the_right_password_waits_and_then_works(app_context, visitor):
    person = make.person()
    with time_machine.travel(clock.now(), tick=False) as journey:
        for _ in range(10):
            send_sign_in(visitor(), person.email, "not the password")
        answer = send_sign_in(visitor(), person.email, PASSWORD)
        assert answer.status_code == 429
        journey.shift(timedelta(seconds=int(answer.headers["Retry-After"]) + 1))
        assert send_sign_in(visitor(), person.email, PASSWORD).status_code == 303


@pytest.mark.database("sqlite")
@limited
def test_signing_in_well_uses_up_no_tries(app_context, visitor):
    """An office behind one address signs in every morning."""
    person = make.person()
    for _ in range(12):
        assert send_sign_in(visitor(), person.email, PASSWORD).status_code == 303


@pytest.mark.database("sqlite")
@limited
def test_signing_in_oneself_buys_no_more_guesses_at_others(app_context, visitor):
    guesser = make.person()
    statuses = []
    for number in range(10):
        send_sign_in(visitor(), guesser.email, PASSWORD)
        statuses.append(send_sign_in(visitor(), f"victim{number}@example.org", "a guess of mine").status_code)
    assert statuses == [422] * 10
    assert send_sign_in(visitor(), "victim@example.org", "a guess of mine").status_code == 429


@pytest.mark.database("sqlite")
@limited
@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/account/security/password", {"old": "a guess of mine", "password": NEW_PASSWORD}),
        ("/account/security/email", {"email_password": "a guess of mine", "email": "x@example.org"}),
        ("/account/close", {"password": "a guess of mine", "action": "close"}),
        ("/account/data", {"password": "a guess of mine"}),
    ],
)
def test_a_stolen_session_is_no_place_to_guess_the_password(app_context, visitor, path, form):
    somebody = visitor(make.person())
    statuses = [somebody.post(path, form, page="/account/profile").status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]
