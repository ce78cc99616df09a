"""The outbox: with the change or not at all, once a cause, retried, and blanked once sent."""

import dataclasses
import threading
import time
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from discuss import clock, mail
from discuss.db import db, transaction
from discuss.mail import Mail, sending
from discuss.mail.transport import Transport
from tests.services.mailbox import text_of


def enqueue(cause="a cause", recipient="ada@example.org", subject="A subject", body="A body.\n", **more):
    with transaction():
        mail.enqueue(cause, recipient, subject, body, **more)


def rows():
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Mail).order_by(Mail.id)))


@pytest.fixture
def transport(settings, smtp_sink):
    return Transport.of(dataclasses.replace(settings, mail_url=smtp_sink.url))


def test_a_change_that_fails_sends_no_mail(app_context, transport, smtp_sink):
    def fail():
        with transaction():
            mail.enqueue("a cause", "ada@example.org", "A subject", "A body.")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert mail.send_due(transport) == 0
    assert smtp_sink.mails == []


def test_one_cause_is_one_mail_and_its_text_is_gone_from_the_database_once_sent(app_context, transport, smtp_sink):
    enqueue(body="A link that opens an account.")
    enqueue(body="A link that opens an account.")
    mail.send_due(transport)
    mail.send_due(transport)
    (sent,) = smtp_sink.mails
    assert (sent["To"], sent["Subject"], text_of(sent).strip()) == (
        "ada@example.org", "A subject", "A link that opens an account.",
    )  # fmt: skip
    (row,) = rows()
    assert row.body == ""
    assert row.sent_at is not None


def test_a_delayed_mail_waits_for_its_time(app_context, transport, smtp_sink):
    enqueue(delay=timedelta(seconds=30))
    assert mail.send_due(transport) == 0
    with time_machine.travel(clock.now() + timedelta(seconds=31)):
        assert mail.send_due(transport) == 1
    assert len(smtp_sink.mails) == 1


def test_a_mail_that_is_refused_is_tried_again_later_under_the_same_number_and_given_up_after_a_day(
    app_context, transport, smtp_sink
):
    enqueue()
    smtp_sink.answer = "451 later"
    mail.send_due(transport)
    (row,) = rows()
    assert "451" in row.last_error
    assert row.next_try_at > clock.now()
    assert mail.send_due(transport) == 0
    smtp_sink.answer = "250 OK"
    with time_machine.travel(row.next_try_at + timedelta(seconds=1)):
        assert mail.send_due(transport) == 1
    (sent,) = smtp_sink.mails
    assert sent["Message-ID"].startswith(f"<mail-{row.id}-")
    assert [mail["Message-ID"] for mail in smtp_sink.offered] == [sent["Message-ID"]] * 2

    enqueue(cause="another")
    smtp_sink.answer = "550 never"
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        mail.send_due(transport)
        assert rows()[1].given_up_at is not None
        assert mail.send_due(transport) == 0
    assert rows()[1].body != ""


@pytest.mark.parametrize("before_the_mail", [True, False])
def test_a_server_that_hangs_up_in_the_middle_is_asked_again(app_context, transport, smtp_sink, before_the_mail):
    enqueue()
    smtp_sink.hears, smtp_sink.answer = not before_the_mail, ""
    mail.send_due(transport)
    (row,) = rows()
    assert len(smtp_sink.offered) == (0 if before_the_mail else 1)
    assert (row.sent_at, row.given_up_at, row.body) == (None, None, "A body.\n")
    smtp_sink.hears, smtp_sink.answer = True, "250 OK"
    with time_machine.travel(row.next_try_at + timedelta(seconds=1)):
        assert mail.send_due(transport) == 1
    assert {mail["Message-ID"] for mail in smtp_sink.offered} == {smtp_sink.mails[0]["Message-ID"]}


def test_while_the_mail_server_is_away_nothing_is_lost(app_context, settings, smtp_sink):
    away = Transport.of(dataclasses.replace(settings, mail_url="smtp://127.0.0.1:1"))
    enqueue()
    mail.send_due(away)
    (row,) = rows()
    assert row.sent_at is None
    assert row.body == "A body.\n"
    back = Transport.of(dataclasses.replace(settings, mail_url=smtp_sink.url))
    with time_machine.travel(row.next_try_at + timedelta(seconds=1)):
        mail.send_due(back)
    assert len(smtp_sink.mails) == 1


def test_to_whom_a_mail_went_is_forgotten_after_a_month(app_context, transport, smtp_sink):
    enqueue(cause="old")
    mail.send_due(transport)
    with time_machine.travel(clock.now() + timedelta(days=30, minutes=1), tick=True):
        enqueue(cause="new")
        assert mail.prune() == 1
        assert [row.cause for row in rows()] == ["new"]


def test_a_mail_that_waits_for_somebody_who_is_forgotten_is_not_sent_and_comes_no_second_time(
    app_context, transport, smtp_sink
):
    enqueue(recipient="Ada@example.org")
    with transaction():
        mail.forget("ada@EXAMPLE.org")
    enqueue(recipient="ada@example.org")
    assert mail.send_due(transport) == 0
    assert smtp_sink.mails == []
    (row,) = rows()
    assert (row.recipient, row.subject, row.body) == ("", "", "")


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    "hostile",
    [
        "Ada\r\nBcc: everybody@example.org",
        "Ada\nX-Evil: 1",
        "a, b <c@d.example>",
        'q"uo\\te',
        "Ada\u202egnp.exe",
        "Åda 🌊" * 40,
    ],
)
def test_whatever_a_name_holds_it_stays_within_the_subject(app_context, transport, smtp_sink, hostile):
    enqueue(subject=f"A reply by {hostile}", body=f"By {hostile}.\n")
    mail.send_due(transport)
    (sent,) = smtp_sink.mails
    assert sent.get_all("To") == ["ada@example.org"]
    assert sent["Bcc"] is None
    assert sent["X-Evil"] is None
    assert sent["Subject"] == " ".join(f"A reply by {hostile}".split())
    assert sent.get_content_type() == "text/plain"


def test_two_processes_at_once_send_each_mail_once(app_context, app, transport, smtp_sink):
    for number in range(12):
        enqueue(cause=f"cause {number}")
    send_from_three_processes(app, transport)
    assert len(smtp_sink.mails) == 12


def test_a_mail_server_that_is_slower_than_a_claim_lasts_for_all_gets_each_mail_once(
    app_context, app, transport, smtp_sink, monkeypatch
):
    monkeypatch.setattr(sending, "CLAIM", timedelta(seconds=2))
    smtp_sink.seconds = 0.3
    for number in range(9):
        enqueue(cause=f"cause {number}")
    send_from_three_processes(app, transport)
    assert len(smtp_sink.mails) == 9


def test_urgent_mail_is_sent_before_what_has_waited_longer(app_context, transport, smtp_sink):
    enqueue(cause="a reply", subject="A reply")
    enqueue(cause="an alarm", subject="An alarm", urgent=True)
    while mail.send_due(transport):
        pass
    assert [sent["Subject"] for sent in smtp_sink.mails] == ["An alarm", "A reply"]


def send_from_three_processes(app, transport):
    def work():
        with app.app_context():
            while mail.send_due(transport) or any(row.sent_at is None for row in rows()):
                time.sleep(0.02)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
