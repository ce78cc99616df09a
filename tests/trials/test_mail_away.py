"""The mail server is away, refuses, or the sender is killed: every mail arrives, at most once more for each kill."""

import os
import random
import subprocess
import time
from collections import Counter

import pytest
from sqlalchemy import select, update

from discuss import clock, mail
from discuss.db import db, transaction
from discuss.mail import Mail
from tests.services import databases
from tests.services.server import PROGRAM

PATIENCE = 600  # seconds for one run of the sender: it tries a thousand mails


@pytest.fixture
def sender(database_url, tmp_path, smtp_sink):
    """Start ``discuss jobs run``, which sends to the sink."""
    outer = {name: value for name, value in os.environ.items() if not name.startswith(("DISCUSS_", "FLASK_"))}
    settings = databases.environment(database_url, tmp_path / "sender") | {"DISCUSS_MAIL_URL": smtp_sink.url}
    started = []

    def start():
        started.append(subprocess.Popen([PROGRAM, "jobs", "run"], env=outer | settings, stdout=subprocess.DEVNULL))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def waiting():
    db.session.rollback()
    return len(db.session.scalars(select(Mail.id).where(Mail.sent_at.is_(None))).all())


def as_if_later():
    """Let the time pass that other senders leave to one who may still be at work, or to a server that is away."""
    with transaction() as session:
        session.execute(update(Mail).where(Mail.sent_at.is_(None)).values(next_try_at=clock.now()))


@pytest.mark.timeout(1800)
def test_no_mail_is_lost_and_a_kill_repeats_one_at_most(app_context, smtp_sink, sender, request):
    kills, mails = (100, 1000) if request.config.getoption("--soak") else (3, 30)
    with transaction():
        for number in range(mails):
            mail.enqueue(f"trial {number}", f"reader-{number}@example.org", "A trial", f"Mail number {number}.\n")
    smtp_sink.answer = "451 later"
    assert sender().wait(PATIENCE) == 0
    assert smtp_sink.mails == []
    assert waiting() == mails
    smtp_sink.answer = "250 OK"
    chance = random.Random(5)
    for _ in range(kills):
        as_if_later()
        wanted, process = len(smtp_sink.mails) + chance.randint(1, 3), sender()
        while len(smtp_sink.mails) < wanted and process.poll() is None:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.01))  # before, while or after it is marked as sent
        process.kill()
        process.wait()
    while waiting():
        as_if_later()
        assert sender().wait(PATIENCE) == 0
    sent = Counter(message["Message-ID"] for message in smtp_sink.mails)
    assert {message["To"] for message in smtp_sink.mails} == {f"reader-{number}@example.org" for number in range(mails)}
    assert len(sent) == mails
    assert sum(sent.values()) - mails <= kills
    assert max(sent.values()) <= 2 + kills // 10
    assert {row.body for row in db.session.scalars(select(Mail))} == {""}
