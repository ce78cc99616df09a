"""Signing in with a second factor: a right password is not enough, a code works once, and nothing leads around it."""

import math
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module

import pytest
from sqlalchemy import select

from discuss import clock
from discuss.accounts import recovery
from discuss.accounts.models import Person
from discuss.accounts.passwords import hash_password, verify_password
from discuss.db import db, transaction
from discuss.events.log import EventRecord
from tests import factories as make
from tests.accounts.factors import SECOND, WRONG, code, factors_of, give_password, show, sign_in
from tests.accounts.steps import (
    NEW_PASSWORD,
    alerts,
    cookie,
    fields,
    is_signed_in,
    path_in,
    person_with,
    pressed_at_once,
    send_sign_in,
    with_cookie,
)
from tests.accounts.test_sign_in import ELSEWHERE, browsers_way
from tests.services.mailbox import text_of
from tests.services.visitor import PASSWORD

HALF_MINUTE = timedelta(seconds=30)


def test_the_right_password_alone_signs_nobody_in_who_has_a_second_factor(app_context, visitor):
    person = make.person()
    factor = make.second_factor(person)
    somebody = visitor()
    give_password(somebody, person, next="/rules")
    assert not is_signed_in(somebody)
    page = somebody.get(f"{SECOND}?next=/rules")
    assert page.status_code == 200
    assert fields(page)["next"] == "/rules"
    answer = show(somebody, code=code(factor.key), next="/rules")
    assert (answer.status_code, answer.location) == (303, "/rules")
    assert is_signed_in(somebody)


def test_a_wrong_password_says_nothing_about_a_second_factor(app_context, visitor):
    person, plain = make.person(), make.person()
    make.second_factor(person)
    with_factor = send_sign_in(visitor(), person.email, "not the password")
    without = send_sign_in(visitor(), plain.email, "not the password")
    assert with_factor.status_code == without.status_code == 422
    assert alerts(with_factor) == alerts(without)


@pytest.mark.parametrize(
    "wrong", [WRONG, "", "12345", "1234567", "\u0661\u0662\u0663\u0664\u0665\u0666", "abcdef", "x" * 5000]
)
def test_a_wrong_code_signs_nobody_in_and_the_page_says_what_to_look_at(app_context, visitor, wrong):
    person = make.person()
    make.second_factor(person)
    somebody = visitor()
    give_password(somebody, person)
    answer = show(somebody, code=wrong)
    assert answer.status_code == 422
    assert ("clock of your device" if wrong == WRONG else "six digits") in alerts(answer)
    assert not is_signed_in(somebody)


def test_a_code_may_be_typed_as_the_app_shows_it(app_context, visitor):
    person = make.person()
    factor = make.second_factor(person)
    somebody = visitor()
    give_password(somebody, person)
    shown = code(factor.key)
    assert show(somebody, code=f" {shown[:3]} {shown[3:]} ").status_code == 303


@pytest.mark.parametrize(("later", "status"), [(-2, 422), (-1, 303), (0, 303), (1, 303), (2, 422)])
def test_a_clock_may_be_off_by_one_step_either_way(app_context, visitor, now, later, status):
    person = make.person()
    factor = make.second_factor(person)
    somebody = visitor()
    give_password(somebody, person)
    assert show(somebody, code=code(factor.key, later)).status_code == status


def test_a_code_that_was_used_is_refused_and_so_is_an_older_one(app_context, visitor, now):
    """Whoever looks over a shoulder has half a minute: what was seen is worth nothing."""
    person = make.person()
    factor = make.second_factor(person)
    sign_in(visitor(), person, factor.key)
    onlooker = visitor()
    give_password(onlooker, person)
    answer = show(onlooker, code=code(factor.key))
    assert answer.status_code == 422
    assert "used already" in alerts(answer)
    assert show(onlooker, code=code(factor.key, -1)).status_code == 422
    assert not is_signed_in(onlooker)
    now.shift(HALF_MINUTE)
    assert show(onlooker, code=code(factor.key)).status_code == 303


def test_of_many_who_show_one_code_at_once_one_gets_in(app_context, visitor):
    person = make.person()
    factor = make.second_factor(person)
    browsers = [visitor() for _ in range(8)]
    for one in browsers:
        give_password(one, person)
    answers = pressed_at_once(browsers, SECOND, {"code": code(factor.key, 1)})
    assert sorted(answers) == [303, *[422] * 7]
    assert sum(map(is_signed_in, browsers)) == 1


def test_a_recovery_code_stands_in_once_and_its_owner_is_told(app_context, visitor, run_jobs, mailbox):
    person = make.person()
    factor = make.second_factor(person)
    for number, status in ((0, 303), (0, 422), (1, 303)):
        somebody = visitor()
        give_password(somebody, person)
        assert show(somebody, recovery=factor.codes[number]).status_code == status
        assert is_signed_in(somebody) == (status == 303)
    assert factors_of(person)[3] == 8
    run_jobs()
    assert "8 are left" in text_of(mailbox.last(person.email))


def test_of_many_who_show_one_recovery_code_at_once_one_gets_in(app_context, visitor):
    person = make.person()
    factor = make.second_factor(person)
    browsers = [visitor() for _ in range(8)]
    for one in browsers:
        give_password(one, person)
    answers = pressed_at_once(browsers, SECOND, {"recovery": factor.codes[3]})
    assert sorted(answers) == [303, *[422] * 7]
    assert sum(map(is_signed_in, browsers)) == 1
    assert factors_of(person)[3] == 9


def test_a_recovery_code_may_be_typed_with_capitals_and_blanks(app_context, visitor):
    person = make.person()
    factor = make.second_factor(person)
    somebody = visitor()
    give_password(somebody, person)
    assert show(somebody, recovery=f" {factor.codes[0].upper().replace('-', ' ')} ").status_code == 303


def test_a_recovery_code_cannot_be_guessed_by_whoever_has_its_hash(app_context):
    _, codes = recovery.new_set()
    letters = {len(code.replace("-", "")) for code in codes}
    assert min(letters) * math.log2(len(set(recovery.ALPHABET))) >= 128
    assert set("".join(codes)) <= set(recovery.ALPHABET) | {"-"}


def test_a_shorter_code_from_before_still_works(app_context, visitor):
    person = make.person()
    salt = "5a" * 16
    factor = make.second_factor(person, (salt, {"k7mq2-x9fra": recovery.hashed(salt, "k7mq2-x9fra")}))
    somebody = visitor()
    give_password(somebody, person)
    assert show(somebody, recovery=factor.codes[0]).status_code == 303


def test_the_second_step_shows_what_a_recovery_code_looks_like(app_context, visitor):
    person = make.person()
    make.second_factor(person)
    somebody = visitor()
    give_password(somebody, person)
    (shown,) = re.findall(r"such as ([a-z0-9-]+)", somebody.get(SECOND).text)
    made = recovery.new_set()[1].popitem()[0]
    assert [len(group) for group in shown.split("-")] == [len(group) for group in made.split("-")]
    assert set(shown) - {"-"} <= set(recovery.ALPHABET)


def test_a_recovery_code_is_its_owners_alone(app_context, visitor):
    person, other = make.person(), make.person()
    make.second_factor(person)
    theirs = make.second_factor(other, recovery.new_set())
    somebody = visitor()
    give_password(somebody, person)
    answer = show(somebody, recovery=theirs.codes[0])
    assert answer.status_code == 422
    assert "recovery codes" in alerts(answer)
    assert factors_of(other)[3] == 10


@pytest.mark.database("sqlite")
@pytest.mark.settings(rate_limits=True)
def test_the_sixth_try_within_five_minutes_is_refused_from_whatever_browser(app_context, visitor, now):
    person = make.person()
    factor = make.second_factor(person)
    statuses = []
    for number in range(6):
        somebody = visitor()
        give_password(somebody, person)
        proof = {"recovery": "aaaaa-aaaaa"} if number % 2 else {"code": WRONG}
        answer = show(somebody, **proof)
        statuses.append(answer.status_code)
    assert statuses == [422] * 5 + [429]
    assert show(somebody, code=code(factor.key)).status_code == 429
    now.shift(timedelta(seconds=int(answer.headers["Retry-After"]) + 1))
    assert int(answer.headers["Retry-After"]) <= 301
    give_password(somebody, person)
    assert show(somebody, code=code(factor.key)).status_code == 303


@pytest.mark.database("sqlite")
@pytest.mark.settings(rate_limits=True)
def test_a_hundred_tries_a_day_are_all_and_their_owner_is_told_once_a_day(app_context, visitor, now, run_jobs, mailbox):
    """Three codes of a million are right at any moment: guessing day and night would lead in within a year."""
    now.move_to(clock.now().replace(hour=1) + timedelta(days=1))  # the tries take two hours, of one day
    person = make.person()
    factor = make.second_factor(person)
    somebody, counted = visitor(), 0
    for _ in range(25):
        give_password(somebody, person)
        while (answer := show(somebody, code=WRONG)).status_code == 422:
            counted += 1
        assert answer.status_code == 429
        now.shift(timedelta(minutes=5, seconds=1))
    assert counted == 100
    run_jobs()
    (letter,) = [mail for mail in mailbox.all(person.email) if "failed several times" in text_of(mail)]
    assert "choose a new one at once" in text_of(letter)
    now.shift(timedelta(days=1))
    give_password(somebody, person)
    assert show(somebody, code=code(factor.key)).status_code == 303


@pytest.mark.database("sqlite")
@pytest.mark.settings(rate_limits=True)
def test_right_codes_use_up_no_tries(app_context, visitor, now):
    person = make.person()
    factor = make.second_factor(person)
    for _ in range(7):
        sign_in(visitor(), person, factor.key)
        now.shift(HALF_MINUTE)


def test_the_second_step_is_open_in_the_browser_of_the_first_alone(app_context, visitor):
    person = make.person()
    factor = make.second_factor(person)
    give_password(visitor(), person)
    other = visitor()
    assert other.get(SECOND).location.startswith("/sign-in?")
    assert show(other, code=code(factor.key)).location.startswith("/sign-in?")
    assert not is_signed_in(other)


def test_a_second_step_begins_one_session_and_no_more(app_context, visitor, settings, now):
    """A copy of the cookie between the steps is worth nothing once its owner has signed in."""
    person = make.person()
    factor = make.second_factor(person)
    somebody = visitor()
    give_password(somebody, person)
    copied = cookie(somebody, settings)
    assert show(somebody, code=code(factor.key)).status_code == 303
    now.shift(HALF_MINUTE)
    thief = with_cookie(visitor(), settings, copied)
    assert show(thief, code=code(factor.key)).location.startswith("/sign-in?")
    assert not is_signed_in(thief)
    assert cookie(somebody, settings) != copied


def test_of_two_who_finish_one_second_step_at_once_one_gets_in(app_context, visitor, settings):
    person = make.person()
    factor = make.second_factor(person)
    somebody = visitor()
    give_password(somebody, person)
    token = fields(somebody.get(SECOND))["csrf_token"]
    thief = with_cookie(visitor(), settings, cookie(somebody, settings))
    somebody.token = thief.token = token
    db.session.rollback()
    with ThreadPoolExecutor(2) as pool:
        ways = [pool.submit(one.post, SECOND, {"recovery": factor.codes[n]}) for n, one in enumerate((somebody, thief))]
        places = sorted(way.result().location.split("?")[0] for way in ways)
    assert places == ["/", "/sign-in"]
    assert is_signed_in(somebody) + is_signed_in(thief) == 1


def test_a_second_step_is_open_for_five_minutes(app_context, visitor, now):
    person = make.person()
    factor = make.second_factor(person)
    somebody = visitor()
    give_password(somebody, person)
    now.shift(timedelta(minutes=5, seconds=1))
    answer = show(somebody, code=code(factor.key))
    assert answer.location.startswith("/sign-in?")
    assert "That took too long" in somebody.get(answer.location).text


def test_a_new_password_closes_the_steps_that_the_old_one_has_opened(app_context, visitor, run_jobs, mailbox):
    person = make.person()
    factor = make.second_factor(person)
    thief = visitor()
    give_password(thief, person)
    reset_password(visitor, person, run_jobs, mailbox)
    assert show(thief, code=code(factor.key)).location.startswith("/sign-in?")


def reset_password(visitor, person, run_jobs, mailbox):
    visitor().post("/reset", {"email": person.email}, page="/reset")
    run_jobs()
    path = path_in(mailbox.last(person.email), "/reset/")
    somebody = visitor()
    assert somebody.post(path, {"password": NEW_PASSWORD}, page=path).location == "/sign-in"
    return somebody


def test_a_reset_password_does_not_lead_around_the_second_factor(app_context, visitor, run_jobs, mailbox):
    person = make.person()
    factor = make.second_factor(person)
    somebody = reset_password(visitor, person, run_jobs, mailbox)
    assert not is_signed_in(somebody)
    answer = send_sign_in(somebody, person.email, NEW_PASSWORD)
    assert answer.location.startswith(SECOND)
    assert not is_signed_in(somebody)
    assert show(somebody, code=code(factor.key)).status_code == 303


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_mailed_link_that_confirms_an_address_does_not_lead_around_it_either(
    app_context, visitor, run_jobs, mailbox, signed_in
):
    person = make.person()
    here = sign_in(visitor(), person, make.second_factor(person).key)
    form = {"email": "new@example.org", "email_password": PASSWORD}
    assert here.post("/account/security/email", form, page="/account/security").status_code == 200
    run_jobs()
    path = path_in(mailbox.last("new@example.org"), "/confirm/")
    reader = here if signed_in else visitor()
    answer = reader.post(path, page=path)
    assert answer.location == ("/" if signed_in else "/sign-in?next=/")
    assert "Your address is confirmed." in reader.get(answer.location).text
    assert is_signed_in(reader) == signed_in
    assert person_with("new@example.org").id == person.id


@pytest.mark.parametrize("change", ["password", "app"])
def test_what_changes_while_a_password_is_being_checked_counts(app_context, visitor, monkeypatch, change):
    """Checking takes its time, enough for a new password or a first factor to be stored meanwhile."""
    person = make.person()

    def slowly(stored, given):
        right = verify_password(stored, given)
        if change == "app":
            make.second_factor(person)
        else:
            with transaction() as session:
                session.get_one(Person, person.id).password_hash = hash_password(NEW_PASSWORD)
        return right

    monkeypatch.setattr(import_module("discuss.accounts.actions.sign_in"), "verify_password", slowly)
    somebody = visitor()
    answer = send_sign_in(somebody, person.email, PASSWORD)
    assert not is_signed_in(somebody)
    assert answer.status_code == (303 if change == "app" else 422)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("target", ELSEWHERE, ids=range(len(ELSEWHERE)))
def test_the_second_step_ends_on_this_site_whatever_next_says(app_context, visitor, target):
    person = make.person()
    factor = make.second_factor(person)
    somebody = visitor()
    first = send_sign_in(somebody, person.email, PASSWORD, next=target)
    last = show(somebody, code=code(factor.key), next=target)
    for answer in (first, last):
        assert answer.status_code == 303
        assert browsers_way(answer.location) == "127.0.0.1:8000"
        assert not any(header.startswith("a=b") for header in answer.headers.getlist("Set-Cookie"))


def test_failed_tries_are_recorded(app_context, visitor):
    person = make.person()
    make.second_factor(person)
    somebody = visitor()
    give_password(somebody, person)
    show(somebody, code=WRONG)
    failed = select(EventRecord).where(EventRecord.kind == "person.second-factor-failed")
    assert [event.payload for event in db.session.scalars(failed)] == [{"person_id": person.id}]
    signed_in = select(EventRecord).where(EventRecord.kind == "person.signed-in")
    assert db.session.scalars(signed_in).all() == []
