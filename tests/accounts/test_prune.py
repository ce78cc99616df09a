"""What has had its time is forgotten by the daily work, as the page on privacy promises, and not sooner."""

from datetime import timedelta

import pytest
import time_machine

from discuss import clock
from discuss.accounts.models import SESSION_LIFE, KeptForm, MailedLink, PendingStep, Session
from discuss.db import db, transaction
from tests import factories as make

MINUTE = timedelta(minutes=1)


def session_of(person):
    now = clock.now()
    return Session(person_id=person.id, token_hash="a" * 64, created_at=now, expires_at=now + SESSION_LIFE)


def link_of(person):
    now = clock.now()
    return MailedLink(
        token_hash="b" * 64, purpose="reset", person_id=person.id, email=person.email, next_path="", created_at=now,
        expires_at=now + timedelta(hours=1),
    )  # fmt: skip


def step_of(person):
    return PendingStep(secret_hash="c" * 64, person_id=person.id, expires_at=clock.now() + 5 * MINUTE)


def there(model):
    db.session.rollback()
    return db.session.query(model).count()


@pytest.mark.parametrize(
    ("kind", "row_of", "life"),
    [
        (Session, session_of, SESSION_LIFE),
        (MailedLink, link_of, timedelta(days=7, hours=1)),
        (PendingStep, step_of, 5 * MINUTE),
    ],
)
def test_what_has_had_its_time_is_forgotten_and_not_sooner(app_context, run_jobs, kind, row_of, life):
    person = make.person()
    with transaction() as session:
        session.add(row_of(person))
    with time_machine.travel(clock.now() + life - MINUTE):
        run_jobs()
        assert there(kind) == 1
    with time_machine.travel(clock.now() + life + timedelta(hours=2)):
        run_jobs()
        assert there(kind) == 0


def test_a_form_that_was_interrupted_is_kept_for_an_hour(app_context, run_jobs):
    row = session_of(make.person())
    with transaction() as session:
        session.add(row)
        session.flush()
        session.add(KeptForm(session_id=row.id, path="/settings/offers", fields="sealed"))
    with time_machine.travel(clock.now() + timedelta(minutes=59)):
        run_jobs()
        assert there(KeptForm) == 1
    with time_machine.travel(clock.now() + timedelta(hours=2, minutes=1)):
        run_jobs()
        assert (there(KeptForm), there(Session)) == (0, 1)
