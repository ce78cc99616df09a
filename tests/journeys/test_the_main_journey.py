"""The main job, end to end, in a real browser against the real server: from a stranger's first words to the reason
for a removal. No part of it is pretended; the mail is the one in the outbox's folder.
"""

import re
import time

import pytest
from playwright.sync_api import expect

from tests import factories as make
from tests.services.browser import sign_in
from tests.services.mailbox import Mailbox, links_in
from tests.services.visitor import PASSWORD

ADA, BERT = "ada@example.org", "bert@example.org"
WORDS = "A toll for through traffic would pay for the repair within nine years."


def mail_with(server, recipient, path, timeout=20):
    """Wait for the mail to ``recipient`` with a link to ``path``; return the link's path."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        for mail in reversed(Mailbox(server.folder / "mail").all(recipient)):
            for link in links_in(mail):
                if path in link:
                    return link
        time.sleep(0.2)
    raise AssertionError(f"no mail to {recipient} with {path}")


def decide(page, action, rule="", reason=""):
    """Decide about the first item of a queue: on a page of its own without script, in a dialog with it."""
    item = page.locator("[data-card]:visible").first
    item.locator(f"a[data-ask='{action}']:visible, button[value='{action}']:visible").first.click()
    if rule:
        form = page.locator("#reason-form:visible, main form[action$='/decision']:has([name=rule])").first
        form.locator(f"[name=rule][value='{rule}']").check()
        form.locator("[name=reason]").fill(reason)
        form.locator("button[type=submit]:visible").click()
    # Said on this page with script, on the next one without.
    page.locator("#last-said:not(:empty), .notices .notice--done").first.wait_for()


@pytest.mark.parametrize(
    ("database_kind", "javascript"), [("sqlite", False), ("postgresql", True)], indirect=["database_kind"],
    ids=["without-script-on-sqlite", "with-script-on-postgresql"],
)  # fmt: skip
def test_from_a_strangers_first_words_to_the_reason_for_a_removal(app_context, live_server, page_at, javascript):
    server = live_server
    story = make.story()
    address = f"{server.url}/stories/{story.slug}"
    make.moderator(email="mod@example.org", handle="mod", name="Moderator Mo")
    make.person(email=BERT, handle="bert", name="Bert Reader")
    for _ in range(2):
        make.comment(story, make.db_person("bert"))

    # A stranger reads, and writes before having an account.
    page = page_at(360, javascript=javascript)
    page.goto(address)
    expect(page.locator("h1")).to_have_text(story.headline)
    page.click("#discussion a[href*='/comments/new']")
    page.fill("[name=body]", WORDS)
    page.click("button:has-text('Post comment')")
    page.wait_for_url(re.compile("/sign-in"))

    # Signs up, and confirms by the mail in the outbox.
    page.click("main a[href^='/sign-up']")
    page.fill("[name=name]", "Ada Newcomer")
    page.fill("[name=email]", ADA)
    page.fill("[name=password]", PASSWORD)
    for box in page.locator("main form input[type=checkbox]").all():
        box.check()
    page.click("main form button[type=submit]")
    page.goto(mail_with(server, ADA, "/confirm/"))
    page.click("main form button[type=submit]")

    # Comes back to the text, is asked to subscribe, and finds the text again afterwards.
    expect(page.locator("[name=body]")).to_have_value(re.compile(re.escape(WORDS)))
    page.click("button:has-text('Post comment')")
    expect(page.locator("[name=body]")).to_have_value(WORDS)
    page.click("main a[href^='/subscribe']")
    page.check("[name=plan][value=free]")
    page.click("main form button[type=submit]")
    expect(page.locator("[name=body]").first).to_have_value(WORDS)
    page.click("button:has-text('Post comment')")

    # Held as a newcomer: the author sees it, nobody else does.
    expect(page.locator("article[data-status=held]")).to_have_count(1)
    expect(page.locator("main")).to_contain_text(WORDS)
    comment_address = page.url
    stranger = page_at(1280, javascript=javascript)
    assert stranger.goto(comment_address).status == 404
    stranger.goto(address)
    assert WORDS not in stranger.content()

    # A moderator approves.
    desk = page_at(1280, javascript=javascript)
    sign_in(desk, server.url, "mod@example.org")
    desk.goto(f"{server.url}/moderation/held")
    expect(desk.locator("main")).to_contain_text(WORDS)
    decide(desk, "approve")
    stranger.goto(address)
    expect(stranger.locator("main")).to_contain_text(WORDS)

    # A second subscriber answers.
    bert = page_at(1280, javascript=javascript)
    sign_in(bert, server.url, BERT)
    number = comment_address.split("#")[0].rsplit("/", 1)[1]
    bert.goto(f"{server.url}/comments/{number}/reply")
    bert.fill("[name=body]", "Which figures is that built on?")
    bert.click("button:has-text('Post')")
    bert.goto(address)
    expect(bert.locator("main")).to_contain_text("Which figures is that built on?")

    # The author edits within the window.
    page.goto(f"{server.url}/comments/{number}/edit")
    page.fill("[name=body]", WORDS.replace("nine", "ten"))
    page.click("main button:has-text('Save')")
    expect(page.locator("main")).to_contain_text("within ten years")

    # Somebody reports it; the moderator removes it with rule and reason, and is refused without.
    bert.goto(f"{server.url}/comments/{number}/report")
    bert.check("[name=category][value=invented]")
    bert.click("main form button[type=submit]")
    expect(bert.locator("main")).to_contain_text("Thank you")
    desk.goto(f"{server.url}/moderation/reported")
    decide(desk, "remove", rule="6", reason="We could not find the source of these years.")
    stranger.goto(address)
    assert "within ten years" not in stranger.content()
    expect(stranger.locator("#discussion")).to_contain_text("rule 6")

    # The author sees the reason, on the page and by mail.
    page.goto(comment_address)
    expect(page.locator("main")).to_contain_text("We could not find the source of these years.")
