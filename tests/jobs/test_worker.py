"""The loop of jobs: nothing that is due keeps what is urgent waiting."""

import dataclasses
import threading
import time
from datetime import timedelta

import pytest

from discuss import events, mail
from discuss.db import db, transaction
from discuss.events.types import MassRemoval
from discuss.jobs.worker import Worker
from discuss.mail import sending
from tests import factories as make

WAITING = 16


@pytest.fixture
def slow_mail(app, settings, smtp_sink, monkeypatch):
    """A mail server that takes so long for each mail that a few fill one round of the worker."""
    slow = dataclasses.replace(settings, mail_url=smtp_sink.url)
    monkeypatch.setitem(app.extensions, "discuss.settings", slow)
    monkeypatch.setattr(sending, "ROUND", timedelta(seconds=0.2))
    smtp_sink.seconds = 0.1
    return smtp_sink


@pytest.mark.database("sqlite")
def test_an_alarm_overtakes_the_mail_that_a_slow_server_has_not_taken_yet(app_context, app, slow_mail):
    moderator = make.moderator().id
    make.person(role="owner")
    with transaction():
        for number in range(WAITING):
            mail.enqueue(f"cause {number}", "ada@example.org", "A reply", "Not urgent.\n")
    db.session.rollback()
    worker = threading.Thread(target=Worker(app).run_once)
    worker.start()
    while not slow_mail.mails:
        time.sleep(0.01)
    with transaction():
        events.record(MassRemoval(actor_id=moderator, number=50))
    worker.join(60)
    subjects = [sent["Subject"] for sent in slow_mail.mails]
    assert len(subjects) == WAITING + 1
    assert subjects.index("Many comments removed at once") < WAITING // 2


@pytest.mark.database("sqlite")
def test_nobody_who_posts_waits_for_a_mail_server_that_takes_its_time(app_context, app, slow_mail, visitor):
    slow_mail.seconds = 0
    slow_mail.may_answer.clear()
    author, story = visitor(make.person()), make.story()
    author.get(f"/stories/{story.slug}")
    path = f"/stories/{story.slug}/comments"
    with transaction():
        mail.enqueue("a cause", "ada@example.org", "A reply", "Not urgent.\n")
    db.session.rollback()
    worker = threading.Thread(target=Worker(app).run_once)
    worker.start()
    while not slow_mail.offered and worker.is_alive():
        time.sleep(0.01)
    assert author.post(path, {"body": "Said while the mail is on its way."}).status_code == 303
    assert slow_mail.mails == []  # it has the mail and says nothing
    slow_mail.may_answer.set()
    worker.join(60)
    assert "A reply" in [sent["Subject"] for sent in slow_mail.mails]
