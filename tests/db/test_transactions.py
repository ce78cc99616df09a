"""One transaction an action: whole or not at all, joined when nested, and a locked database is a clear refusal."""

import contextlib
import threading
import time

import pysqlite3.dbapi2 as sqlite
import pytest
import sqlalchemy as sa
from sqlalchemy import func, select, text

from discuss.accounts.models import Person
from discuss.db import Turn, after_commit, db, transaction
from discuss.db import engine as engines
from discuss.decisions import ACTS
from discuss.errors import CannotStore
from discuss.moderation import haste
from tests import factories as make


def people():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Person))


def somebody(session, handle):
    session.add(
        Person(email=f"{handle}@example.org", email_key=handle, handle=handle, name=handle, name_skeleton=handle)
    )


def test_a_failure_takes_back_everything_and_nothing_queued_for_afterwards_is_done(app_context):
    done = []

    def fail():
        with transaction() as session:
            somebody(session, "ada")
            session.flush()
            after_commit(lambda: done.append("told"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert people() == 0
    assert done == []


def test_what_is_queued_is_done_after_the_rows_can_be_read_by_others(app_context, app):
    seen = []

    def look():
        with db.engine.connect() as other:
            seen.append(other.scalar(select(func.count()).select_from(Person)))

    with transaction() as session:
        somebody(session, "ada")
        after_commit(look)
    assert seen == [1]


def test_an_inner_transaction_is_part_of_the_outer_one(app_context):
    def fail():
        with transaction():
            with transaction() as inner:
                somebody(inner, "ada")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert people() == 0


def test_inside_everything_is_read_afresh(app_context, app):
    person = make.person(name="Ada")
    assert db.session.get_one(Person, person.id).name == "Ada"
    with db.engine.begin() as other:
        other.execute(text("UPDATE people SET name = 'Grace'"))
    with transaction() as session:
        assert session.get_one(Person, person.id).name == "Grace"


def test_writers_that_read_before_they_write_never_fail_for_each_other(app_context, app):
    person = make.person()
    faults = []

    def add_one():
        try:
            for _ in range(10):
                with app.app_context(), transaction() as session:
                    row = session.get_one(Person, person.id, with_for_update=True)
                    row.about = str(int(row.about or "0") + 1)
        except Exception as fault:  # whatever it is, the main thread reports it
            faults.append(fault)

    threads = [threading.Thread(target=add_one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()
    db.session.expire_all()
    assert faults == []
    assert db.session.get_one(Person, person.id).about == "60"


@pytest.mark.database("sqlite")
def test_a_database_locked_by_another_program_is_503_with_the_text_given_back(
    app_context, visitor, settings, monkeypatch
):
    monkeypatch.setattr(engines, "PRAGMAS", tuple(p for p in engines.PRAGMAS if "busy" not in p))
    author, story = visitor(make.person()), make.story()
    page = author.get(f"/stories/{story.slug}")
    assert page.status_code == 200
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=100")
    db.session.remove()
    db.engine.dispose()
    other = sqlite.connect(settings.database_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(CannotStore), transaction():
            pass
        assert author.get(f"/stories/{story.slug}").status_code == 200
        answer = author.post(f"/stories/{story.slug}/comments", {"body": "Words that took an hour to write."})
        assert answer.status_code == 503
        assert "Words that took an hour to write." in answer.text
        assert int(answer.headers["Retry-After"]) > 0
    finally:
        other.execute("ROLLBACK")
        other.close()
    answer = author.post(f"/stories/{story.slug}/comments", {"body": "Words that took an hour to write."})
    assert answer.status_code == 303


@pytest.mark.database("sqlite")
def test_once_somebody_has_waited_in_vain_the_next_are_told_at_once_until_it_is_over(
    app_context, settings, monkeypatch
):
    monkeypatch.setattr(engines, "BUSY_SECONDS", 1)
    monkeypatch.setattr(engines, "PRAGMAS", (*engines.PRAGMAS, "busy_timeout=1000"))
    db.session.remove()
    db.engine.dispose()
    waited = []
    with contextlib.closing(
        sqlite.connect(settings.database_url.removeprefix("sqlite:///"), isolation_level=None)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(2):
            begun = time.monotonic()
            with pytest.raises(CannotStore), transaction():
                pass
            waited.append(time.monotonic() - begun)
    assert waited[0] > 0.9
    assert waited[1] < 0.8
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 1000
    make.person()  # nobody holds it any more: it is stored


def test_a_note_that_can_be_made_later_hardly_waits_and_takes_nobody_s_patience(app_context):
    person = make.person()
    postgresql = db.engine.dialect.name == "postgresql"
    waited = {}
    for patient in (False, True):
        with db.engine.connect().execution_options(write=True) as other:
            other.exec_driver_sql("LOCK TABLE people IN ACCESS EXCLUSIVE MODE" if postgresql else "SELECT 1")
            begun = time.monotonic()
            with pytest.raises(CannotStore), transaction(patient=patient) as session:
                session.execute(sa.update(Person).where(Person.id == person.id).values(name="Later"))
            waited[patient] = time.monotonic() - begun
    assert waited[False] < 1.5
    assert waited[True] > (1.8 if postgresql else 4.5)  # as long as if nobody had given up before


@pytest.mark.database("postgresql")
def test_who_waits_in_vain_for_an_act_of_their_own_takes_nobody_s_patience(app_context):
    person, waited = make.moderator(), []

    def act():
        with transaction() as session:
            haste.take_turn(make.actor(person), ACTS["remove"])
            session.execute(sa.update(Person).where(Person.id == person.id).values(name="Later"))

    for lock in (f"SELECT pg_advisory_xact_lock({Turn.MODERATOR:d}, {person.id})", "LOCK TABLE people"):
        with db.engine.connect().execution_options(write=True) as other:
            other.exec_driver_sql(lock)
            begun = time.monotonic()
            with pytest.raises(CannotStore):
                act()
            waited.append(time.monotonic() - begun)
    assert min(waited) > 1.8


@pytest.fixture
def short_waits(monkeypatch):
    """Let a request wait for one of the connections a moment only."""
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.2)


@pytest.mark.settings(threads=1)
def test_when_every_connection_is_taken_people_are_told_and_then_served_again(short_waits, app_context, visitor):
    path = f"/stories/{make.story().slug}"
    author, words = visitor(make.person()), {"body": "Words that took an hour to write."}
    author.post("/preferences/theme", {"theme": "dark"})  # it has a form's token from now on
    db.session.remove()
    pool = db.engine.pool
    with contextlib.ExitStack() as taken:
        for _ in range(pool.size() + 6):
            taken.enter_context(db.engine.connect())
        for answer in (author.get(path), author.post(f"{path}/comments", words)):
            assert answer.status_code == 503
            assert int(answer.headers["Retry-After"]) > 0
    assert author.get(path).status_code == 200
    assert author.post(f"{path}/comments", words).status_code == 303


@pytest.mark.database("sqlite")
def test_each_connection_has_the_safe_settings(app_context):
    with db.engine.connect() as connection:
        values = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in (
                "journal_mode", "synchronous", "foreign_keys", "secure_delete", "trusted_schema", "busy_timeout",
                "wal_autocheckpoint", "journal_size_limit", "cell_size_check", "mmap_size",
            )
        }  # fmt: skip
    assert values == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "busy_timeout": 5000,
        "wal_autocheckpoint": 1000,
        "journal_size_limit": 67108864,
        "cell_size_check": 1,
        "mmap_size": 0,
    }


def test_where_the_file_system_cannot_write_ahead_it_is_said_and_stored_all_the_same(tmp_path, caplog):
    plain = f"sqlite:///file:{tmp_path}/plain.sqlite?vfs=unix-dotfile&uri=true"  # as on a network's file system
    engine = sa.create_engine(plain, module=sqlite)
    engines.prepare_sqlite(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "truncate"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    engine.dispose()
    assert "Keep the file on a local disk" in caplog.text


@pytest.mark.database("postgresql")
def test_each_statement_has_its_limits_and_a_request_the_narrowest(app_context, app):
    def limits():
        names = (
            "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "synchronous_commit", "timezone"
        )  # fmt: skip
        with db.engine.connect() as connection:
            return {name: connection.exec_driver_sql(f"SHOW {name}").scalar() for name in names}

    of_a_job = limits()
    with app.test_request_context():
        of_a_request = limits()
    assert of_a_request == {
        "statement_timeout": "5s",
        "lock_timeout": "2s",
        "idle_in_transaction_session_timeout": "30s",
        "synchronous_commit": "on",
        "timezone": "UTC",
    }
    assert of_a_job == of_a_request | {"statement_timeout": "1min"}
