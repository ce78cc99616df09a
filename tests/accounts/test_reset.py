"""A forgotten password: a link to the mailbox, good once and for an hour, that tells nobody who has an account."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from sqlalchemy import select

from discuss import clock
from discuss.accounts.handed_out import hashed
from discuss.accounts.models import MailedLink
from discuss.db import db
from tests import factories as make
from tests.accounts.steps import (
    NEW_PASSWORD,
    alerts,
    fields,
    is_signed_in,
    path_in,
    person_with,
    pressed_at_once,
    send_sign_in,
    sign_up,
)
from tests.services.mailbox import text_of
from tests.services.visitor import PASSWORD


def ask(visitor, email, **options):
    return visitor.post("/reset", {"email": email}, page="/reset", **options)


@pytest.fixture
def mailed(visitor, run_jobs, mailbox):
    """Ask for a new password for a person and return the path of the link in the mail."""

    def send(person):
        assert ask(visitor(), person.email).status_code == 200
        run_jobs()
        return path_in(mailbox.last(person.email), "/reset/")

    return send


def test_the_link_leads_to_a_form_that_sets_the_new_password(app_context, visitor, mailed, run_jobs, mailbox):
    person = make.person()
    path = mailed(person)
    somebody = visitor()
    assert somebody.get(path).status_code == 200
    assert send_sign_in(visitor(), person.email, PASSWORD).status_code == 303  # looking changes nothing
    answer = somebody.post(path, {"password": NEW_PASSWORD}, page=path)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert not is_signed_in(somebody)
    assert send_sign_in(visitor(), person.email, PASSWORD).status_code == 422
    assert send_sign_in(visitor(), person.email, NEW_PASSWORD).status_code == 303
    run_jobs()
    assert "your password was changed just now" in text_of(mailbox.last(person.email))


def test_the_link_works_once(app_context, visitor, mailed):
    person = make.person()
    path = mailed(person)
    visitor().post(path, {"password": NEW_PASSWORD}, page=path)
    again = visitor()
    assert again.get(path).status_code == 404
    assert again.post(path, {"password": "another long phrase here"}).status_code == 404
    assert send_sign_in(visitor(), person.email, NEW_PASSWORD).status_code == 303


def test_of_many_who_press_at_once_one_sets_the_password(app_context, visitor, mailed):
    path = mailed(make.person())
    answers = pressed_at_once([visitor() for _ in range(4)], path, {"password": NEW_PASSWORD})
    assert sorted(answers) == [303, 404, 404, 404]


@pytest.mark.parametrize(("minutes", "status"), [(59, 303), (60, 404)])
def test_the_link_works_for_an_hour(app_context, visitor, run_jobs, mailbox, minutes, status):
    person = make.person()
    with time_machine.travel(clock.now(), tick=False) as journey:
        ask(visitor(), person.email)
        run_jobs()
        path = path_in(mailbox.last(person.email), "/reset/")
        somebody = visitor()
        somebody.get(path)
        journey.shift(timedelta(minutes=minutes))
        assert somebody.post(path, {"password": NEW_PASSWORD}).status_code == status


def test_a_newer_link_ends_the_older(app_context, visitor, mailed):
    person = make.person()
    old, new = mailed(person), mailed(person)
    assert visitor().post(old, {"password": NEW_PASSWORD}).status_code == 404
    assert visitor().post(new, {"password": NEW_PASSWORD}).status_code == 303


def test_changing_the_password_ends_the_link(app_context, visitor, mailed):
    person = make.person()
    path = mailed(person)
    form = {"old": PASSWORD, "password": NEW_PASSWORD}
    visitor(person).post("/account/security/password", form, page="/account/security")
    assert visitor().get(path).status_code == 404
    assert visitor().post(path, {"password": "another long phrase here"}).status_code == 404


def test_changing_the_address_ends_the_link_to_the_old_one(app_context, visitor, mailed, run_jobs, mailbox):
    person = make.person()
    path = mailed(person)
    change = {"email": "new@example.org", "email_password": PASSWORD}
    visitor(person).post("/account/security/email", change, page="/account/security")
    run_jobs()
    visitor().post(path_in(mailbox.last("new@example.org"), "/confirm/"))
    assert visitor().get(path).status_code == 404
    assert visitor().post(path, {"password": NEW_PASSWORD}).status_code == 404


def test_the_database_keeps_only_a_hash_of_the_secret(app_context, mailed):
    secret = mailed(make.person()).removeprefix("/reset/")
    link = db.session.scalars(select(MailedLink)).one()
    assert link.token_hash == hashed(secret)
    assert len(secret) >= 43  # 256 bits
    assert secret not in repr(vars(link))
    assert secret not in repr(db.session.execute(db.text("SELECT * FROM mails")).all())


@pytest.mark.parametrize("weak", ["", "short", "password1234", "ada quarry 1"])
def test_a_weak_password_is_refused_and_the_link_still_works(app_context, visitor, mailed, weak):
    person = make.person(name="Ada Quarry")
    path = mailed(person)
    somebody = visitor()
    answer = somebody.post(path, {"password": weak}, page=path)
    assert answer.status_code == 422
    assert "password" in alerts(answer) or "characters" in alerts(answer)
    assert fields(answer)["password"] == ""
    assert somebody.post(path, {"password": NEW_PASSWORD}).status_code == 303


@pytest.mark.parametrize("extra", [{"person_id": "1", "id": "1", "user": "1"}, {"email": "victim@example.org"}])
def test_the_link_sets_the_password_of_its_own_account_alone(app_context, visitor, mailed, extra):
    victim, person = make.person(email="victim@example.org"), make.person()
    path = mailed(person)
    assert visitor().post(path, {"password": NEW_PASSWORD} | extra, page=path).status_code == 303
    assert send_sign_in(visitor(), victim.email, PASSWORD).status_code == 303


def test_known_unknown_and_erased_addresses_get_the_same_bytes(app_context, visitor, run_jobs, mailbox):
    make.person(email="known@example.org")
    make.person(email="goner@example.org", erased_at=clock.now())
    known, unknown, gone = (ask(visitor(), f"{word}@example.org") for word in ("known", "novel", "goner"))
    assert known.status_code == unknown.status_code == gone.status_code == 200
    assert known.data.replace(b"known@", b"novel@") == unknown.data == gone.data.replace(b"goner@", b"novel@")
    assert [name for name, _ in known.headers] == [name for name, _ in unknown.headers]
    run_jobs()
    assert [mail["To"] for mail in mailbox.all()] == ["known@example.org"]


def test_whoever_resets_the_password_of_an_unconfirmed_account_has_confirmed_it(
    app_context, visitor, run_jobs, mailbox
):
    """Somebody signed up with another's address: whoever reads the mailbox takes the account over, the first is out."""
    sign_up(visitor(), email="ada@example.org", password=NEW_PASSWORD)
    first = visitor()
    send_sign_in(first, "ada@example.org", NEW_PASSWORD)
    ask(visitor(), "ada@example.org")
    run_jobs()
    path = path_in(mailbox.last("ada@example.org"), "/reset/")
    visitor().post(path, {"password": PASSWORD}, page=path)
    assert person_with("ada@example.org").email_confirmed_at is not None
    assert not is_signed_in(first)
    assert send_sign_in(visitor(), "ada@example.org", NEW_PASSWORD).status_code == 422


def test_nothing_asked_without_an_address_is_a_fault(app_context, visitor):
    for email in ("", "   ", "nobody", "@", "a" * 3000 + "@example.org"):
        assert ask(visitor(), email).status_code in {200, 422}


def test_the_secret_stays_out_of_referrers(app_context, visitor, mailed):
    page = visitor().get(mailed(make.person()))
    policy = page.headers["Referrer-Policy"]
    assert policy in {"same-origin", "no-referrer", "strict-origin", "strict-origin-when-cross-origin"}
    assert urlsplit(page.request.path).path not in page.text.split("<form", 1)[0]
    assert page.headers["Cache-Control"] == "private, no-store"
