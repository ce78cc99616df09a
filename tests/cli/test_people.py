"""``discuss people``, ``subscriptions`` and ``doctor``: what operators and other programs rely on."""

from datetime import timedelta

import pysqlite3.dbapi2 as sqlite
import pytest
import time_machine
from sqlalchemy import select, text, update

from discuss import clock
from discuss.accounts.identity import actor_for
from discuss.accounts.models import AuthenticatorApp, Person
from discuss.accounts.sealing import Sealer
from discuss.db import db, soundness, transaction
from discuss.events.log import EventRecord
from discuss.stories.models import Story
from tests import factories as make
from tests.accounts.steps import path_in, sign_up
from tests.services.mailbox import text_of
from tests.services.visitor import PASSWORD, Visitor

WORDS = "a long enough password"


def create(run, email="ada@example.org", *more, role="reader", words=WORDS):
    return run(
        "people", "create", "--email", email, "--name", "Ada Example", "--role", role, "--password-stdin", *more,
        text=f"{words}\n",
    )  # fmt: skip


def person(app, email="ada@example.org"):
    with app.app_context():
        return db.session.scalars(select(Person).where(Person.email == email)).one()


@pytest.mark.parametrize("role", ["reader", "moderator", "editor", "owner"])
def test_a_created_person_is_confirmed_and_can_sign_in_at_once(app, run, role):
    done = create(run, role=role)
    assert done.exit_code == 0, done.output
    made = person(app)
    assert (made.role, made.email_confirmed_at is not None) == (role, True)
    Visitor(app).sign_in(made, WORDS)


@pytest.mark.database("sqlite")
def test_an_address_that_is_there_already_exits_1_and_changes_nothing(app, run):
    assert create(run).exit_code == 0
    before = person(app).password_hash
    again = create(run, "ADA@example.org", role="owner", words="another long password")
    assert again.exit_code == 1
    assert "Traceback" not in again.output
    assert (person(app).password_hash, person(app).role) == (before, "reader")


@pytest.mark.database("sqlite")
def test_a_role_comes_with_or_without_urgent_matters(app, run):
    create(run)
    done = run("people", "role", "ada@example.org", "moderator", "--urgent")
    assert (done.exit_code, done.output) == (0, f"{person(app).handle} is moderator and opens urgent matters.\n")
    assert person(app).handles_urgent
    assert run("people", "role", "ada@example.org", "moderator", "--no-urgent").exit_code == 0
    assert not person(app).handles_urgent
    assert run("people", "role", "ada@example.org", "reader", "--urgent").exit_code == 1
    assert not person(app).handles_urgent


@pytest.mark.database("sqlite")
def test_bad_values_are_refused_in_words(app, run):
    for refused in (create(run, "no address"), create(run, words="short"), create(run, role="emperor")):
        assert refused.exit_code != 0
        assert "Traceback" not in refused.output
        assert refused.output.strip()
    with app.app_context():
        assert db.session.scalars(select(Person)).all() == []


@pytest.mark.database("sqlite")
def test_a_handle_can_be_given_and_a_role_changed(app, run):
    create(run, "ada@example.org", "--handle", "ada")
    assert person(app).handle == "ada"
    assert run("people", "role", "ada@example.org", "moderator").exit_code == 0
    assert person(app).role == "moderator"
    assert run("people", "role", "nobody@example.org", "moderator").exit_code == 1


def membership(app, at):
    with time_machine.travel(at, tick=False), app.app_context():
        return actor_for(
            db.session.scalars(select(Person).where(Person.email == "ada@example.org")).one()
        ).membership.value


def test_a_grant_holds_through_its_last_day_then_seven_days_of_grace_then_it_has_lapsed(app, run):
    create(run)
    last = (clock.now() + timedelta(days=3)).date()
    done = run("subscriptions", "grant", "ada@example.org", "--plan", "paid", "--until", last.isoformat())
    assert done.exit_code == 0, done.output
    midnight = clock.now().replace(
        year=last.year, month=last.month, day=last.day, hour=0, minute=0, second=0, microsecond=0
    )
    end, second = midnight + timedelta(days=1), timedelta(seconds=1)
    assert membership(app, end - second) == "active"
    assert membership(app, end + second) == "grace"
    assert membership(app, end + timedelta(days=7) - second) == "grace"
    assert membership(app, end + timedelta(days=7) + second) == "lapsed"


@pytest.mark.database("sqlite")
def test_a_later_grant_replaces_the_earlier_one_and_a_past_date_has_lapsed(app, run):
    create(run)
    run("subscriptions", "grant", "ada@example.org", "--plan", "paid", "--until", "2099-01-01")
    run("subscriptions", "grant", "ada@example.org", "--plan", "free", "--until", "2020-01-01")
    assert membership(app, clock.now()) == "lapsed"
    for words in (("--plan", "golden", "--until", "2099-01-01"), ("--plan", "paid", "--until", "soon")):
        assert run("subscriptions", "grant", "ada@example.org", *words).exit_code != 0
    assert run("subscriptions", "grant", "nobody@example.org", "--plan", "paid", "--until", "2099-01-01").exit_code == 1


def test_the_doctor_is_content_with_a_good_site_and_names_a_wrong_counter(app, run):
    with app.app_context():
        story = make.story()
        make.comment(on=story)
    well = run("doctor", "--counters")
    assert well.exit_code == 0, well.output
    with app.app_context(), transaction() as session:
        session.execute(update(Story).values(comment_count=7))
    ill = run("doctor", "--counters")
    assert ill.exit_code == 1
    assert ill.stderr.strip() == f"story {story.slug}: comment_count is 7, should be 1"


@pytest.mark.database("sqlite")
@pytest.mark.settings(redis_url="redis://127.0.0.1:1/0", mail_url="smtp://127.0.0.1:1")
def test_the_doctor_names_each_part_that_cannot_be_reached(app, run):
    ill = run("doctor")
    assert ill.exit_code == 1
    lines = ill.stderr.strip().splitlines()
    assert [line.split(":")[0] for line in lines] == ["mail", "limits"]


def test_whoever_has_lost_every_factor_signs_in_by_password_again_and_is_told(app, run, mailbox, run_jobs):
    with app.app_context():
        lost = make.person(email="lost@example.org")
        make.second_factor(lost)
        make.passkey(lost)
    done = run("people", "forget-factors", "lost@example.org")
    assert done.exit_code == 0, done.output
    somebody = Visitor(app)
    answer = somebody.post("/sign-in", {"email": lost.email, "password": PASSWORD}, page="/sign-in")
    assert answer.location == "/"
    run_jobs()
    assert "removed by whoever runs the site" in text_of(mailbox.last("lost@example.org"))
    assert run("people", "forget-factors", "nobody@example.org").exit_code == 1


def test_the_doctor_says_when_a_key_of_the_site_is_missing(app, run):
    assert run("doctor").exit_code == 0
    with app.app_context():
        person = make.person()
        make.second_factor(person)
        with transaction() as session:
            other = Sealer(["a key that nobody has any more, long enough"])
            session.get_one(AuthenticatorApp, person.id).secret = other.seal("app", person.id, "x")
    done = run("doctor")
    assert done.exit_code == 1
    assert "1 authenticator app cannot be checked" in done.output


def test_whose_sessions_may_have_been_stolen_is_listed_even_when_they_have_ended(app, app_context, run):
    day = timedelta(days=1)
    with time_machine.travel(clock.now() - 40 * day, tick=False) as clockwork:
        start = clock.now()
        people = {name: make.person(email=f"{name}@example.org") for name in ("early", "stays", "gone", "late", "none")}
        for name, after in (("early", 1), ("stays", 7), ("gone", 1), ("late", 4)):
            clockwork.shift(after * day)
            browser = Visitor(app)
            browser.sign_in(people[name])
            if name == "gone":
                browser.post("/sign-out")
        listed = run(
            "people",
            "affected",
            "--since",
            f"{start + 32 * day:%Y-%m-%dT%H:%M}",
            "--until",
            f"{start + 35 * day:%Y-%m-%d}",
        )
        assert listed.exit_code == 0, listed.output
        rows = [f"{people[name].id},{name}@example.org" for name in ("stays", "gone", "late")]
        assert listed.stdout.splitlines() == ["person,email", *rows]
        before = run("people", "affected", "--since", f"{start:%Y-%m-%d}", "--until", f"{start + 5 * day:%Y-%m-%d}")
        assert before.stdout.splitlines() == ["person,email", f"{people['early'].id},early@example.org"]


@pytest.mark.database("sqlite")
def test_what_commands_write_out_is_on_record(app_context, run):
    story = make.story()
    for command in (
        ("people", "affected", "--since", "2026-01-01", "--until", "2026-01-02"),
        ("decisions", "export", "--since", "2026-01-01", "--until", "2026-01-31"),
        ("stories", "export", story.slug),
    ):
        assert run(*command).exit_code == 0
    found = db.session.scalars(select(EventRecord).where(EventRecord.kind == "site.data-exported"))
    assert [told.payload["what"] for told in found] == [
        "people affected --since 2026-01-01T00:00 --until 2026-01-03T00:00",
        "decisions export --since 2026-01-01 --until 2026-01-31",
        f"stories export {story.slug}",
    ]


@pytest.mark.database("sqlite")
def test_the_last_day_of_a_theft_is_included_and_whoever_came_by_a_confirmation_is_listed(
    app, app_context, run, run_jobs, mailbox
):
    with time_machine.travel(clock.now().replace(hour=15), tick=False) as clockwork:
        browser, day = Visitor(app), f"{clock.now():%Y-%m-%d}"
        assert sign_up(browser).status_code == 200
        run_jobs()
        path = path_in(mailbox.last("ada@example.org"), "/confirm/")
        assert browser.post(path, page=path).status_code == 303
        browser.post("/sign-out")
        rows = ["person,email", f"{person(app).id},ada@example.org"]
        clockwork.shift(timedelta(days=2))
        assert run("people", "affected", "--since", day, "--until", day).stdout.splitlines() == rows
        assert run("people", "affected", "--since", day, "--until", f"{day}T14:59").stdout.splitlines() == rows[:1]


def test_everybody_is_signed_out_and_every_mailed_link_is_void(app, app_context, run, run_jobs, mailbox):
    ada, link = make.person(email="ada@example.org"), Visitor(app)
    somebody = Visitor(app)
    somebody.sign_in(ada)
    assert link.post("/reset", {"email": "ada@example.org"}, page="/reset").status_code == 200
    run_jobs()
    path = path_in(mailbox.last("ada@example.org"), "/reset/")
    done = run("people", "sign-out-everybody")
    assert (done.exit_code, done.output) == (0, "1 session has ended. Links that were mailed are void.\n")
    (told,) = db.session.scalars(select(EventRecord).where(EventRecord.kind == "site.everybody-signed-out"))
    assert (told.actor_id, told.payload) == (None, {"sessions": 1})
    assert somebody.get("/account/profile").status_code == 303
    assert link.get(path).status_code == 404
    Visitor(app).sign_in(ada)


@pytest.mark.database("sqlite")
def test_the_doctor_names_a_library_that_can_damage_the_database(run, monkeypatch):
    monkeypatch.setattr(sqlite, "sqlite_version", "3.51.2")
    monkeypatch.setattr(sqlite, "sqlite_version_info", (3, 51, 2))
    done = run("doctor")
    assert done.exit_code == 1
    assert "database: SQLite 3.51.2 can damage its file under load. Install pysqlite3 0.6.1." in done.stderr


@pytest.mark.database("postgresql")
@pytest.mark.settings(base_url="https://talk.example.org")
def test_the_doctor_says_when_nobody_would_notice_what_a_disk_changes(app_context, run):
    off = db.session.scalar(text("SHOW data_checksums")) == "off"
    assert soundness.trusting() is off
    assert ("data_checksums is off" in run("doctor").stdout) is off
