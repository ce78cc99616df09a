"""Confirming an address: a page with a button, good once, for an hour, for one purpose and one address."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from discuss import clock
from discuss.accounts.handed_out import hashed
from discuss.accounts.models import MailedLink, Session
from discuss.db import db
from tests import factories as make
from tests.accounts.steps import (
    NEW_PASSWORD,
    is_signed_in,
    path_in,
    person_with,
    pressed_at_once,
    send_sign_in,
    sign_up,
)
from tests.services.mailbox import text_of
from tests.services.visitor import PASSWORD

DEAD = "This link does not work any more."


@pytest.fixture
def mailed(visitor, run_jobs, mailbox):
    """Sign somebody up and return the path of the link in the mail."""

    def send(email="ada@example.org", **more):
        assert sign_up(visitor(), email=email, **more).status_code == 200
        run_jobs()
        return path_in(mailbox.last(email), "/confirm/")

    return send


def confirmed(email="ada@example.org"):
    return person_with(email).email_confirmed_at is not None


def test_opening_the_link_changes_nothing(app_context, visitor, mailed):
    """Programs that look into mail for its reader open every link in it."""
    path = mailed()
    for method in ("GET", "HEAD", "GET"):
        assert visitor().open(method, path).status_code == 200
    assert not confirmed()
    assert db.session.scalars(select(Session)).all() == []
    assert visitor().post(path, page=path).status_code == 303


def test_pressing_the_button_confirms_signs_in_and_goes_on(app_context, visitor, mailed):
    path = mailed(next="/stories/a-bridge/comments/new?parent=3&side=critics")
    somebody = visitor()
    page = somebody.get(path)
    assert "Confirm your address" in page.text
    assert "ada@example.org" in page.text
    answer = somebody.post(path, page=path)
    assert (answer.status_code, answer.location) == (303, "/stories/a-bridge/comments/new?parent=3&side=critics")
    assert confirmed()
    assert is_signed_in(somebody)


def test_the_link_works_once(app_context, visitor, mailed):
    path = mailed()
    visitor().post(path, page=path)
    again = visitor()
    assert again.get(path).status_code == 404
    answer = again.post(path)
    assert answer.status_code == 404
    assert DEAD in answer.text
    assert not is_signed_in(again)


def test_without_the_forms_token_the_button_does_nothing(app_context, visitor, mailed):
    path = mailed()
    assert visitor().open("POST", path).status_code == 400
    assert not confirmed()


@pytest.mark.parametrize(("minutes", "status"), [(59, 303), (60, 404), (61, 404)])
def test_the_link_works_for_an_hour(app_context, visitor, run_jobs, mailbox, minutes, status):
    """The button is looked at like the page: a form that was opened in time is too old when it is sent too late."""
    with time_machine.travel(clock.now(), tick=False) as journey:
        sign_up(visitor())
        run_jobs()
        path = path_in(mailbox.last("ada@example.org"), "/confirm/")
        somebody = visitor()
        somebody.get(path)
        journey.shift(timedelta(minutes=minutes))
        assert somebody.post(path).status_code == status
        assert confirmed() is (status == 303)


def test_the_database_keeps_only_a_hash_of_the_secret(app_context, mailed):
    secret = mailed().removeprefix("/confirm/")
    link = db.session.scalars(select(MailedLink)).one()
    assert link.token_hash == hashed(secret)
    assert len(secret) >= 43  # 256 bits
    assert secret not in repr(vars(link))
    kept = db.session.execute(db.text("SELECT body, subject, cause FROM mails")).all()
    assert secret not in repr(kept)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("secret", ["x", "0" * 43, "%2e%2e", "%F0%9F%92%A9", "a" * 4000])
def test_an_invented_link_is_not_found(app_context, visitor, mailed, secret):
    mailed()
    somebody = visitor()
    assert somebody.get(f"/confirm/{secret}").status_code == 404
    assert somebody.post(f"/confirm/{secret}").status_code == 404
    assert not confirmed()


def test_a_link_for_a_new_password_confirms_no_address_and_the_other_way_round(
    app_context, visitor, mailed, run_jobs, mailbox
):
    confirm = mailed()
    visitor().post("/reset", {"email": "ada@example.org"}, page="/reset")
    run_jobs()
    reset = path_in(mailbox.last("ada@example.org"), "/reset/")
    swapped = (confirm.replace("/confirm/", "/reset/"), reset.replace("/reset/", "/confirm/"))
    for path in swapped:
        somebody = visitor()
        assert somebody.get(path).status_code == 404
        assert somebody.post(path, {"password": "another long phrase here"}).status_code == 404
        assert not is_signed_in(somebody)
    assert not confirmed()
    assert send_sign_in(visitor(), "ada@example.org", NEW_PASSWORD).status_code == 303


def test_asking_again_sends_a_new_link_and_ends_the_old_one(app_context, visitor, mailed, run_jobs, mailbox):
    old = mailed()
    somebody = visitor()
    send_sign_in(somebody, "ada@example.org", NEW_PASSWORD)
    somebody.token = ""
    answer = somebody.post("/account/confirm", {"next": "/stories/a-bridge"}, page="/account/confirm")
    assert "Check your mail" in answer.text
    run_jobs()
    new = path_in(mailbox.last("ada@example.org"), "/confirm/")
    assert new != old
    assert visitor().post(old).status_code == 404
    assert visitor().post(new).location == "/stories/a-bridge"


@pytest.mark.database("sqlite")
def test_whoever_is_confirmed_is_sent_no_more_links(app_context, visitor, run_jobs, mailbox):
    somebody = visitor(make.person())
    assert somebody.get("/account/confirm").status_code == 303
    somebody.post("/account/confirm", page="/account/profile")
    run_jobs()
    assert mailbox.all() == []


def test_a_link_to_an_address_that_was_given_up_is_dead(app_context, visitor, mailed, run_jobs, mailbox):
    """Somebody signs up with a mistyped address, and corrects it: whoever reads the wrong mailbox confirms nothing."""
    wrong = mailed("mistyped@example.org")
    somebody = visitor()
    send_sign_in(somebody, "mistyped@example.org", NEW_PASSWORD)
    change = {"email": "ada@example.org", "email_password": NEW_PASSWORD}
    assert somebody.post("/account/security/email", change, page="/account/security").status_code == 200
    run_jobs()
    right = path_in(mailbox.last("ada@example.org"), "/confirm/")
    assert visitor().post(right).status_code == 303
    stranger = visitor()
    assert stranger.get(wrong).status_code == 404
    assert stranger.post(wrong).status_code == 404
    assert not is_signed_in(stranger)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_confirming_leads_to_no_other_site(app_context, visitor, mailed, target):
    path = mailed(next=target)
    assert visitor().post(path, page=path).location == "/"


def test_signing_up_twice_before_confirming_mails_a_link_that_works(app_context, visitor, mailed, run_jobs, mailbox):
    """Whoever did not find the first mail tries again; the name is theirs already, so they choose another one."""
    old = mailed()
    new = mailed(name="Another Name")
    assert visitor().post(old).status_code == 404
    assert visitor().post(new).status_code == 303
    assert confirmed()


def test_a_link_confirms_for_one_of_many_who_press_at_once(app_context, visitor, mailed):
    path = mailed()
    answers = pressed_at_once([visitor() for _ in range(6)], path)
    assert sorted(answers) == [303] + [404] * 5


def test_an_unconfirmed_member_is_told_how_to_go_on(app_context, visitor):
    member = make.member(email_confirmed_at=None)
    page = visitor(member).get("/account/profile").text
    assert "Your address is not confirmed yet." in page
    assert 'href="/account/confirm"' in page


def test_the_mail_says_what_it_is_for_and_what_happens_if_it_was_not_asked_for(app_context, mailed, mailbox, settings):
    path = mailed()
    words = text_of(mailbox.last("ada@example.org"))
    assert f"{settings.base_url}{path}" in words
    assert "It works once, for an hour." in words
    assert "ignore this mail" in words
    assert PASSWORD not in words
    assert NEW_PASSWORD not in words
