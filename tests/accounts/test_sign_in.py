"""Signing in: nothing is told to guessers, and one ends where one was going, on this site."""

from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from sqlalchemy import select

from discuss import clock
from discuss.accounts import passwords
from discuss.accounts.models import Person
from discuss.db import db, transaction
from discuss.events.log import EventRecord
from tests import factories as make
from tests.accounts.steps import (
    alerts,
    called,
    fields,
    is_signed_in,
    send_sign_in,
)
from tests.services.visitor import PASSWORD


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("known@example.org", "not the password at all"),
        ("known@example.org", ""),
        ("known@example.org", PASSWORD + " "),
        ("known@example.org", "x" * 5000),
        ("novel@example.org", PASSWORD),
        ("gone@example.org", PASSWORD),
        ("", ""),
    ],
)
def test_whatever_is_wrong_the_same_sentence_is_said(app_context, visitor, email, password):
    make.person(email="known@example.org")
    make.person(email="gone@example.org", erased_at=clock.now())
    answer = send_sign_in(visitor(), email, password)
    assert answer.status_code == 422
    assert "The address and the password do not fit together." in alerts(answer)
    assert (fields(answer)["email"], fields(answer)["password"]) == (email, "")
    assert not password or password not in answer.text


def test_a_wrong_password_and_an_unknown_address_get_the_same_bytes(app_context, visitor):
    make.person(email="known@example.org")
    somebody = visitor()
    with time_machine.travel(clock.now(), tick=False):
        known = send_sign_in(somebody, "known@example.org", "not the password")
        unknown = send_sign_in(somebody, "novel@example.org", "not the password")

    def without_token(answer):
        return answer.text.replace(fields(answer)["csrf_token"], "")

    assert without_token(known).replace("known@", "novel@") == without_token(unknown)
    assert [name for name, _ in known.headers] == [name for name, _ in unknown.headers]
    assert known.status_code == unknown.status_code


def test_that_an_account_is_banned_is_told_only_after_the_right_password(app_context, visitor):
    banned = make.person(banned_at=clock.now())
    guess = send_sign_in(visitor(), banned.email, "not the password")
    unknown = send_sign_in(visitor(), "novel@example.org", "not the password")
    assert alerts(guess) == alerts(unknown)
    somebody = visitor(banned)
    answer = somebody.get("/subscribe")
    assert "This account is closed for writing." in alerts(answer)


def test_signing_in_works_whatever_case_the_address_is_typed_in(app_context, visitor):
    make.person(email="Ada@example.org")
    assert is_signed_in(visitor().sign_in(called("  aDA@EXAMPLE.org ")))


def test_a_password_hashed_at_a_lower_cost_is_hashed_anew(app_context, visitor, quick_passwords, monkeypatch):
    person = make.person()
    before = person.password_hash
    monkeypatch.setattr(passwords, "_hasher", quick_passwords)
    hashes = []
    for _ in range(2):
        assert is_signed_in(visitor(person))
        with transaction() as session:
            hashes.append(session.get_one(Person, person.id).password_hash)
    assert "m=19456,t=2," in hashes[0]
    assert hashes == [hashes[0]] * 2 != [before] * 2


def test_whoever_is_signed_in_is_not_asked_again(app_context, visitor):
    answer = visitor(make.person()).get("/sign-in?next=/rules")
    assert (answer.status_code, answer.location) == (303, "/rules")


def test_a_members_page_sends_to_sign_in_and_back(app_context, visitor):
    person = make.person()
    somebody = visitor()
    asked = somebody.get("/account/subscription")
    assert asked.status_code == 303
    page = somebody.get(asked.location)
    assert fields(page)["next"] == "/account/subscription"
    answer = send_sign_in(somebody, person.email, PASSWORD, next=fields(page)["next"])
    assert answer.location == "/account/subscription"


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x01//evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https://evil.example",
    "HTTPS://evil.example",
    "http://127.0.0.1@evil.example",
    "http://127.0.0.1:8000@evil.example",
    "http://[::1",
    "%2F%2Fevil.example",
    "/%2Fevil.example",
    "/%2fevil.example",
    "/%5Cevil.example",
    "/%09/evil.example",
    "/%0d%0aSet-Cookie: a=b",
    "/x\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
    "data:text/html,x",
    "\u2215\u2215evil.example",
    "/\uff0fevil.example",
    "/\u2044evil.example",
    "/..//evil.example",
    "/." + "/evil.example",
    "//evil.example/%2f..",
    "/" + "a" * 8192,
    "evil.example",
    "@evil.example",
    "?next=//evil.example",
]


def browsers_way(location):
    """Return the host a browser would go to: it drops tabs and line breaks, and reads backslashes as slashes."""
    seen = "".join(c for c in location.strip("".join(map(chr, range(33)))) if c not in "\t\r\n").replace("\\", "/")
    return urlsplit(urljoin("http://127.0.0.1:8000/sign-in", seen)).netloc


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("target", ELSEWHERE, ids=range(len(ELSEWHERE)))
def test_signing_in_ends_on_this_site_whatever_next_says(app_context, visitor, target):
    person = make.person()
    for by_address in (False, True):
        somebody = visitor()
        somebody.get("/sign-in")
        sent = {"query_string": {"next": target}} if by_address else {}
        form = {"email": person.email, "password": PASSWORD} | ({} if by_address else {"next": target})
        answer = somebody.post("/sign-in", form, **sent)
        assert answer.status_code == 303
        assert browsers_way(answer.location) == "127.0.0.1:8000"
        assert len(answer.location) < 700
        assert not any(header.startswith("a=b") for header in answer.headers.getlist("Set-Cookie"))
        assert "\n" not in answer.location


def test_failed_and_good_tries_are_recorded(app_context, visitor):
    person = make.person()
    send_sign_in(visitor(), person.email, "not the password")
    visitor(person)
    db.session.rollback()
    assert list(db.session.scalars(select(EventRecord.kind).order_by(EventRecord.id))) == [
        "person.sign-in-failed",
        "person.signed-in",
    ]
