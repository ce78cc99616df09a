"""A PostgreSQL that says nothing: a request does not wait for it, those behind it even less; jobs do."""

import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from discuss.db import db
from discuss.db import engine as engines

pytestmark = pytest.mark.database("postgresql")

# What a server that hangs does: it answers late, and has forgotten that it should have ended the statement.
HANGS = "SET LOCAL statement_timeout = 0; SELECT pg_sleep(20)"


@pytest.fixture
def impatience(monkeypatch):
    """Let requests listen half a second, and hardly for a second after that."""
    monkeypatch.setattr(engines, "SILENT_SECONDS", 0.5)
    monkeypatch.setattr(engines, "BUSY_SECONDS", 1)


@pytest.fixture
def ask(impatience, app):
    """Ask within a request of its own; return the answer, or nothing, and how long it took."""

    def asked(statement):
        begun = time.monotonic()
        with app.test_request_context():
            try:
                answer = db.session.execute(text(statement)).scalar()
            except OperationalError:
                answer = None
            db.session.remove()
        return answer, time.monotonic() - begun

    return asked


def test_a_request_gives_up_and_those_behind_it_at_once_until_the_pause_is_over(ask):
    answer, seconds = ask(HANGS)
    assert answer is None
    assert 0.5 <= seconds < 5
    answer, seconds = ask("SELECT 1")
    assert answer is None
    assert seconds < 0.5
    time.sleep(1)
    assert ask("SELECT 1")[0] == 1


def test_a_connection_that_answers_is_used_on_while_another_says_nothing(ask, app):
    with app.test_request_context(), db.engine.connect() as healthy:
        assert ask(HANGS)[0] is None
        assert healthy.exec_driver_sql("SELECT 1").scalar() == 1


def test_an_error_is_no_silence(ask):
    assert ask("SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(1)")[0] is None
    assert ask("SELECT 1")[0] == 1


def test_a_job_listens_on(ask, app_context):
    ask("SELECT 1")  # a connection that a request has used before
    assert db.session.execute(text("SELECT 1 FROM pg_sleep(0.8)")).scalar() == 1
