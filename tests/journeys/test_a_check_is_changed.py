"""An owner changes a check in a real browser: tries a text, tries the change on old comments, and switches it on."""

import pytest
from playwright.sync_api import expect

from tests import factories as make
from tests.services.browser import sign_in


@pytest.mark.parametrize(
    ("database_kind", "javascript"), [("sqlite", False), ("postgresql", True)], indirect=["database_kind"],
    ids=["without-script-on-sqlite", "with-script-on-postgresql"],
)  # fmt: skip
def test_an_owner_tries_a_change_and_switches_it_on(app_context, live_server, page_at, javascript):
    story = make.story()
    for number in range(40):
        make.comment(on=story, body=f"Number {number} says: NO!!!")
    owner = make.person("Olga Owner", role="owner", plan="")
    page = page_at(360, javascript=javascript)
    sign_in(page, live_server.url, owner.email)

    page.goto(f"{live_server.url}/settings/checks")
    page.click("main >> text=Shouting")
    page.fill("[name=signs]", "3")
    page.click("summary:has-text('Try a text')")
    page.fill("[name=text]", "What now!!!")
    page.click("button:has-text('Try the text')")
    expect(page.locator("mark")).to_have_text("!!!")
    expect(page.locator("[name=signs]")).to_have_value("3")

    page.fill("[name=reason]", "Three marks are too many.")
    page.click("button:has-text('Try it on the last 30 days')")
    done, again = page.locator("button:has-text('Switch on')"), page.locator("text=Look again")
    for _ in range(0 if javascript else 60):  # its script looks by itself
        expect(done.or_(again)).to_be_visible()
        if done.count():
            break
        page.wait_for_timeout(500)
        again.click()
    expect(done).to_be_visible(timeout=60_000)
    text = page.locator("main").inner_text()
    assert "Of 40 comments by readers in the 30 days before, this change would have held 40" in text
    assert "Version 1 would have stopped none of them" in text

    page.click("button:has-text('Switch on')")
    expect(page.locator("main")).to_contain_text("Version 2 is in force for every comment from now on.")
    expect(page.locator("main")).to_contain_text("3 exclamation or question marks")
