"""Signing up: what makes an account, what is refused and how, and what nobody learns from it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from discuss import clock
from discuss.accounts import actions
from discuss.accounts.models import Person
from discuss.db import db, transaction
from tests import factories as make
from tests.accounts.steps import (
    NEW_PASSWORD,
    alerts,
    called,
    fields,
    is_signed_in,
    path_in,
    person_with,
    send_sign_in,
    sign_up,
)
from tests.services.mailbox import text_of
from tests.services.visitor import csrf_token


def people():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Person))


def test_signing_up_makes_an_unconfirmed_reader_without_a_plan_and_mails_a_link(
    app_context, visitor, run_jobs, mailbox
):
    answer = sign_up(visitor(), email="Ada@Example.ORG", name="  Ada   Quarry ")
    assert answer.status_code == 200
    assert "Check your mail" in answer.text
    ada = person_with("ada@example.org")
    assert (ada.email, ada.name, ada.handle, ada.role, ada.plan) == (
        "Ada@example.org", "Ada Quarry", "ada-quarry", "reader", "",
    )  # fmt: skip
    assert ada.email_confirmed_at is None
    assert ada.password_hash.startswith("$argon2id$")
    run_jobs()
    (mail,) = mailbox.all()
    assert mail["To"] == "Ada@example.org"
    assert path_in(mail, "/confirm/")


def test_nobody_is_signed_in_by_signing_up(app_context, visitor):
    somebody = visitor()
    sign_up(somebody)
    assert somebody.get("/account/profile").status_code == 303


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("form", "field", "sentence"),
    [
        ({"email": ""}, "email", "Enter an e-mail address such as name@example.org."),
        ({"email": "ada"}, "email", "Enter an e-mail address such as name@example.org."),
        ({"email": "ada@example.org\r\nBcc: bert@example.org"}, "email", "Enter an e-mail address"),
        ({"email": "ada@example.org, bert@example.org"}, "email", "Enter an e-mail address"),
        ({"email": "Ada <ada@example.org>"}, "email", "Enter an e-mail address"),
        ({"email": "a" * 300 + "@example.org"}, "email", "Enter an e-mail address"),
        ({"name": ""}, "name", "Use 2 to 40 characters."),
        ({"name": "x" * 41}, "name", "Use 2 to 40 characters."),
        ({"name": "2024"}, "name", "Use at least one letter."),
        ({"password": "short"}, "password", "Use at least 10 characters."),
        ({"password": "Password123!"}, "password", "among the first that anybody would try"),
        ({"password": "aaaaaaaaaaaa"}, "password", "among the first that anybody would try"),
        ({"password": "Ada Quarry 12"}, "password", "among the first that anybody would try"),
        ({"password": "x1y2z3" * 400}, "password", "Use at most 1,024 characters."),
    ],
)
def test_bad_input_comes_back_filled_in_with_the_reason_and_without_the_password(
    app_context, visitor, run_jobs, mailbox, form, field, sentence
):
    sent = {"email": "ada@example.org", "name": "Ada Quarry", "password": NEW_PASSWORD} | form
    answer = sign_up(visitor(), **sent)
    assert answer.status_code == 422
    assert sentence in alerts(answer)
    assert f'id="{field}-error"' in answer.text
    kept = fields(answer)
    assert [" ".join(kept[name].split()) for name in ("email", "name")] == [
        " ".join(sent[name].split()) for name in ("email", "name")
    ]
    assert kept["password"] == ""
    assert sent["password"] not in answer.text
    assert people() == 0
    run_jobs()
    assert mailbox.all() == []


def test_every_fault_is_told_at_once(app_context, visitor):
    told = alerts(sign_up(visitor(), email="ada", name="", password="short"))
    assert "Enter an e-mail address" in told
    assert "Use 2 to 40 characters." in told
    assert "Use at least 10 characters." in told


@pytest.mark.database("sqlite")
def test_the_next_page_survives_a_refused_form(app_context, visitor):
    answer = sign_up(visitor(), password="short", next="/stories/a-bridge?sort=new")
    assert fields(answer)["next"] == "/stories/a-bridge?sort=new"


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("confirmed", [True, False])
def test_a_known_address_is_answered_like_an_unknown_one(app_context, visitor, run_jobs, mailbox, confirmed):
    make.person(email="known@example.org", email_confirmed_at=clock.now() if confirmed else None)
    known = sign_up(visitor(), email="Known@example.org", name="Somebody Else")
    unknown = sign_up(visitor(), email="Novel@example.org", name="Anybody Else")
    assert known.status_code == unknown.status_code == 200
    assert known.data.replace(b"Known@", b"Novel@") == unknown.data
    assert {name for name, _ in known.headers} == {name for name, _ in unknown.headers}
    run_jobs()
    told = text_of(mailbox.last("known@example.org"))
    assert ("There is an account with it already" if confirmed else "/confirm/") in " ".join(told.split())
    assert people() == 2


def test_a_known_address_keeps_its_password_name_and_role(app_context, visitor):
    known = make.moderator(email="known@example.org")
    before = (known.password_hash, known.name, known.role, known.email_confirmed_at)
    sign_up(visitor(), email="known@example.org", name="Somebody Else")
    known = person_with("known@example.org")
    assert (known.password_hash, known.name, known.role, known.email_confirmed_at) == before


def test_whoever_signed_up_first_with_somebody_elses_address_is_out_once_its_owner_signs_up(
    app_context, visitor, run_jobs, mailbox
):
    """Else the owner would confirm an account to which a stranger knows the password."""
    strangers, own = "a stranger knows this", "seven quiet herons wade"
    sign_up(visitor(), password=strangers, name="A Stranger")
    stranger = visitor().sign_in(called("ada@example.org"), strangers)
    sign_up(visitor(), password=own)
    run_jobs()
    path = path_in(mailbox.last("ada@example.org"), "/confirm/")
    assert visitor().post(path, page=path).status_code == 303
    assert not is_signed_in(stranger)
    assert send_sign_in(visitor(), "ada@example.org", strangers).status_code == 422
    assert send_sign_in(visitor(), "ada@example.org", own).status_code == 303
    assert person_with("ada@example.org").name == "Ada Quarry"


@pytest.mark.parametrize(
    "extra",
    [
        {"role": "owner", "is_admin": "1", "is_moderator": "true"},
        {"plan": "paid", "plan_ends_at": "2099-01-01", "subscriber_until": "2099-01-01"},
        {"email_confirmed_at": "2020-01-01", "confirmed": "1", "email_verified": "true"},
        {"id": "7", "handle": "root", "created_at": "2001-01-01", "held_always": "0", "banned_at": ""},
        {"person[role]": "owner", "role[]": "owner", "role.name": "owner", '{"role": "owner"}': ""},
    ],
    ids=lambda extra: next(iter(extra)),
)
def test_fields_that_the_form_does_not_have_change_nothing(app_context, visitor, extra):
    make.person()
    assert sign_up(visitor(), **extra).status_code == 200
    ada = person_with("ada@example.org")
    assert (ada.role, ada.plan, ada.plan_ends_at, ada.email_confirmed_at, ada.handle, ada.id) == (
        "reader", "", None, None, "ada-quarry", 2,
    )  # fmt: skip
    assert clock.now() - ada.created_at < timedelta(minutes=5)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("twice", [{"email": ["ada@example.org", "bert@example.org"]}, {"role": ["reader", "owner"]}])
def test_a_field_sent_twice_is_refused(app_context, visitor, run_jobs, mailbox, twice):
    """The address that is checked, stored and written to is one and the same."""
    assert sign_up(visitor(), **twice).status_code == 400
    assert (person_with("ada@example.org"), person_with("bert@example.org")) == (None, None)
    run_jobs()
    assert mailbox.all() == []


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    "sent",
    [
        {"email[]": "ada@example.org", "name[]": "Ada Quarry", "password[]": NEW_PASSWORD},
        {"email": '{"$ne": ""}', "name": "Ada Quarry", "password": '{"$ne": ""}'},
    ],
)
def test_fields_in_another_shape_are_refused_as_missing_or_bad(app_context, visitor, sent):
    answer = visitor().post("/sign-up", sent, page="/sign-up")
    assert answer.status_code == 422
    assert people() == 0


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("body", [{"email": ["ada@example.org"], "role": "owner"}, ["ada@example.org"], "ada", None])
def test_json_in_place_of_a_form_is_refused_cleanly(app_context, visitor, body):
    somebody = visitor()
    token = csrf_token(somebody.get("/sign-up"))
    answer = somebody.open("POST", "/sign-up", json=body, headers={"X-CSRFToken": token})
    assert answer.status_code in {400, 422}
    assert people() == 0


def test_the_address_of_an_erased_account_is_free_again(app_context, visitor):
    sign_up(visitor())
    with transaction() as session:
        session.get_one(Person, person_with("ada@example.org").id).closing_at = clock.now()
    actions.erase_due()
    assert sign_up(visitor(), name="Another Name").status_code == 200
    assert person_with("ada@example.org").name == "Another Name"


@pytest.mark.database("sqlite")
def test_whoever_is_signed_in_makes_no_second_account(app_context, visitor):
    somebody = visitor(make.person())
    assert somebody.get("/sign-up").status_code == 303
    assert somebody.post("/sign-up", {"email": "x@example.org"}, page="/account/profile").status_code == 403
    assert people() == 1


@pytest.mark.database("sqlite")
@pytest.mark.settings(rate_limits=True)
def test_one_network_makes_twenty_accounts_an_hour(app_context, visitor):
    somebody = visitor()
    answers = [sign_up(somebody, email="ada", name="A").status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]
