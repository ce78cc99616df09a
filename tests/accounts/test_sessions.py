"""Sessions: a cookie that is hard to steal, worth nothing once it should be, and a list of where one is signed in."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import event, select

from discuss import clock
from discuss.accounts.handed_out import hashed
from discuss.accounts.models import Session
from discuss.app import create_app
from discuss.db import db
from tests import factories as make
from tests.accounts.factors import next_on
from tests.accounts.steps import (
    NEW_PASSWORD,
    cookie,
    fields,
    is_signed_in,
    path_in,
    send_sign_in,
    with_cookie,
)
from tests.services.visitor import PASSWORD, Visitor


@pytest.fixture
def count_writes(app_context):
    """The statements from now on that say when a session was used."""
    written = []

    def look(connection, cursor, statement, *more):
        if statement.startswith("UPDATE sessions SET seen_at"):
            written.append(statement)

    event.listen(db.engine, "before_cursor_execute", look)
    yield written
    event.remove(db.engine, "before_cursor_execute", look)


def sessions_of(person):
    db.session.rollback()
    return list(db.session.scalars(select(Session).where(Session.person_id == person.id).order_by(Session.id)))


def test_signing_in_gives_a_new_cookie_and_the_one_before_is_worth_nothing(app_context, visitor, settings):
    """A cookie that somebody planted in the browser beforehand does not become a signed-in one."""
    person = make.person()
    somebody = visitor()
    somebody.get("/sign-in")
    planted = cookie(somebody, settings)
    assert planted
    somebody.sign_in(person)
    assert is_signed_in(somebody)
    assert cookie(somebody, settings) != planted
    assert not is_signed_in(with_cookie(visitor(), settings, planted))


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app_context, visitor, settings):
    somebody = visitor(make.person())
    kept = somebody.client.get_cookie(settings.cookie_name)
    assert kept.http_only
    assert kept.same_site == "Lax"
    assert kept.path == "/"
    assert kept.origin_only


@pytest.mark.database("sqlite")
@pytest.mark.settings(base_url="https://discuss.example", secret_key="k" * 40)
def test_behind_https_the_cookie_is_for_https_and_this_host_alone(app_context, app):
    person = make.person()
    somebody = Visitor(app)
    there = {"base_url": "https://discuss.example"}
    somebody.get("/sign-in", **there)
    page = somebody.get("/sign-in", **there)
    form = {"email": person.email, "password": PASSWORD, "csrf_token": fields(page)["csrf_token"]}
    answer = somebody.open("POST", "/sign-in", data=form, headers={"Referer": "https://discuss.example/"}, **there)
    assert answer.status_code == 303
    (set_cookie,) = [header for header in answer.headers.getlist("Set-Cookie") if header.startswith("__Host-s=")]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(set_cookie.split("; "))
    assert "Domain" not in set_cookie


def test_the_database_keeps_only_a_hash_of_a_session(app_context, visitor, app, settings):
    person = make.person()
    somebody = visitor(person)
    signed = app.session_interface.get_signing_serializer(app).loads(cookie(somebody, settings))
    (row,) = sessions_of(person)
    assert row.token_hash == hashed(signed["_user_id"])
    assert signed["_user_id"] not in repr(vars(row))


def test_signing_out_ends_the_session_on_the_server(app_context, visitor, settings):
    person = make.person()
    somebody = visitor(person)
    stolen = cookie(somebody, settings)
    assert is_signed_in(with_cookie(visitor(), settings, stolen))
    answer = somebody.post("/sign-out", page="/account/profile")
    assert (answer.status_code, answer.location) == (303, "/")
    assert not is_signed_in(somebody)
    assert not is_signed_in(with_cookie(visitor(), settings, stolen))
    assert sessions_of(person) == []


@pytest.mark.database("sqlite")
def test_only_a_form_of_this_site_signs_out(app_context, visitor):
    somebody = visitor(make.person())
    assert somebody.get("/sign-out").status_code in {404, 405}
    assert somebody.open("POST", "/sign-out").status_code == 400
    foreign = {"Origin": "https://evil.example"}
    assert somebody.post("/sign-out", page="/account/profile", headers=foreign).status_code == 400
    assert is_signed_in(somebody)


@pytest.mark.database("sqlite")
def test_signing_out_twice_is_no_fault(app_context, visitor):
    somebody = visitor(make.person())
    somebody.post("/sign-out", page="/account/profile")
    assert somebody.post("/sign-out", page="/sign-in").status_code == 303


def test_a_new_password_ends_every_session_that_was_there_before(app_context, visitor, settings):
    """This browser goes on under a new secret: a copy of its old cookie is as dead as the other sessions."""
    person = make.person()
    here, elsewhere = visitor(person), visitor(person)
    copied = cookie(here, settings)
    form = {"old": PASSWORD, "password": NEW_PASSWORD}
    assert here.post("/account/security/password", form, page="/account/security").status_code == 303
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert not is_signed_in(with_cookie(visitor(), settings, copied))
    assert send_sign_in(visitor(), person.email, PASSWORD).status_code == 422
    assert send_sign_in(visitor(), person.email, NEW_PASSWORD).status_code == 303


def test_a_reset_password_ends_every_session(app_context, visitor, settings, run_jobs, mailbox):
    person = make.person()
    here = visitor(person)
    copied = cookie(here, settings)
    visitor().post("/reset", {"email": person.email}, page="/reset")
    run_jobs()
    path = path_in(mailbox.last(person.email), "/reset/")
    assert visitor().post(path, {"password": NEW_PASSWORD}, page=path).location == "/sign-in"
    assert not is_signed_in(here)
    assert not is_signed_in(with_cookie(visitor(), settings, copied))


def test_a_new_role_ends_every_session(app_context, visitor):
    person, owner = make.person(), make.person(role="owner")
    somebody = visitor(person)
    visitor(owner).post(f"/settings/people/{person.handle}/role", {"role": "moderator"}, page="/settings/people")
    assert not is_signed_in(somebody)
    assert send_sign_in(visitor(), person.email, PASSWORD).status_code == 303


def test_a_session_ends_after_thirty_days(app_context, visitor):
    with time_machine.travel(clock.now(), tick=False) as journey:
        somebody = visitor(make.person())
        journey.shift(timedelta(days=30, seconds=-1))
        assert is_signed_in(somebody)
        journey.shift(timedelta(seconds=1))
        assert not is_signed_in(somebody)


@pytest.mark.parametrize(
    ("role", "lives"), [("reader", True), ("moderator", False), ("editor", False), ("owner", False)]
)
def test_a_session_of_staff_ends_after_seven_days_without_use(app_context, visitor, role, lives):
    somebody = visitor(make.person(role=role))
    with time_machine.travel(clock.now(), tick=False) as journey:
        for _ in range(3):
            journey.shift(timedelta(days=6, hours=23))
            assert is_signed_in(somebody)  # looking at a page is use
        journey.shift(timedelta(days=7, minutes=1))
        assert is_signed_in(somebody) is lives


def test_when_staff_were_here_is_written_once_a_day_and_of_readers_never(app_context, visitor, count_writes):
    moderator, reader = make.moderator(), make.person()
    browsers = visitor(moderator), visitor(reader)
    with time_machine.travel(clock.now(), tick=False) as journey:
        for _ in range(3):
            journey.shift(timedelta(hours=13))
            for browser in browsers:
                browser.get("/account/profile")
                browser.get("/account/profile")
    assert len(count_writes) == 1
    assert [one.seen_at for one in sessions_of(reader)] == [None]


def test_the_list_of_sessions_says_which_browser_and_only_the_rough_network(app_context, visitor):
    person = make.person()
    agent = "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"
    phone = visitor()
    phone.post(
        "/sign-in",
        {"email": person.email, "password": PASSWORD},
        page="/sign-in",
        headers={"User-Agent": agent},
        environ_base={"REMOTE_ADDR": "203.0.113.77"},
    )
    page = visitor(person).get("/account/security").text
    assert "Firefox on Android" in page
    assert "203.0.113.0/24" in page
    assert "203.0.113.77" not in page
    assert page.count("This device") == 1


def test_one_other_session_can_be_signed_out(app_context, visitor):
    person = make.person()
    here, phone, library = visitor(person), visitor(person), visitor(person)
    second = sessions_of(person)[1]
    answer = here.post("/account/security/sessions", {"session": second.id}, page="/account/security")
    assert answer.status_code == 303
    assert [is_signed_in(one) for one in (here, phone, library)] == [True, False, True]


def test_all_other_sessions_can_be_signed_out_at_once(app_context, visitor):
    person, other = make.person(), make.person()
    here, phone, library, stranger = visitor(person), visitor(person), visitor(person), visitor(other)
    here.post("/account/security/sessions", {"session": "others"}, page="/account/security")
    assert [is_signed_in(one) for one in (here, phone, library, stranger)] == [True, False, False, True]


@pytest.mark.parametrize("which", ["one", "others"])
def test_who_has_been_here_for_long_is_asked_before_others_are_signed_out(app_context, visitor, now, which):
    person = make.person()
    here, phone = visitor(person), visitor(person)
    now.shift(timedelta(minutes=10, seconds=1))
    path, page = "/account/security/sessions", "/account/security"
    session = "others" if which == "others" else str(sessions_of(person)[1].id)
    asked = here.post(path, {"session": session}, page=page, headers={"Referer": f"http://localhost{page}"})
    assert (asked.status_code, asked.location.partition("?")[0]) == (303, "/account/prove")
    back = next_on(here.get(asked.location))
    assert here.post("/account/prove", {"password": "not this one", "next": back}).status_code == 422
    assert is_signed_in(phone)
    assert here.post("/account/prove", {"password": PASSWORD, "next": back}).location == back
    assert is_signed_in(phone)
    shown = here.get(back).text
    assert shown.count("Not signed out yet. Press once more.") == 1
    (button,) = re.findall(r'name="session" value="([^"]+)" aria-describedby="again" autofocus', shown)
    assert button == session  # the one that was pressed is at hand
    assert here.post(path, {"session": button}).location == page
    assert not is_signed_in(phone)
    assert is_signed_in(here)


def test_the_own_session_ends_without_a_question(app_context, visitor, now):
    here = visitor(make.person())
    now.shift(timedelta(minutes=10, seconds=1))
    here.post("/sign-out", page="/account/security")
    assert not is_signed_in(here)


@pytest.mark.parametrize("extra", [{}, {"person_id": "1", "user_id": "1", "id": "1"}])
def test_nobody_signs_out_or_sees_somebody_elses_session(app_context, visitor, extra):
    victim, person = make.person(), make.person()
    theirs, mine = visitor(victim), visitor(person)
    (session,) = sessions_of(victim)
    listed = mine.get("/account/security").text.partition('aria-labelledby="h-sessions"')[2]
    assert listed.count('class="rows__t"') == 1
    answer = mine.post("/account/security/sessions", {"session": session.id} | extra, page="/account/security")
    assert answer.status_code == 404
    assert is_signed_in(theirs)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("value", ["", "x", "-1", "1e9", "9" * 30, "\u0661", ["1", "2"], "others "])
def test_an_invented_session_number_ends_nothing(app_context, visitor, value):
    person = make.person()
    here, phone = visitor(person), visitor(make.person())
    assert here.post("/account/security/sessions", {"session": value}, page="/account/security").status_code < 500
    assert is_signed_in(phone)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(("older_keys", "stays"), [(True, True), (False, False)])
def test_a_new_secret_key_signs_nobody_out_while_the_older_one_is_still_named(
    app_context, visitor, settings, older_keys, stays
):
    somebody = visitor(make.person())
    somebody.post("/preferences/theme", {"theme": "dark"}, page="/account")
    older = (settings.secret_key,) if older_keys else ()
    changed = create_app(
        replace(settings, secret_key="another key, long enough to be taken", secret_key_fallbacks=older)
    )
    after = with_cookie(Visitor(changed), settings, cookie(somebody, settings))
    after.token = somebody.token  # of a form that was open while the key was changed
    assert after.post("/preferences/theme", {"theme": "light"}).status_code == (303 if stays else 400)
    assert is_signed_in(after) == stays
    with changed.app_context():
        db.session.remove()
        db.engine.dispose()
