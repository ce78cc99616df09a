"""What the scripts add for readers, writers and moderators, in a real browser against the real server.

``page_at`` fails a test by itself on script errors and on anything that the content policy refuses.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from discuss.comments.models import Comment
from discuss.db import db
from tests import factories as make
from tests.services.browser import sign_in

# Presses a button twice; returns for each submit whether it was stopped.
PRESS_TWICE = """(button) => {
  const stopped = [];
  document.addEventListener("submit", (event) => stopped.push(event.defaultPrevented));
  button.click();
  button.click();
  return stopped;
}"""

pytestmark = pytest.mark.database("sqlite")  # scripts do not see which one it is


def signed_in(page, server, person):
    sign_in(page, server.url, person.email)
    page.wait_for_url(lambda address: "/sign-in" not in address)
    return page


def comments_saying(text):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Comment).where(Comment.body == text))


def focused(page):
    return page.evaluate("document.activeElement.closest('article')?.id || document.activeElement.name || ''")


@pytest.fixture
def scene(app_context, live_server):
    """A story with a thread of three and another comment, whose writer is no newcomer any more."""
    story = make.story()
    ada, bert = make.person("Ada Reader"), make.person("Bert Writer")
    first = make.comment(story, bert, about="p1")
    reply = make.comment(story, ada, first)
    answer = make.comment(story, bert, reply)
    second_reply = make.comment(story, ada, first)
    last = make.comment(story, ada)
    return live_server, story, ada, bert, [last, first, reply, answer, second_reply]


def test_a_reply_opens_under_its_comment_and_is_kept_until_it_is_posted(scene, page_at):
    server, story, ada, _, (last, first, *_rest) = scene
    page = signed_in(page_at(360), server, ada)
    page.goto(f"{server.url}/stories/{story.slug}")

    # Nothing written: Cancel and Escape close it and go back to where it was opened.
    link = page.locator(f"#c{first.id} > .c__self [data-reply]")
    link.click()
    form = page.locator(f"#c{first.id} form.composer--reply")
    expect(form.locator("textarea")).to_be_focused()
    expect(form.locator("[name=about]")).to_have_value("p1")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((part) => part.id)")
    assert len(ids) == len(set(ids))
    form.get_by_role("button", name="Cancel").click()
    expect(form).to_have_count(0)
    expect(link).to_be_focused()
    link.click()
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)

    # Something written: closing asks first, and a reload loses nothing.
    link.click()
    words = "The ferry would have to run at night as well."
    form.locator("textarea").fill(words)
    expect(form.locator(".counter")).to_have_text(f"You have {2000 - len(words):,} characters left.")
    questions = []
    page.once("dialog", lambda dialog: (questions.append(dialog.message), dialog.dismiss()))
    form.get_by_role("button", name="Cancel").click()
    assert questions == ["Discard what you have written?"]
    expect(form).to_have_count(1)
    page.reload()
    expect(page.locator("form#new textarea")).to_have_value("")
    link.click()
    expect(form.locator("textarea")).to_have_value(words)

    # Pressed twice, it is sent once and stands under its comment; then it is forgotten.
    stopped = form.get_by_role("button", name="Post reply").evaluate(PRESS_TWICE)
    assert stopped == [False, True]
    page.wait_for_url("**/comments/*")
    expect(page.locator(".notices .notice")).to_be_focused()
    db.session.rollback()
    posted = db.session.scalars(select(Comment).where(Comment.body == words)).one()
    assert (posted.parent_id, posted.about) == (first.id, "p1")
    page.goto(f"{server.url}/stories/{story.slug}")
    link.click()
    expect(form.locator("textarea")).to_have_value("")
    # The other comments of the page are answered by another form, with another key.
    page.locator(f"#c{last.id} > .c__self [data-reply]").click()
    keys = page.locator("[name=idempotency_key]").evaluate_all("(fields) => fields.map((field) => field.value)")
    assert len(keys) == len(set(keys)) == 3


def test_a_text_outlives_the_page_and_a_refusal_but_not_posting_or_signing_out(scene, page_at):
    server, story, ada, *_ = scene
    page = signed_in(page_at(1280), server, ada)
    page.goto(f"{server.url}/stories/{story.slug}")
    field = page.locator("form#new textarea")

    # "Comment on this" chooses the part and goes to the field.
    page.locator("[data-about=p2]").first.click()
    expect(field).to_be_focused()
    expect(page.locator("form#new [name=about]")).to_have_value("p2")
    height = field.bounding_box()["height"]
    lines = "\n".join(["Nobody has counted the cars since spring."] * 12)
    field.fill(lines)
    assert field.bounding_box()["height"] > height + 100
    page.goto(f"{server.url}/rules")
    page.goto(f"{server.url}/stories/{story.slug}")
    expect(field).to_have_value(lines)
    expect(page.locator("form#new [name=about]")).to_have_value("p2")

    # Too long: the counter says by how much, the server refuses, and the text is still there on both pages.
    field.fill("x" * 2003)
    expect(page.locator("form#new .counter")).to_have_text("You have 3 characters too many.")
    expect(page.locator("#live")).to_have_text("You have 3 characters too many.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.goto(f"{server.url}/stories/{story.slug}")
    expect(field).to_have_value("x" * 2003)

    # Posted by the keyboard, twice in a row: one comment, and an empty field afterwards.
    words = "Somebody should count the cars again."
    field.fill(words)
    page.evaluate("for (const _ of [1, 2]) document.querySelector('form#new').requestSubmit()")
    page.wait_for_url("**/comments/*")
    assert comments_saying(words) == 1
    page.goto(f"{server.url}/stories/{story.slug}")
    expect(field).to_have_value("")
    field.fill("Posted with the keyboard alone.")
    field.press("Control+Enter")
    page.wait_for_url("**/comments/*")
    assert comments_saying("Posted with the keyboard alone.") == 1

    # Preview is a page; what is not posted is kept, until its writer signs out.
    page.goto(f"{server.url}/stories/{story.slug}")
    field.fill("Half a thought")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("h1")).to_have_text("Preview")
    page.goto(f"{server.url}/stories/{story.slug}")
    expect(field).to_have_value("Half a thought")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    assert page.evaluate("Object.keys(localStorage)") == []


def test_new_comments_wait_behind_a_link_until_the_reader_asks(scene, page_at):
    server, story, _, bert, (last, first, *_rest) = scene
    page = page_at(1280)
    page.clock.install()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/changes" in request.url else None)
    page.goto(f"{server.url}/stories/{story.slug}")
    page.wait_for_load_state()
    page.clock.run_for(7_000)
    expect(page.locator("#pill")).to_be_empty()
    reply = make.comment(story, bert, first)
    make.comment(story, bert, last)
    page.clock.run_for(10_000)
    pill = page.get_by_role("link", name="2 new comments")
    expect(pill).to_be_visible()
    expect(page.locator("#live")).to_have_text("2 new comments")
    expect(page.locator(f"#c{reply.id}")).to_have_count(0)
    page.keyboard.press(".")
    expect(page.locator(f"#c{reply.id}")).to_be_visible()
    page.wait_for_function("document.activeElement.matches('article.c')")
    assert int(focused(page)[1:]) >= reply.id
    expect(page.locator("#pill")).to_be_empty()

    # Nobody touches the page: it asks ever more rarely. Ten minutes at the first pace would be 120 times.
    asked.clear()
    answered = []
    page.on("requestfinished", lambda request: answered.append(request.url))
    for _ in range(60):
        page.clock.run_for(10_000)
        while len(answered) < len(asked):  # the clock jumps, the network takes its time
            page.wait_for_timeout(10)
    assert 5 <= len(asked) <= 25

    # Without an answer, twice in a row, it stops and says so.
    page.route("**/changes*", lambda route: route.abort())
    for _ in range(20):
        page.clock.run_for(10_000)
    expect(page.locator("#pill")).to_have_text(
        re.compile(r"^Live updates stopped at \d\d:\d\d\. Load the page again to see what is new\.$")
    )
    asked.clear()
    for _ in range(20):
        page.clock.run_for(10_000)
    assert asked == []
    page_at.faults.found[:] = [fault for fault in page_at.faults.found if "ERR_FAILED" not in fault]


def test_readers_move_and_write_by_keys_unless_they_are_typing(scene, page_at):
    server, story, ada, _, comments = scene
    last, first, reply, answer, second_reply = (f"c{comment.id}" for comment in comments)
    page = signed_in(page_at(1280, permissions=["clipboard-read", "clipboard-write"]), server, ada)
    page.goto(f"{server.url}/stories/{story.slug}")
    # Times near now are distances, the moment itself is the title.
    time = page.locator(".c__time time").first
    expect(time).to_have_text("just now")
    assert re.fullmatch(r"\d+ \w+ \d{4}, \d\d:\d\d", time.get_attribute("title"))

    press = page.keyboard.press
    seen = []
    for key in "jjjjjjkp":
        press(key)
        seen.append(focused(page))
    assert seen == [last, first, reply, answer, second_reply, second_reply, answer, reply]
    press("l")
    expect(page.locator("#live")).to_have_text("Link copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{server.url}/stories/{story.slug}/comments/{reply[1:]}"

    # Folded replies are passed over.
    press("k")
    press("o")
    press("j")
    assert focused(page) == first
    press("o")
    press("Control+j")
    assert focused(page) == first
    press("j")
    assert focused(page) == reply

    # While typing, keys are letters; Escape leaves the field.
    press("c")
    expect(page.locator("form#new textarea")).to_be_focused()
    page.keyboard.type("jkor?")
    expect(page.locator("form#new textarea")).to_have_value("jkor?")
    press("Escape")
    press("g")
    press("d")
    assert abs(page.locator("#discussion").bounding_box()["y"]) < 200
    press("g")
    press("s")
    assert page.locator("#main").bounding_box()["y"] >= 0
    press("j")
    press("r")
    expect(page.locator(f"#{last} form.composer--reply textarea")).to_be_focused()
    press("Escape")

    # A menu closes by Escape and by a press elsewhere.
    menu = page.locator("details.menu").first
    menu.locator("summary").click()
    press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()
    menu.locator("summary").click()
    page.locator("#disc-h").click()
    expect(menu).not_to_have_attribute("open", "")

    # The list of keys is also behind a button, and turns them off and on.
    press("?")
    expect(page.get_by_role("dialog", name="Keys in a discussion")).to_be_visible()
    page.get_by_role("button", name="Turn single keys off").click()
    press("Escape")
    page.reload()
    press("j")
    assert not focused(page).startswith("c")
    page.get_by_role("button", name="Keyboard").click()
    page.get_by_role("button", name="Turn single keys on").click()
    page.get_by_role("button", name="Close").click()
    press("j")
    assert focused(page) == last


def test_a_visitors_keys_and_links_lead_to_the_gate(scene, page_at):
    server, story, _, _, (last, *_rest) = scene
    page = page_at(360)
    page.goto(f"{server.url}/stories/{story.slug}")
    page.keyboard.press("c")
    expect(page.locator("#new a").first).to_be_focused()
    page.locator(f"#c{last.id} > .c__self [data-reply]").click()
    page.wait_for_url("**/reply")
    # Written before signing in: kept on the device too.
    page.locator("textarea").fill("A visitor's first words")
    page.goto(f"{server.url}/")
    page.go_back()
    expect(page.locator("textarea")).to_have_value("A visitor's first words")


def test_the_contents_say_what_is_being_read_and_a_visitors_choice_of_summary_stays(scene, page_at):
    server, story, *_ = scene
    page = page_at(1280)
    page.goto(f"{server.url}/stories/{story.slug}")
    now = page.locator(".rail a[aria-current]")
    expect(now).to_have_text("Why it matters")
    page.locator("#discussion").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('discussion').scrollIntoView()")
    expect(now).to_contain_text("Discussion")
    page.evaluate("scrollTo(0, 0)")
    expect(now).to_have_text("Why it matters")

    expect(page.locator(".levels__panel--plain")).to_be_hidden()
    page.get_by_label("Plain language").check()
    expect(page.locator(".levels__panel--expert")).to_be_hidden()
    page.reload()
    expect(page.locator(".levels__panel--plain")).to_be_visible()
    expect(page.get_by_label("Plain language")).to_be_checked()


def test_times_are_distances_up_to_yesterday_and_then_days(app_context, live_server, page_at):
    now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    story = make.story(published_at=now - timedelta(days=400))
    ages = {"just now": 20, "7 min ago": 7 * 60 + 5, "3 h ago": 3 * 3600 + 5, "yesterday": 26 * 3600,
            "20 November": 5 * 86400, "25 November 2025": 365 * 86400}  # fmt: skip
    for seconds in ages.values():
        make.comment(story, posted_at=now - timedelta(seconds=seconds))
    page = page_at(1280, timezone_id="UTC")
    page.clock.install(time=now)
    page.goto(f"{live_server.url}/stories/{story.slug}?sort=old")
    expect(page.locator(".c__time time")).to_have_text(list(ages))
    expect(page.locator(".c__time time").last).to_have_attribute("title", "25 November 2025, 12:00")


def test_what_came_since_the_last_visit_is_marked_and_a_key_goes_there(scene, page_at):
    server, story, ada, bert, (last, *_rest) = scene
    page = signed_in(page_at(1280), server, ada)
    address = f"{server.url}/stories/{story.slug}"
    page.goto(address)
    expect(page.locator(".new-flag")).to_have_count(0)
    page.goto(f"{server.url}/rules")
    make.comment(story, ada, body="My own words are no news to me.")
    news = [make.comment(story, bert), make.comment(story, bert, last)]
    page.goto(address)
    expect(page.locator(".new-flag")).to_have_text(["New", "New"])
    expect(page.locator(".disc__head")).to_contain_text("2 new since your last visit")
    page.keyboard.press("n")
    assert focused(page) == f"c{news[0].id}"
    page.keyboard.press("n")
    assert focused(page) == f"c{news[1].id}"
    page.keyboard.press("n")
    expect(page.locator("#live")).to_have_text("There is no new comment further down.")
    page.reload()
    expect(page.locator(".new-flag")).to_have_count(0)
