"""Every page in every state: axe finds nothing, nothing scrolls sideways, the HTML parses, no other host is asked."""

import gzip
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import html5lib
import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from discuss import clock
from discuss.accounts.models import Session
from discuss.comments import actions as comments
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.demo import load as demo
from discuss.stories.raid import MODES
from tests import factories as make
from tests.accounts.factors import code
from tests.journeys.pages import LOOKED_AT, NO_PAGES, PEOPLE, REFUSED, VISITORS, filled, plain, things
from tests.moderation.steps import decide_account, warned_about_reports
from tests.services.browser import HEIGHT, sign_in
from tests.services.remote import Remote
from tests.services.server import Server

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what is well need not be listed
}
# What hangs on colours and on the room there is.
OF_LOOKS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "scrollable-region-focusable", "target-size"]},
    "resultTypes": ["violations"],
}
OPEN = "document.querySelectorAll('details:not(.menu)').forEach((part) => { part.open = true })"
# An open menu lies over its neighbours, so it is looked at by itself.
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
CLOSE_MENU = "document.querySelector('details.menu').removeAttribute('open')"
OPEN_MENU = (
    "(document.querySelector('details.menu')?.setAttribute('open', ''), !!document.querySelector('details.menu'))"
)


LOOKS = ((320, "light"), (1280, "dark"))
STAFF = ("mo-eriksen", "henrik-dahl", "olive-tran")
# One test each: together they would take longer than a test may.
GROUPS = {
    "of everybody": {"": VISITORS[: len(VISITORS) // 2]},
    "more of everybody": {"": VISITORS[len(VISITORS) // 2 :]},
    "of readers": {handle: paths for handle, paths in PEOPLE.items() if handle not in STAFF},
} | {f"of {handle}": {handle: PEOPLE[handle]} for handle in STAFF}


@pytest.fixture
def site(live_server, app_context):
    """The demo site with the things that addresses name."""
    live_server.named = things()
    return live_server


def faults(page, address):
    """Open a page and return what is wrong with it, with its address: its HTML, large text, and each of its looks.

    An address that ends in a part's name was looked at whole for somebody else, and differs in that part.
    """
    answer = page.goto(address)
    parser = html5lib.HTMLParser()
    parser.parse(answer.text())
    found = [f"{address}: line {place[0]}: {code} {more}" for place, code, more in parser.errors]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.set_viewport_size({"width": 360, "height": HEIGHT})
    found += too_wide(page, "with text of twice the size")
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found + unsound_in_each_look(page, urlsplit(address).fragment)


def unsound_in_each_look(page, part=""):
    """Return what is wrong with the page that is open; after the first look only what another can change."""
    found = []
    for rules, (width, theme) in zip((RULES, OF_LOOKS), LOOKS, strict=True):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=theme)
        found += unsound(page, rules, part)
    return found


def too_wide(page, how=""):
    """Return whether the page that is open scrolls sideways."""
    width, room = page.evaluate("document.documentElement.scrollWidth"), page.viewport_size["width"]
    return [f"{page.url}: {width} pixels wide in {room} {how}"] if width > room else []


def unsound(page, rules=RULES, part=""):
    """Return what is wrong with the page that is open, as it is shown now."""
    found = too_wide(page)
    page.evaluate(OPEN)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    violations = axe(page, f"#{part}" if part else None, rules)
    if page.evaluate(OPEN_MENU):
        violations += axe(page, "details.menu[open]", rules)
        page.evaluate(CLOSE_MENU)
    for violation in violations:
        nodes = "; ".join(node["html"][:140] for node in violation["nodes"][:2])
        found.append(f"{page.url}, {page.viewport_size['width']}: {violation['id']}: {violation['help']}: {nodes}")
    return found


def axe(page, context, rules):
    """Return what axe finds."""
    look = "([context, options]) => axe.run(context || document, options)"
    return page.evaluate(look, [context, rules])["violations"]


@pytest.mark.database("sqlite")
def test_every_page_is_in_the_list(app):
    router = app.url_map.bind("localhost")
    listed = {router.match(plain(path))[0] for path in LOOKED_AT if path != "/nothing-here"}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert pages - listed == NO_PAGES


@pytest.mark.demo
@pytest.mark.database("sqlite")
@pytest.mark.parametrize("group", GROUPS)
def test_pages_are_sound(site, page_at, group):
    found = []
    for handle, paths in GROUPS[group].items():
        page = page_at()
        if handle:
            sign_in(page, site.url, f"{handle}@demo.example", demo.PASSWORD)
        for path in paths:
            found += faults(page, site.url + filled(path, site.named))
    assert found == []


@pytest.mark.database("sqlite")
def test_the_pages_of_second_factors_are_sound(app_context, live_server, page_at):
    """At an address with a name, where passkeys are offered."""
    address = live_server.url.replace("127.0.0.1", "localhost")
    person, page = make.person(), page_at()

    def enter():
        sign_in(page, address, person.email)

    def look(path):
        page.goto(address + path)
        return unsound_in_each_look(page)

    found = look("/sign-in")
    enter()
    found += look("/account/security") + look("/account/security/app")
    key = page.locator("#key").inner_text().replace(" ", "")
    page.fill("[name=code]", code(key))
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_have_text("Recovery codes")
    found += unsound_in_each_look(page)
    passkey = make.passkey(person)
    for path in ("", "/app", "/app/remove", f"/passkeys/{passkey.id}"):
        found += look(f"/account/security{path}")
    found += look("/account/prove?next=/account/security%3Fkept%3D1")
    page.fill("[name=code]", "000000")
    page.click("main button[type=submit]")
    expect(page.locator("[role=alert]").first).to_be_visible()
    found += unsound_in_each_look(page)
    with transaction() as session:
        session.execute(update(Session).values(proved_at=None))
        other = {"browser": "Firefox on Android", "expires_at": clock.now() + timedelta(days=1)}
        session.add(Session(person_id=person.id, token_hash="another browser's", **other))
    page.goto(f"{address}/account/security")
    page.get_by_role("button", name="Sign out Firefox on Android").click()
    page.fill("[name=code]", code(key, 1))  # the last one is used up
    page.click("main button[type=submit]")
    again = page.get_by_role("button", name="Sign out Firefox on Android")
    expect(again).to_be_focused()
    found += unsound_in_each_look(page)
    again.press("Enter")
    expect(page.get_by_text("Firefox on Android")).to_have_count(0)
    page.context.clear_cookies()
    enter()
    page.wait_for_url(re.compile("/sign-in/second"))
    found += unsound_in_each_look(page)
    assert found == []


@pytest.mark.database("sqlite")
def test_the_refusal_of_staff_without_a_second_factor_is_sound(database_url, app_context, tmp_path, page_at):
    moderator = make.moderator()
    with Server(database_url, tmp_path / "strict", DISCUSS_STAFF_SECOND_FACTOR="required") as server:
        page = page_at(320)
        sign_in(page, server.url, moderator.email, next_path="/moderation/held")
        expect(page.locator("h1")).to_contain_text("A second factor first")
        assert unsound(page) == []
        page.click("text=Set up an authenticator app")
        expect(page.locator("h1")).to_contain_text("Set up an authenticator app")


@pytest.mark.database("sqlite")
def test_what_somebody_sees_whose_reports_are_paused_is_sound(app_context, live_server, page_at):
    comment, reporter, moderator = make.comment(), make.person(), make.moderator()
    warned_about_reports(reporter)
    decide_account("pause-reports", reporter, until=clock.now() + timedelta(days=14))
    found = []
    for person, path, said in (
        (reporter, f"/comments/{comment.id}/report", "Your reports are paused"),
        (reporter, f"/notices/new?comment={comment.id}", "Your reports are paused"),
        (moderator, f"/moderation/people/{reporter.handle}", "Reports by this person"),
    ):
        page = page_at()
        sign_in(page, live_server.url, person.email)
        page.goto(live_server.url + path)
        expect(page.locator("main")).to_contain_text(said)
        found += unsound_in_each_look(page)
    assert found == []


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(("width", "theme", "javascript"), [(*LOOKS[0], True), (*LOOKS[1], True), (*LOOKS[0], False)])
def test_a_group_of_the_same_text_is_sound_and_decided_about_at_once(
    app_context, live_server, page_at, width, theme, javascript
):
    moderator, held = make.moderator(), []
    for _ in range(4):
        body = "The bridge was never safe, and everybody at the ministry knew it all along."
        new = comments.NewComment(body=body)
        held.append(comments.post(make.actor(make.person()), make.story(), new, None, make.SETTINGS).id)
    page = page_at(width, theme=theme, javascript=javascript)
    sign_in(page, live_server.url, moderator.email, next_path="/moderation/held")
    expect(page.locator(".q-crowd")).to_contain_text("The same text by 4 accounts")
    found = unsound(page) if javascript else too_wide(page)
    if width == 320:
        page.click(".q-back")  # on a phone the list is a view of its own
        found += unsound(page) if javascript else too_wide(page)
    page.click(".q-crowd button[value=remove]")
    expect(page.locator("h1")).to_contain_text("4 comments")
    found += unsound(page) if javascript else too_wide(page)
    page.check("[name=rule][value='5']", force=True)
    page.fill("[name=reason]", "A campaign.")
    page.click("main form.panel button[type=submit]")
    expect(page.locator("main")).to_contain_text("Nothing is waiting.")
    db.session.rollback()
    assert set(db.session.scalars(select(Comment.status).where(Comment.id.in_(held)))) == {"removed"}
    assert found == []


@pytest.mark.database("sqlite")
def test_a_protected_discussion_is_sound_for_readers_writers_and_the_desk(app_context, live_server, page_at):
    found, story, moderator = [], make.story(), make.moderator()
    make.comment(on=story)
    reader, writer, desk = (page_at() for _ in range(3))
    for page, person in ((writer, make.person()), (desk, moderator)):
        sign_in(page, live_server.url, person.email)
    for mode in MODES:
        desk.goto(f"{live_server.url}/moderation/stories/{story.slug}")
        desk.evaluate(OPEN)
        for name, value in {"mode": mode, "hours": "3", "days": "7", "rule": "5", "seconds": "60"}.items():
            desk.select_option(f"[name={name}]", value)
        desk.fill("[name=reason]", "Many came at once.")
        desk.click("button[value=raid]")
        expect(desk.locator("main")).to_contain_text("Raid mode is on.")
        found += unsound_in_each_look(desk)
        for page in (reader, writer):
            page.goto(f"{live_server.url}/stories/{story.slug}")
            expect(page.locator("#discussion")).to_contain_text("This discussion is protected.")
            found += unsound_in_each_look(page)
        writer.goto(f"{live_server.url}/stories/{story.slug}/comments/new")
        found += unsound_in_each_look(writer)
    desk.fill("[name=reason]", "They have gone.")
    desk.evaluate(OPEN)
    desk.click("button[value=calm]")
    expect(desk.locator("main")).not_to_contain_text("Raid mode is on.")
    found += unsound_in_each_look(desk)
    assert found == []


# Past what browsers and scripts would say first.
SEND_EMPTY = """(action) => {
    const form = document.querySelector(`form[method=post][action="${action}"]`);
    for (const field of form.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox]), textarea"))
        field.value = "";
    HTMLFormElement.prototype.submit.call(form);
}"""


@pytest.mark.demo
@pytest.mark.database("sqlite")
@pytest.mark.parametrize("handle", ["subscriber", "hugo-blanc", "mo-eriksen"])
def test_the_page_of_all_that_is_kept_about_somebody_is_sound(site, page_at, handle):
    page = page_at()
    sign_in(page, site.url, f"{handle}@demo.example", demo.PASSWORD, next_path="/account/data")
    page.fill("[name=password]", demo.PASSWORD)
    page.click("button[value=page]")
    expect(page.locator("h2").first).to_be_visible()
    assert unsound_in_each_look(page) == []


@pytest.mark.demo
@pytest.mark.database("sqlite")
def test_a_form_that_comes_back_with_what_is_wrong_is_sound_too(site, page_at):
    found, pages = [], {}
    for handle, path, action in REFUSED:
        if handle not in pages:
            pages[handle] = page_at(320)
            if handle:
                sign_in(pages[handle], site.url, f"{handle}@demo.example", demo.PASSWORD)
        page = pages[handle]
        page.goto(site.url + filled(path, site.named))
        with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
            page.evaluate(SEND_EMPTY, filled(action, site.named))
        assert sent.value.status == 422, path
        expect(page.locator("[role=alert]").first).to_be_visible()
        found += unsound(page)
    assert found == []


@pytest.mark.database("sqlite")
def test_what_was_typed_is_there_again_after_a_refusal(live_server, page_at):
    page = page_at(360)
    page.goto(f"{live_server.url}/sign-up")
    page.fill("[name=name]", "x")
    page.fill("[name=email]", "nobody@example.org")
    page.fill("[name=password]", "short")
    page.click("main button[type=submit]")
    expect(page.locator("[role=alert]")).to_have_count(1)
    expect(page.locator("[name=email]")).to_have_value("nobody@example.org")
    assert unsound(page) == []


@pytest.mark.demo
@pytest.mark.database("sqlite")
def test_a_story_page_with_two_hundred_comments_is_light(site):
    address = urlsplit(site.url)
    answer = Remote(address.hostname, address.port).get(
        "/stories/canteen-faces?sort=old", **{"Accept-Encoding": "gzip"}
    )
    comments = gzip.decompress(answer.body).count(b'<article class="c')
    assert comments > 100
    assert len(answer.body) / comments * 200 <= 60_000
