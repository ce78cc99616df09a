"""Held, explained, appealed, reversed; reported, removed, appealed, reversed again: each by their own browser."""

import time
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from discuss import clock
from discuss.db import transaction
from discuss.events import EventRecord
from tests import factories as make
from tests.journeys.test_scripts import signed_in
from tests.journeys.test_the_main_journey import decide, mail_with
from tests.services.mailbox import Mailbox, text_of

WORDS = "A toll for through traffic would pay for the repair within nine years."


def time_of_undoing_passes():
    """Let what waits for the time of undoing to pass be due: the browser need not sit there for forty seconds."""
    with transaction() as session:
        waiting = update(EventRecord).where(EventRecord.delivered_at.is_(None))
        session.execute(waiting.values(next_try_at=clock.now() - timedelta(seconds=1)))


def mails(server, person, number):
    """Wait until somebody has been mailed so often; return the mails, in one line each."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        found = Mailbox(server.folder / "mail").all(person.email)
        if len(found) >= number:
            return [f"{mail['Subject']}: {' '.join(text_of(mail).split())}" for mail in found]
        time.sleep(0.2)
    raise AssertionError(f"{person.email} was mailed only {len(found)} times")


@pytest.mark.parametrize(
    ("database_kind", "javascript"), [("sqlite", False), ("postgresql", True)], indirect=["database_kind"],
    ids=["without-script-on-sqlite", "with-script-on-postgresql"],
)  # fmt: skip
def test_from_a_hold_and_a_removal_to_their_reversal(app_context, live_server, page_at, javascript):
    server, story = live_server, make.story()
    address = f"{server.url}/stories/{story.slug}"
    author, reporter = make.person("Ada Author"), make.person("Bert Reporter")
    decider, second = make.moderator(name="Vera Decider"), make.moderator(name="Sid Second")
    stranger = page_at(360, javascript=javascript)

    def page_of(person, width=1280):
        return signed_in(page_at(width, javascript=javascript), server, person)

    # A new author's first comment is held by a check. The page says why, and takes an appeal.
    ada = page_of(author, 360)
    ada.goto(f"{server.url}/stories/{story.slug}/comments/new")
    ada.fill("[name=body]", WORDS)
    ada.click("button:has-text('Post comment')")
    comment_address = ada.url.split("#")[0]
    ada.click("article[data-status=held] a[href^='/decisions/']")
    expect(ada.locator("h1")).to_have_text("Your comment waits for review")
    expect(ada.locator("main")).to_contain_text("by an automatic check")
    expect(ada.locator("main")).to_contain_text(WORDS)
    ada.fill("[name=explanation]", "There is nothing to check in it.")
    ada.click("button:has-text('Send appeal')")
    expect(ada.locator("main")).to_contain_text("It waits for somebody who did not decide.")

    # A moderator finds it in the queue, and reverses.
    vera = page_of(decider)
    vera.goto(f"{server.url}/moderation/appeals")
    vera.click("main a[href^='/appeals/']")
    vera.fill("[name=reason]", "There is not.")
    vera.click("button:has-text('Reverse the decision')")
    stranger.goto(address)
    expect(stranger.locator("#discussion")).to_contain_text(WORDS)
    time_of_undoing_passes()
    ada.goto(mail_with(server, author.email, "/appeals/"))
    expect(ada.locator("main")).to_contain_text("We were wrong, and the decision is reversed.")

    # A reader reports it; the same moderator removes it.
    bert = page_of(reporter)
    bert.goto(f"{server.url}/comments/{comment_address.rsplit('/', 1)[1]}/report")
    bert.check("[name=category][value=invented]")
    bert.click("main form button[type=submit]")
    vera.goto(f"{server.url}/moderation/reported")
    decide(vera, "remove", rule="6", reason="We could not find the source of these years.")
    stranger.goto(address)
    expect(stranger.locator("#discussion")).not_to_contain_text(WORDS)
    time_of_undoing_passes()

    # The author is told everything by mail, and appeals again: this is another decision.
    assert "Your comment was removed" in mails(server, author, 3)[-1]
    ada.goto(mail_with(server, author.email, "/decisions/"))
    expect(ada.locator("h1")).to_have_text("Your comment was removed")
    for said in ("Rule 6: Nothing invented as fact", "We could not find the source", "After reports by readers", WORDS):
        expect(ada.locator("main")).to_contain_text(said)
    expect(ada.locator("main")).not_to_contain_text("Vera")
    expect(ada.locator("main")).not_to_contain_text("Bert")
    ada.fill("[name=explanation]", "It is on page four of the council's report.")
    ada.click("button:has-text('Send appeal')")

    # Whoever decided cannot answer; somebody else does.
    vera.goto(f"{server.url}/moderation/appeals")
    expect(vera.locator("main")).to_contain_text("You decided: somebody else answers")
    vera.click("main a[href^='/appeals/']")
    expect(vera.locator("main")).to_contain_text("You took this decision. Somebody else on the team looks at it again.")
    expect(vera.locator("button:has-text('Reverse the decision')")).to_have_count(0)
    sid = page_of(second)
    sid.goto(vera.url)
    expect(sid.locator("main")).not_to_contain_text("Vera")
    sid.fill("[name=reason]", "It is on page four.")
    sid.click("button:has-text('Reverse the decision')")
    expect(sid.locator("main")).to_contain_text("The decision was reversed.")

    # It is back, and everybody who was told is told.
    stranger.goto(address)
    expect(stranger.locator("#discussion")).to_contain_text(WORDS)
    time_of_undoing_passes()
    ada.goto(f"{server.url}/account/decisions")
    expect(ada.locator("main .badge--good:has-text('Reversed')")).to_have_count(2)
    told = mails(server, reporter, 2)
    assert "We removed the comment (rule 6" in told[0]
    assert "the comment is back" in told[1]
    assert [mail.split(":")[0] for mail in mails(server, author, 4)] == [
        "Your comment waits for review",
        "Your appeal",
        "Your comment was removed",
        "Your appeal",
    ]
