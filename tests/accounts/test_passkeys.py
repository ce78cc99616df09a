"""Passkeys as the server sees them: one question, one answer, of this site, from a device that checked who is there."""

import json
from datetime import timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select

from discuss import clock
from discuss.accounts.models import Passkey, PendingStep
from discuss.db import db
from tests import factories as make
from tests.accounts.factors import SECOND, code, factors_of, give_password, next_on, show, sign_in
from tests.accounts.steps import alerts, is_signed_in
from tests.services.authenticator import Authenticator
from tests.services.mailbox import text_of
from tests.services.visitor import PASSWORD

KEYS = "/account/security/passkeys"
SIGN_IN = "/sign-in/passkey"


def asked(somebody, path):
    """Return the question that a page's script would be given."""
    answer = somebody.post(f"{path}/question", page="/preferences/theme", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    return answer.json


def add(somebody, device, name="My phone", **lies):
    """Add the device's passkey to somebody's account."""
    made = device.make(asked(somebody, KEYS), **lies)
    return somebody.post(KEYS, {"name": name, "passkey": made})


def enter(somebody, device, path=SIGN_IN, more=None, **lies):
    """Answer the question with the device's passkey."""
    return somebody.post(path, {"passkey": device.sign(asked(somebody, path), **lies)} | (more or {}))


@pytest.fixture
def owner(app_context, visitor):
    """Somebody with a passkey on a device, signed in."""
    person = make.person()
    somebody = visitor(person)
    somebody.person, somebody.device = person, Authenticator()
    assert add(somebody, somebody.device).status_code == 200
    return somebody


def test_a_passkey_is_made_and_then_stands_for_address_password_and_second_factor(owner, visitor, run_jobs, mailbox):
    assert factors_of(owner.person) == (True, False, ["My phone"], 10)
    somebody = visitor()
    answer = enter(somebody, owner.device, more={"next": "/rules"})
    assert (answer.status_code, answer.location) == (303, "/rules")
    assert is_signed_in(somebody)
    used = db.session.scalar(select(Passkey.used_at).where(Passkey.person_id == owner.person.id))
    assert clock.now() - used < timedelta(minutes=1)
    run_jobs()
    assert "A passkey was added" in text_of(mailbox.last(owner.person.email))


def test_the_question_names_nobody_and_asks_that_the_person_is_checked(owner, visitor):
    question = asked(visitor(), SIGN_IN)
    assert question["allowCredentials"] == []
    assert question["userVerification"] == "required"
    made = asked(owner, KEYS)
    assert made["authenticatorSelection"]["userVerification"] == "required"
    assert made["authenticatorSelection"]["residentKey"] == "required"
    assert owner.person.email not in made["user"]["id"]
    assert [known["id"] for known in made["excludeCredentials"]] == [json.loads(owner.device.sign(question))["id"]]


def test_all_passkeys_of_an_account_carry_one_handle_and_those_of_others_another(owner, visitor):
    handle = asked(owner, KEYS)["user"]["id"]
    assert asked(owner, KEYS)["user"]["id"] == handle
    assert asked(visitor(make.person()), KEYS)["user"]["id"] != handle


def test_after_the_password_a_passkey_is_the_second_step(owner, visitor):
    somebody = visitor()
    give_password(somebody, owner.person)
    assert enter(somebody, owner.device).status_code == 303
    assert is_signed_in(somebody)


def test_an_answer_works_once(owner, visitor):
    """The device counts on; without its count the question alone must do, as with devices that do not count."""
    somebody = visitor()
    device = owner.device
    answer = device.sign(asked(somebody, SIGN_IN))
    assert somebody.post(SIGN_IN, {"passkey": answer}).status_code == 303
    thief = visitor()
    asked(thief, SIGN_IN)
    assert thief.post(SIGN_IN, {"passkey": answer}).status_code == 422
    assert not is_signed_in(thief)


def test_a_wrong_answer_uses_the_question_up(owner, visitor):
    somebody = visitor()
    question = asked(somebody, SIGN_IN)
    assert somebody.post(SIGN_IN, {"passkey": owner.device.sign(question, type="webauthn.create")}).status_code == 422
    assert somebody.post(SIGN_IN, {"passkey": owner.device.sign(question)}).status_code == 422
    assert not is_signed_in(somebody)


def test_a_question_is_good_in_the_browser_that_asked_for_five_minutes(owner, visitor):
    with time_machine.travel(clock.now(), tick=False) as journey:
        somebody, other = visitor(), visitor()
        question = asked(somebody, SIGN_IN)
        asked(other, SIGN_IN)
        assert other.post(SIGN_IN, {"passkey": owner.device.sign(question)}).status_code == 422
        journey.shift(timedelta(minutes=5, seconds=1))
        assert somebody.post(SIGN_IN, {"passkey": owner.device.sign(question)}).status_code == 422
        assert enter(somebody, owner.device).status_code == 303


@pytest.mark.parametrize(
    "lie",
    [
        {"challenge": "c29tZXRoaW5nIGVsc2U"},
        {"type": "webauthn.create"},
        {"host": "elsewhere.example"},
        {"key": ec.generate_private_key(ec.SECP256R1())},
    ],
    ids=["question", "kind", "site", "signature"],
)
def test_an_answer_to_something_else_opens_nothing(owner, visitor, lie):
    somebody = visitor()
    answer = enter(somebody, owner.device, **lie)
    assert answer.status_code == 422
    assert "The passkey was not accepted" in alerts(answer)
    assert not is_signed_in(somebody)


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example", "http://localhost.elsewhere.example", "http://localhost:1"]
)
def test_a_passkey_used_or_made_on_another_site_opens_nothing_here(owner, visitor, origin):
    owner.device.origin = origin
    assert enter(visitor(), owner.device).status_code == 422
    person = make.person()
    answer = add(visitor(person), Authenticator(origin))
    assert answer.status_code == 422
    assert "made no passkey" in alerts(answer)
    assert factors_of(person)[0] is False


def test_a_device_that_does_not_check_who_holds_it_is_refused(owner, visitor):
    person = make.person()
    assert add(visitor(person), Authenticator(verifies=False)).status_code == 422
    assert factors_of(person)[0] is False
    owner.device.flags = 0x01
    assert enter(visitor(), owner.device).status_code == 422


def test_a_copied_key_that_fell_behind_is_refused(owner, visitor):
    assert enter(visitor(), owner.device).status_code == 303
    owner.device.count = 1
    assert enter(visitor(), owner.device).status_code == 422


def test_an_unknown_or_removed_passkey_opens_nothing(owner, visitor):
    assert enter(visitor(), Authenticator()).status_code == 422
    (passkey,) = db.session.scalars(select(Passkey.id)).all()
    assert owner.post(f"{KEYS}/{passkey}/remove", page="/account/security").status_code == 303
    assert enter(visitor(), owner.device).status_code == 422


def test_one_passkey_is_added_once(owner, visitor):
    answer = add(owner, owner.device)
    assert (answer.status_code, "added already" in alerts(answer)) == (422, True)
    assert add(visitor(make.person()), owner.device).status_code == 422


def test_of_an_erased_account_no_passkey_signs_in(owner, visitor):
    with make.transaction() as session:
        session.get_one(make.Person, owner.person.id).erased_at = clock.now()
    assert enter(visitor(), owner.device).status_code == 422


def test_a_passkey_proves_who_is_there_its_own_person_alone(owner, visitor):
    stranger = visitor(make.person())
    theirs = Authenticator()
    assert add(stranger, theirs).status_code == 200
    back = "/account/security?kept=1"
    assert enter(owner, theirs, "/account/prove").status_code == 422
    answer = enter(owner, owner.device, "/account/prove", {"next": back})
    assert (answer.status_code, answer.location) == (303, back)
    assert next_on(owner.get("/account/prove?next=/rules")) == "/rules"


def test_a_question_for_signing_in_is_none_for_proving_or_making_and_the_other_way_round(owner, visitor):
    """A page that could get one answer out of a person must not use it for another purpose."""
    made_for = asked(owner, KEYS)
    answer = owner.device.sign({"challenge": made_for["challenge"], "rpId": "localhost"})
    assert owner.post("/account/prove", {"passkey": answer}).status_code == 422
    proving = asked(owner, "/account/prove")
    new = Authenticator()
    made = new.make({"challenge": proving["challenge"], "rp": {"id": "localhost"}})
    assert owner.post(KEYS, {"name": "Another", "passkey": made}).status_code == 422


def shaped(**response):
    """Return an answer of the right shape around a hostile response."""
    return json.dumps({"id": "eHg", "rawId": "eHg", "type": "public-key", "response": response})


HOSTILE = [
    "",
    "x",
    "[]",
    "5",
    "null",
    "{}",
    "[" * 50_000,
    '{"id": 5}',
    '{"id": "\u0661", "rawId": "\u0661", "type": "public-key", "response": {}}',
    shaped(clientDataJSON="e30", attestationObject="oA", authenticatorData="AA", signature="AA"),
    shaped(clientDataJSON=[1], attestationObject="/w"),
]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("answer", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_sent_for_an_answer_is_refused_in_words(owner, visitor, answer):
    somebody = visitor()
    asked(somebody, SIGN_IN)
    assert somebody.post(SIGN_IN, {"passkey": answer}).status_code == 422
    asked(owner, KEYS)
    assert owner.post(KEYS, {"name": "A name", "passkey": answer}).status_code == 422
    asked(owner, "/account/prove")
    assert owner.post("/account/prove", {"passkey": answer}).status_code == 422


def test_a_name_is_asked_for_and_kept_when_the_rest_fails(app_context, visitor):
    somebody = visitor(make.person())
    answer = somebody.post(KEYS, {"name": "My <phone>", "passkey": "{}"}, page="/account/security")
    assert answer.status_code == 422
    assert 'value="My &lt;phone&gt;"' in answer.text
    answer = add(somebody, Authenticator(), name=" ")
    assert (answer.status_code, "Give it a name" in alerts(answer)) == (422, True)


def test_adding_one_needs_a_fresh_proof_and_the_script_is_told(app_context, visitor):
    person = make.person()
    with time_machine.travel(clock.now(), tick=False) as journey:
        somebody = visitor(person)
        journey.shift(timedelta(minutes=10, seconds=1))
        answer = somebody.post(f"{KEYS}/question", page="/account/security", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json["error"]) == (403, "proof_required")
        answer = somebody.post(KEYS, {"name": "My phone", "passkey": ""}, page="/account/security")
        assert answer.location.startswith("/account/prove?next=/account/security")
        back = next_on(somebody.get(answer.location))
        somebody.post("/account/prove", {"password": PASSWORD, "next": back})
        assert 'value="My phone"' in somebody.get(back).text
        assert add(somebody, Authenticator()).status_code == 200


def test_nobody_has_more_than_twenty(owner):
    for number in range(19):
        make.passkey(owner.person, f"Key {number}")
    answer = add(owner, Authenticator())
    assert (answer.status_code, "Remove one" in alerts(answer)) == (422, True)


def test_a_passkey_beside_an_app_needs_no_new_recovery_codes(app_context, visitor):
    person = make.person()
    factor = make.second_factor(person)
    somebody = sign_in(visitor(), person, factor.key)
    assert add(somebody, Authenticator()).status_code == 303
    assert factors_of(person) == (True, True, ["My phone"], 10)
    page = visitor()
    give_password(page, person)
    shown = page.get(SECOND).text
    assert "Code from your authenticator app" in shown
    assert "Use a passkey" in shown
    assert show(page, code=code(factor.key, 1)).status_code == 303


@pytest.mark.database("sqlite")
def test_at_an_address_that_is_a_number_none_is_offered(app_context, visitor):
    """Browsers know no passkeys there; the page says where they work."""
    there = {"base_url": "http://127.0.0.1:8000"}
    somebody = visitor()
    assert "passkey" not in somebody.get("/sign-in", **there).text.replace("passkeys.js", "")
    token = somebody.get("/sign-in", **there).text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = somebody.open("POST", f"{SIGN_IN}/question", data={"csrf_token": token}, **there)
    assert answer.status_code == 404


@pytest.mark.database("sqlite")
@pytest.mark.settings(rate_limits=True)
def test_questions_are_counted_by_network(app_context, visitor):
    """Each is a row: a stranger must not fill the table."""
    somebody = visitor()
    statuses = [somebody.post(f"{SIGN_IN}/question", page="/sign-in").status_code for _ in range(121)]
    assert statuses == [200] * 120 + [429]


def test_questions_that_nobody_answered_are_forgotten(app_context, visitor, run_jobs):
    with time_machine.travel(clock.now(), tick=False) as journey:
        asked(visitor(), SIGN_IN)
        assert db.session.scalars(select(PendingStep)).all()
        journey.shift(timedelta(hours=2))
        run_jobs()
        db.session.rollback()
        assert db.session.scalars(select(PendingStep)).all() == []
