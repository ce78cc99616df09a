"""Every page in every state: axe finds nothing, nothing scrolls sideways, the HTML parses, no other host is asked."""

import gzip
from urllib.parse import urlsplit

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import select

from discuss.accounts.models import Person
from discuss.comments.models import Comment
from discuss.db import db
from discuss.decisions import Decision
from discuss.demo import load as demo
from discuss.stories.models import Story
from tests import factories as make
from tests.accounts.factors import code
from tests.services.remote import Remote
from tests.services.server import Server
from tests.services.visitor import PASSWORD

# One story stands for the others: axe takes its time with three hundred comments, so the long one is looked at once.
VISITORS = (
    "/",
    "/?sort=discussed",
    "/?topic=Energy",
    "/stories/canteen-faces/comments/{deepest}",
    "/stories/canteen-faces",
    "/stories/harbour-turbines?sort=old",
    "/stories/harbour-turbines?about=p3",
    "/stories/river-bathing/comments/1",
    "/stories/sugar-colours",
    "/stories/river-bathing",
    "/stories/court-and-the-clinic",
    "/stories/night-buses/comments/new",
    "/subscribe",
    "/sign-in",
    "/sign-up",
    "/reset",
    "/rules",
    "/rules/2",
    "/moderation-log",
    "/moderation-log/{own}",
    "/stories/canteen-faces/moderation-log",
    "/transparency",
    "/notices/new?comment=1",
    "/people/priya-nair",
    "/preferences/theme",
    "/nothing-here",
)
PEOPLE = {
    "subscriber": ("/stories/night-buses", "/account/profile", "/account/security", "/account/subscription",
                   "/account/muted", "/account/data", "/account/close"),
    "lapsed": ("/stories/night-buses",),
    "hugo-blanc": ("/stories/night-buses", "/account/decisions", "/decisions/{own}"),
    "jamal-carter": ("/stories/night-buses",),
    "iris-vogel": ("/stories/night-buses", "/account/confirm"),
    "mo-eriksen": ("/moderation", "/moderation/reported", "/moderation/decided", "/moderation/people/hugo-blanc",
                   "/moderation/urgent", "/moderation/stories/night-buses", "/moderation/second-looks",
                   "/moderation/quality", "/moderation/pause"),
    "henrik-dahl": ("/editor/stories", "/editor/stories/night-buses", "/stories/library-hours"),
    "olive-tran": ("/settings/people?q=hu", "/settings/offers", "/settings/rules/2", "/decisions/{own}",
                   "/moderation/notices", "/moderation/legal-holds", "/moderation/people/mo-eriksen/acts",
                   "/moderation/stories",
                   "/moderation/disagreements", "/settings/checks", "/settings/checks/words",
                   "/settings/checks/shouting", "/settings/checks/shouting/replays"),
}  # fmt: skip


RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what is well need not be listed
}
OPEN = "document.querySelectorAll('details:not(.menu)').forEach((part) => { part.open = true })"
# An open menu lies over its neighbours, so it is looked at by itself.
OPEN_MENU = (
    "(document.querySelector('details.menu')?.setAttribute('open', ''), !!document.querySelector('details.menu'))"
)


@pytest.fixture
def site(app_context, live_server, monkeypatch):
    monkeypatch.setattr(demo, "PASSWORD", PASSWORD)
    demo.load()
    deepest = select(Comment.id).join(Story, Story.id == Comment.story_id).where(Story.slug == "canteen-faces")
    live_server.deepest = db.session.scalar(deepest.order_by(Comment.depth.desc()).limit(1))
    about = select(Decision.id).join(Person, Person.id == Decision.person_id).where(Person.handle == "hugo-blanc")
    live_server.own = db.session.scalar(about.where(Decision.action == "remove").order_by(Decision.id).limit(1))
    return live_server


def there(site, path):
    """Return the whole address of a path."""
    return site.url + filled(site, path)


def filled(site, path):
    """Return a path with the numbers of the demo's deepest comment and of a decision about Hugo Blanc."""
    return path.format(deepest=site.deepest, own=site.own)


def faults(page, address):
    """Open a page and return what is wrong with it, with its address."""
    page.goto(address)
    return unsound(page)


def unsound(page):
    """Return what is wrong with the page that is open."""
    found, address = [], page.url
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > page.viewport_size["width"]:
        found.append(f"{address}: {width} pixels wide in {page.viewport_size['width']}")
    page.evaluate(OPEN)
    violations = Axe().run(page, options=RULES).response["violations"]
    if page.evaluate(OPEN_MENU):
        violations += Axe().run(page, context="details.menu[open]", options=RULES).response["violations"]
    for violation in violations:
        nodes = "; ".join(node["html"][:140] for node in violation["nodes"][:2])
        found.append(f"{address}: {violation['id']}: {violation['help']}: {nodes}")
    return found


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(("width", "theme"), [(320, "light"), (1280, "dark")])
def test_pages_are_sound_for_everybody(site, page_at, width, theme):
    found = []
    page = page_at(width, theme=theme)
    for path in VISITORS:
        found += faults(page, there(site, path))
    for handle, paths in PEOPLE.items():
        page = page_at(width, theme=theme)
        page.goto(f"{site.url}/sign-in")
        page.fill("[name=email]", f"{handle}@demo.example")
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        for path in paths:
            found += faults(page, there(site, path))
    assert found == []


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(("width", "theme"), [(320, "light"), (1280, "dark")])
def test_the_pages_of_second_factors_are_sound(site, page_at, width, theme):
    """At an address with a name, where passkeys are offered."""
    address = site.url.replace("127.0.0.1", "localhost")
    person = make.person()
    page = page_at(width, theme=theme)

    def enter():
        page.goto(f"{address}/sign-in")
        page.fill("[name=email]", person.email)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")

    found = faults(page, f"{address}/sign-in")
    enter()
    found += faults(page, f"{address}/account/security") + faults(page, f"{address}/account/security/app")
    page.fill("[name=code]", code(page.locator("#key").inner_text().replace(" ", ""), -1))
    page.click("main button[type=submit]")
    found += unsound(page)  # the recovery codes
    passkey = make.passkey(person)
    for path in ("", "/app", "/app/remove", f"/passkeys/{passkey.id}"):
        found += faults(page, f"{address}/account/security{path}")
    found += faults(page, f"{address}/account/prove?next=/account/security%3Fkept%3D1")
    page.fill("[name=code]", "000000")
    page.click("main button[type=submit]")
    found += unsound(page)
    page.context.clear_cookies()
    enter()
    found += unsound(page)  # the second step
    assert found == []


@pytest.mark.database("sqlite")
def test_the_refusal_of_staff_without_a_second_factor_is_sound(database_url, app_context, tmp_path, page_at):
    moderator = make.moderator()
    with Server(database_url, tmp_path / "strict", DISCUSS_STAFF_SECOND_FACTOR="required") as server:
        page = page_at(320)
        page.goto(f"{server.url}/sign-in?next=/moderation/held")
        page.fill("[name=email]", moderator.email)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        expect(page.locator("h1")).to_contain_text("A second factor first")
        assert unsound(page) == []
        page.click("text=Set up an authenticator app")
        expect(page.locator("h1")).to_contain_text("Set up an authenticator app")


@pytest.mark.database("sqlite")
def test_no_page_scrolls_sideways_with_text_of_twice_the_size(site, page_at):
    wide = []
    for handle in ("", "subscriber", "olive-tran"):
        page = page_at(360)
        if handle:
            page.goto(f"{site.url}/sign-in")
            page.fill("[name=email]", f"{handle}@demo.example")
            page.fill("[name=password]", PASSWORD)
            page.click("main button[type=submit]")
        for path in (*VISITORS, *PEOPLE.get(handle, ())):
            page.goto(site.url + path)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            width = page.evaluate("document.documentElement.scrollWidth")
            wide += [f"{handle} {path}: {width}"] if width > page.viewport_size["width"] else []
    assert wide == []


@pytest.mark.database("sqlite")
def test_what_comes_after_a_refusal_is_sound_too(site, page_at):
    page = page_at(360)
    page.goto(f"{site.url}/sign-up")
    page.fill("[name=name]", "x")
    page.fill("[name=email]", "nobody@example.org")
    page.fill("[name=password]", "short")
    page.click("main button[type=submit]")
    expect(page.locator("[role=alert]")).to_have_count(1)
    result = Axe().run(page)
    assert [(v["id"], v["nodes"][0]["html"]) for v in result.response["violations"]] == []
    expect(page.locator("[name=email]")).to_have_value("nobody@example.org")


@pytest.mark.database("sqlite")
def test_the_html_of_every_page_parses_without_errors(site):
    address = urlsplit(site.url)
    broken = []
    for handle, paths in {"": VISITORS, **PEOPLE}.items():
        remote = Remote(address.hostname, address.port)
        if handle:
            remote.sign_in(f"{handle}@demo.example", PASSWORD)
        for path in paths:
            parser = html5lib.HTMLParser()
            parser.parse(remote.get(filled(site, path)).text)
            broken += [f"{path}: line {place[0]}: {code} {more}" for place, code, more in parser.errors]
    assert broken == []


@pytest.mark.database("sqlite")
def test_a_story_page_with_two_hundred_comments_is_light(site):
    address = urlsplit(site.url)
    answer = Remote(address.hostname, address.port).get(
        "/stories/canteen-faces?sort=old", **{"Accept-Encoding": "gzip"}
    )
    comments = gzip.decompress(answer.body).count(b'<article class="c')
    assert comments > 100
    assert len(answer.body) / comments * 200 <= 60_000
