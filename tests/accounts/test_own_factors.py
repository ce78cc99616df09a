"""One's own second factors: set up, replaced, renamed, removed; each change is proved and told, and signs out."""

import json
import re
from datetime import timedelta

import html5lib
import pyotp
import pytest
import segno

from discuss import clock
from discuss.accounts import app_codes
from discuss.accounts.actions import erase_due
from tests import factories as make
from tests.accounts.factors import WRONG, code, factors_of, give_password, next_on, show, sign_in
from tests.accounts.steps import alerts, cookie, fields, is_signed_in, send_sign_in, with_cookie
from tests.services.mailbox import text_of
from tests.services.visitor import PASSWORD

APP = "/account/security/app"
SECURITY = "/account/security"
CODES = "/account/security/recovery-codes"
LATE = timedelta(minutes=10, seconds=1)


def key_on(page):
    """Return the key that a page shows as text."""
    tree = html5lib.parse(page.text, namespaceHTMLElements=False)
    (shown,) = ["".join(part.itertext()) for part in tree.iter("code") if part.get("id") == "key"]
    return shown.replace(" ", "")


def codes_on(page):
    """Return the recovery codes that a page shows."""
    return re.findall(r"<li><code>([a-z0-9-]{34})</code></li>", page.text.replace("<wbr>", ""))


def set_up(somebody, **more):
    """Set up an app as people do; return its key and the page that comes after."""
    page = somebody.get(APP)
    assert page.status_code == 200
    key = key_on(page)
    return key, somebody.post(APP, {"offer": fields(page)["offer"], "code": code(key)} | more, page=APP)


def test_an_app_is_set_up_by_its_key_and_a_code(app_context, visitor, run_jobs, mailbox, now):
    person = make.person()
    somebody = visitor(person)
    key, page = set_up(somebody, next="/rules")
    assert page.status_code == 200
    codes = codes_on(page)
    assert len(set(codes)) == 10
    assert 'href="/rules"' in page.text
    assert factors_of(person) == (True, True, [], 10)
    run_jobs()
    assert "An authenticator app was added" in text_of(mailbox.last(person.email))
    now.shift(timedelta(seconds=30))
    sign_in(visitor(), person, key)
    another = visitor()
    give_password(another, person)
    assert show(another, recovery=codes[4]).status_code == 303


def test_the_code_that_set_the_app_up_does_not_sign_in_as_well(app_context, visitor, now):
    person = make.person()
    key, _ = set_up(visitor(person))
    somebody = visitor()
    give_password(somebody, person)
    assert show(somebody, code=code(key)).status_code == 422


def test_the_recovery_codes_are_shown_this_once(app_context, visitor):
    somebody = visitor(make.person())
    _, page = set_up(somebody)
    codes = codes_on(page)
    for path in (SECURITY, APP, "/account/profile"):
        assert not any(shown in somebody.get(path).text for shown in codes)
    assert page.headers["Cache-Control"] == "private, no-store"


def test_the_page_of_the_key_stores_nothing_and_a_wrong_code_keeps_the_key(app_context, visitor):
    person = make.person()
    somebody = visitor(person)
    page = somebody.get(APP)
    assert factors_of(person) == (False, False, [], 0)
    answer = somebody.post(APP, {"offer": fields(page)["offer"], "code": WRONG}, page=APP)
    assert answer.status_code == 422
    assert "clock of your device" in alerts(answer)
    assert key_on(answer) == key_on(page)
    assert factors_of(person) == (False, False, [], 0)
    answer = somebody.post(APP, {"offer": fields(answer)["offer"], "code": code(key_on(page))}, page=APP)
    assert answer.status_code == 200


def test_a_key_is_offered_to_one_person_for_an_hour(app_context, visitor, now):
    person, other = make.person(), make.person()
    page = visitor(other).get(APP)
    form = {"offer": fields(page)["offer"], "code": code(key_on(page))}
    assert visitor(person).post(APP, form, page=APP).status_code == 422
    now.shift(timedelta(hours=1, seconds=1))
    form["code"] = code(key_on(page))
    answer = visitor(other).post(APP, form, page=APP)
    assert answer.status_code == 422
    assert "too old" in alerts(answer)
    assert key_on(answer) != key_on(page)
    assert factors_of(person)[0] is factors_of(other)[0] is False


def test_the_picture_is_the_code_that_a_camera_reads():
    """Every square of it, with the margin that cameras need, as the library that made it has them."""
    address = app_codes.setup_address(pyotp.random_base32(), "ada@example.org", "A Site & Co.")
    assert address.startswith("otpauth://totp/A%20Site%20%26%20Co.:ada%40example.org?secret=")
    size, path = app_codes.picture(address)
    drawn = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path):
        drawn |= {(int(x) + step, int(y)) for step in range(int(width))}
    matrix = segno.make(address, micro=False, error="m").matrix
    assert size == len(matrix) + 8
    assert drawn == {(x + 4, y + 4) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", path)


def test_setting_one_up_signs_out_everywhere_else_and_changes_this_cookie(app_context, visitor, settings):
    person = make.person()
    here, elsewhere = visitor(person), visitor(person)
    copied = cookie(here, settings)
    set_up(here)
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert not is_signed_in(with_cookie(visitor(), settings, copied))


def test_the_first_factor_asks_for_the_password_in_a_session_that_is_not_fresh(app_context, visitor, now):
    """Whoever finds a browser open must not lock its owner out with an app of their own."""
    person = make.person()
    somebody = visitor(person)
    page = somebody.get(APP)
    form = {"offer": fields(page)["offer"], "code": code(key_on(page))}
    now.shift(LATE)
    assert somebody.get(APP).location == f"/account/prove?next={APP}"
    answer = somebody.post(APP, form | {"code": code(key_on(page))}, page=SECURITY)
    assert answer.location.startswith("/account/prove?next=")
    assert factors_of(person)[0] is False
    prove = answer.location
    wrong = somebody.post("/account/prove", {"password": "not the password"}, page=prove)
    assert (wrong.status_code, "not your present password" in alerts(wrong)) == (422, True)
    answer = somebody.post("/account/prove", {"password": PASSWORD, "next": next_on(somebody.get(prove))})
    again = somebody.get(answer.location)
    assert key_on(again) == key_on(page)


def test_a_session_from_a_mailed_link_is_not_fresh(app_context, visitor, run_jobs, mailbox):
    somebody = visitor()
    form = {"email": "ada@example.org", "name": "Ada Quarry", "password": PASSWORD}
    somebody.post("/sign-up", form, page="/sign-up")
    run_jobs()
    path = re.search(r"/confirm/\S+", text_of(mailbox.last("ada@example.org")))[0]
    somebody.post(path, page=path)
    assert is_signed_in(somebody)
    assert somebody.get(APP).location == f"/account/prove?next={APP}"


def test_a_new_app_takes_the_place_of_the_old_one_and_the_recovery_codes_stay(app_context, visitor, now):
    person = make.person()
    factor = make.second_factor(person)
    somebody = sign_in(visitor(), person, factor.key)
    assert "takes the place" in somebody.get(APP).text
    key, answer = set_up(somebody)
    assert answer.status_code == 303
    now.shift(timedelta(minutes=2))
    other = visitor()
    give_password(other, person)
    assert show(other, code=code(factor.key)).status_code == 422
    assert show(other, code=code(key)).status_code == 303
    assert factors_of(person) == (True, True, [], 10)


def test_removing_the_last_factor_says_what_that_means_and_the_password_signs_in_again(
    app_context, visitor, run_jobs, mailbox
):
    person = make.person()
    somebody = sign_in(visitor(), person, make.second_factor(person).key)
    elsewhere = visitor()
    page = somebody.get(f"{APP}/remove")
    assert "your only second factor" in page.text
    assert somebody.post(f"{APP}/remove", page=f"{APP}/remove").status_code == 303
    assert factors_of(person) == (False, False, [], 0)
    assert is_signed_in(elsewhere.sign_in(person))
    run_jobs()
    assert "was removed" in text_of(mailbox.last(person.email))


def test_removing_one_of_two_factors_leaves_the_other(app_context, visitor):
    person = make.person()
    key = make.second_factor(person).key
    passkey = make.passkey(person, "Blue <key>")
    somebody = sign_in(visitor(), person, key)
    page = somebody.get(f"/account/security/passkeys/{passkey.id}")
    assert "Blue &lt;key&gt;" in page.text
    assert "only second factor" not in page.text
    answer = somebody.post(f"/account/security/passkeys/{passkey.id}/remove", page=SECURITY)
    assert answer.status_code == 303
    assert factors_of(person) == (True, True, [], 10)
    assert somebody.post(f"/account/security/passkeys/{passkey.id}/remove", page=SECURITY).status_code == 404


def test_a_passkey_can_be_given_another_name(app_context, visitor):
    person = make.person()
    key = make.second_factor(person).key
    path = f"/account/security/passkeys/{make.passkey(person).id}"
    somebody = sign_in(visitor(), person, key)
    for name, words in (("", "Give it a name"), (" \u200b ", "Give it a name"), ("x" * 61, "by 1 characters")):
        answer = somebody.post(f"{path}/name", {"name": name}, page=path)
        assert (answer.status_code, words in alerts(answer)) == (422, True)
    assert somebody.post(f"{path}/name", {"name": "  My  phone "}, page=path).status_code == 303
    assert factors_of(person)[2] == ["My phone"]


@pytest.mark.parametrize("what", ["name", "remove"])
def test_nobody_sees_or_touches_somebody_elses_passkey(app_context, visitor, what):
    victim, person = make.person(), make.person()
    path = f"/account/security/passkeys/{make.passkey(victim).id}"
    somebody = visitor(person)
    assert somebody.get(path).status_code == 404
    assert somebody.post(f"{path}/{what}", {"name": "Mine"}, page=SECURITY).status_code == 404
    assert factors_of(victim)[2] == ["Blue key"]


def test_new_recovery_codes_make_the_old_ones_worthless(app_context, visitor, run_jobs, mailbox):
    person = make.person()
    factor = make.second_factor(person)
    somebody = sign_in(visitor(), person, factor.key)
    page = somebody.post(CODES, page=SECURITY)
    codes = codes_on(page)
    assert page.status_code == 200
    assert len(set(codes) - set(factor.codes)) == 10
    other = visitor()
    give_password(other, person)
    assert show(other, recovery=factor.codes[0]).status_code == 422
    assert show(other, recovery=codes[0]).status_code == 303
    run_jobs()
    assert any("New recovery codes" in text_of(mail) for mail in mailbox.all(person.email))


def test_recovery_codes_come_with_a_second_factor_only(app_context, visitor):
    person = make.person()
    assert visitor(person).post(CODES, page=SECURITY).status_code == 409
    assert factors_of(person) == (False, False, [], 0)


@pytest.mark.parametrize("path", [f"{APP}/remove", CODES, "/account/security/passkeys/{id}/remove"])
def test_every_change_is_proved_anew(app_context, visitor, now, path):
    person = make.person()
    key = make.second_factor(person).key
    path = path.format(id=make.passkey(person).id)
    before = factors_of(person)
    somebody = sign_in(visitor(), person, key)
    now.shift(LATE)
    answer = somebody.post(path, page=SECURITY)
    assert answer.location.startswith("/account/prove?next=/account/security")
    assert factors_of(person) == before
    back = next_on(somebody.get(answer.location))
    assert somebody.post("/account/prove", {"code": code(key), "next": back}).location == back
    assert somebody.get(back).status_code == 200
    assert somebody.post(path, page=SECURITY).status_code in {200, 303}
    assert factors_of(person) != before or path == CODES


def test_one_takes_home_what_is_known_of_ones_factors_without_secrets(app_context, visitor):
    person = make.person()
    factor = make.second_factor(person)
    passkey = make.passkey(person, "Blue key")
    somebody = sign_in(visitor(), person, factor.key)
    answer = somebody.post("/account/data", {"password": PASSWORD}, page="/account/data")
    account = json.loads(answer.data)["account"]
    assert account["second_factor_at"]
    assert [kept["name"] for kept in account["passkeys"]] == ["Blue key"]
    assert passkey.public_key not in answer.text
    assert factor.key not in answer.text


def test_of_an_erased_account_no_factor_is_left(app_context):
    past = clock.now() - timedelta(minutes=1)
    person = make.person(closing_at=past)
    make.second_factor(person)
    make.passkey(person)
    assert erase_due() == 1
    assert factors_of(person) == (False, False, [], 0)


def test_somebody_without_a_second_factor_signs_in_as_before(app_context, visitor):
    person = make.person()
    assert send_sign_in(visitor(), person.email, PASSWORD).location == "/"


def test_nobody_sets_one_up_at_an_address_that_they_have_not_confirmed(app_context, visitor):
    """Whoever signs up with somebody else's address must not keep a way into the account that its owner confirms."""
    person = make.member(email_confirmed_at=None)
    somebody = visitor(person)
    assert "Confirm your address first" in somebody.get(SECURITY).text
    form = {"name": "My phone", "passkey": "{}"}
    assert somebody.get(APP).status_code == 402
    assert somebody.post(APP, {"offer": "x", "code": WRONG}, page=SECURITY).status_code == 402
    assert somebody.post("/account/security/passkeys", form, page=SECURITY).status_code == 402
    assert somebody.post("/account/security/passkeys/question", page=SECURITY).status_code == 402
