"""Mails of accounts: they lead to this site alone, cannot be made to flood anybody, and carry nobody's headers."""

from datetime import timedelta

import pytest
import time_machine

from discuss import clock, mail
from discuss.db import transaction
from tests import factories as make
from tests.accounts.steps import (
    NEW_PASSWORD,
    path_in,
    sign_up,
)
from tests.services.mailbox import links_in, text_of
from tests.services.visitor import PASSWORD


def ask(visitor, email, **options):
    return visitor.post("/reset", {"email": email}, page="/reset", **options)


FORGED = [
    {"headers": {"Host": "evil.example"}},
    {"headers": {"Host": "127.0.0.1:8000@evil.example"}},
    {"headers": {"Host": "evil.example:8000"}},
    {"headers": {"Host": "127.0.0.1.evil.example"}},
    {"headers": {"Host": "127.0.0.1:80:80"}},
    {"headers": {"X-Forwarded-Host": "evil.example"}},
    {"headers": {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "//evil"}},
    {"headers": {"Forwarded": "host=evil.example"}},
    {"headers": {"X-Original-URL": "https://evil.example/reset", "X-Host": "evil.example"}},
    {"headers": {"Host": "127.0.0.1:9999"}},
    {"environ_overrides": {"SERVER_NAME": "evil.example"}},
    {"base_url": "https://evil.example/"},
]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("forged", FORGED, ids=range(len(FORGED)))
@pytest.mark.parametrize("door", ["reset", "sign-up"])
def test_links_lead_to_the_configured_site_whatever_the_request_says_about_hosts(
    app_context, visitor, run_jobs, mailbox, settings, forged, door
):
    person = make.person()
    if door == "reset":
        answer = ask(visitor(), person.email, **forged)
    else:
        form = {"email": "ada@example.org", "name": "Ada Quarry", "password": NEW_PASSWORD}
        answer = visitor().post("/sign-up", form, page="/sign-up", **forged)
    run_jobs()
    mails = mailbox.all()
    host = forged.get("headers", {}).get("Host") or forged.get("base_url")
    if host and not host.startswith("127.0.0.1:9"):
        assert answer.status_code == 400
    if answer.status_code != 200:
        assert answer.status_code == 400
        assert mails == []
        return
    (mail,) = mails
    assert all(link.startswith(f"{settings.base_url}/") for link in links_in(mail))
    assert "evil" not in mail.as_string()
    assert "evil" not in answer.text


def test_one_address_gets_five_mails_a_day_and_the_answer_never_tells(app_context, visitor, run_jobs, mailbox):
    person = make.person()
    with time_machine.travel(clock.now(), tick=False) as journey:
        answers = set()
        for _ in range(9):
            answers.add(ask(visitor(), person.email).data)
            journey.shift(timedelta(minutes=10))
        run_jobs()
        assert len(answers) == 1
        assert len(mailbox.all(person.email)) == 5
        path = path_in(mailbox.last(person.email), "/reset/")
        assert visitor().get(path).status_code == 200  # the last one that went out stays good
        journey.shift(timedelta(days=1))
        ask(visitor(), person.email)
        run_jobs()
        assert len(mailbox.all(person.email)) == 6


def test_all_doors_together_send_five_mails_a_day_to_one_address(app_context, visitor, run_jobs, mailbox):
    victim, other = make.person(email="victim@example.org"), make.person()
    attacker = visitor(other)
    with time_machine.travel(clock.now(), tick=False) as journey:
        for number in range(4):
            ask(visitor(), "victim@example.org")
            sign_up(visitor(), email="VICTIM@example.org", name=f"Novel {chr(65 + number)}")
            change = {"email": "victim@example.org", "email_password": PASSWORD}
            attacker.post("/account/security/email", change, page="/account/security")
            journey.shift(timedelta(seconds=2))
        run_jobs()
    assert len(mailbox.all(victim.email)) == 5


@pytest.mark.database("sqlite")
def test_mails_that_are_not_about_the_account_never_keep_a_new_password_away(app_context, visitor, run_jobs, mailbox):
    person = make.person()
    with transaction():
        for number in range(10):
            for cause in (f"decision:{number}:person:{person.id}", f"urgent:{number}:1:person:{person.id}"):
                mail.enqueue(cause, person.email, "A decision about you", "Something was decided.")
    for _ in range(5):
        notice = {"category": "threat", "explanation": "It threatens me.", "name": "Eve", "good_faith": "1"}
        visitor().post("/notices", notice | {"address": "/stories/any", "email": person.email})
    ask(visitor(), person.email)
    while run_jobs():
        pass
    assert path_in(mailbox.last(person.email), "/reset/")


def test_other_spellings_of_an_address_buy_no_more_mails(app_context, visitor, run_jobs, mailbox):
    """An address that has no account yet can be written to by asking to change one's own into it."""
    attacker = visitor(make.person())
    with time_machine.travel(clock.now(), tick=False) as journey:
        for spelling in ("victim", "Victim", "vIctim", "viCtim", "vicTim", "victIm", "victiM", "VICTIM"):
            change = {"email": f"{spelling}@example.org", "email_password": PASSWORD}
            answer = attacker.post("/account/security/email", change, page="/account/security")
            assert answer.status_code == 200
            assert "Check your mail" in answer.text
            journey.shift(timedelta(seconds=2))
        run_jobs()
    sent = [mail["To"] for mail in mailbox.all() if mail["To"].casefold() == "victim@example.org"]
    assert len(sent) == 5


@pytest.mark.database("sqlite")
@pytest.mark.settings(rate_limits=True)
def test_one_network_has_twenty_mails_sent_an_hour_by_all_doors_together(app_context, visitor):
    statuses = [ask(visitor(), f"somebody{number}@example.org").status_code for number in range(10)]
    for number in range(11):
        name = f"Novel {chr(65 + number)}"
        statuses.append(sign_up(visitor(), email=f"novel{number}@example.org", name=name).status_code)
    assert statuses == [200] * 20 + [429]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    "name", ["Ada\r\nBcc: eve@example.org", "Ada\nSubject: Win", "Ada, eve@example.org", 'Ada" <eve@example.org>']
)
def test_a_name_adds_no_header_and_no_recipient_to_a_mail(app_context, visitor, run_jobs, mailbox, name):
    sign_up(visitor(), name=name)
    run_jobs()
    assert mailbox.all() == []  # refused: such a name is nobody's


@pytest.mark.database("sqlite")
@pytest.mark.settings(site_name="Zeitung “Häuser, Höfe”")
def test_a_site_name_with_commas_quotes_and_umlauts_is_an_encoded_subject(app_context, visitor, run_jobs, mailbox):
    sign_up(visitor(), name="Zoë O\u2019Brien")
    run_jobs()
    (mail,) = mailbox.all()
    raw = next(mailbox.folder.glob("*.eml")).read_bytes()
    headers = raw.partition(b"\n\n")[0] if b"\r\n\r\n" not in raw else raw.partition(b"\r\n\r\n")[0]
    assert headers.isascii()
    assert b"=?utf-8?" in headers
    assert mail["Subject"] == "Confirm your address for Zeitung “Häuser, Höfe”"
    assert mail.get_all("To") == ["ada@example.org"]
    assert {mail[name] for name in ("Cc", "Bcc")} == {None}


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("name", ["www.evil.com", "Free coins at evil.com", "Evil.Com wants you"])
def test_an_address_that_nobody_has_confirmed_is_sent_no_words_of_whoever_typed_it(
    app_context, visitor, run_jobs, mailbox, name
):
    assert sign_up(visitor(), name=name).status_code == 200
    run_jobs()
    assert "evil" not in text_of(mailbox.last("ada@example.org")).lower()
