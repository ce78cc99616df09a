"""A moderator's day, by keyboard alone, in a real browser against the real server."""

from collections import Counter

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from discuss.accounts.models import Person
from discuss.comments import counters
from discuss.comments.models import Comment
from discuss.db import db
from discuss.decisions import Decision
from discuss.moderation import actions
from discuss.moderation.rulings import Ruling
from tests import factories as make
from tests.journeys.test_every_page import unsound
from tests.journeys.test_scripts import signed_in

pytestmark = pytest.mark.database("sqlite")  # the browser does not see which one it is


@pytest.fixture
def queue(app_context, live_server):
    """A story whose discussion has as many held comments as asked for, and the server that shows them."""

    def make_queue(number):
        story = make.story()
        people = [make.person() for _ in range(5)]
        return [make.comment(story, people[n % 5], status="held") for n in range(number)]

    make_queue.server = live_server
    return make_queue


def shown(page):
    """The number of the one item in full view."""
    return int(page.locator("[data-card]:visible").get_attribute("data-card"))


def statuses():
    db.session.rollback()
    return Counter(db.session.scalars(select(Comment.status)))


def test_two_hundred_comments_are_cleared_by_keyboard_alone_each_by_one_request(queue, page_at):
    held = queue(200)
    page = signed_in(page_at(1280), queue.server, make.moderator())
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    press = page.keyboard.press
    page.goto(f"{queue.server.url}/moderation/held")
    decided = 0
    while decided < len(held):
        number = shown(page)
        if decided % 10 == 9:
            press("r")
            expect(page.locator("#reason-dialog")).to_be_visible()
            press("5")
            press("Control+Enter")
        else:
            press("a")
        expect(page.locator(f"#c{number}")).to_be_hidden()
        decided += 1
        if page.locator("#q-empty").is_visible() and decided < len(held):
            with page.expect_navigation():
                press("Enter")  # the link to what waits now has the focus
    assert len(posts) == 200
    assert statuses() == {"published": 180, "removed": 20}
    assert db.session.scalar(select(func.count()).select_from(Decision).where(Decision.actor_id.is_not(None))) == 200
    assert counters.faults() == []


def test_what_heads_a_group_of_the_same_text_goes_with_its_last_item_and_comes_back_with_an_undo(queue, page_at):
    for _ in range(3):
        make.comment(body="The bridge was never safe, and everybody at the ministry knew it all along.", status="held")
    queue(1)
    page = signed_in(page_at(1280), queue.server, make.moderator())
    press, head = page.keyboard.press, page.locator(".q-crowd")
    page.goto(f"{queue.server.url}/moderation/held")
    for _ in range(3):
        expect(head).to_contain_text("The same text by 3 accounts")
        number = shown(page)
        press("a")
        expect(page.locator(f"#c{number}")).to_be_hidden()
    expect(head).to_be_hidden()
    press("z")
    expect(head).to_be_visible()


def test_undo_selection_notes_and_refusals_work_by_keys(queue, page_at):
    held = queue(5)
    page = signed_in(page_at(1280), queue.server, make.moderator())
    press, live = page.keyboard.press, page.locator("#live")
    page.goto(f"{queue.server.url}/moderation/held")
    assert shown(page) == held[0].id
    press("a")
    expect(live).to_have_text("Comment approved.")
    assert shown(page) == held[1].id
    expect(page.locator(f"#c{held[1].id}")).to_be_focused()
    press("z")
    expect(live).to_have_text("Taken back.")
    assert shown(page) == held[0].id
    assert statuses() == {"held": 5}
    # Without a rule the dialog says what is missing, and keeps the words.
    press("r")
    page.locator("#rd-reason").fill("My own words.")
    press("Control+Enter")
    expect(page.locator("#rd-errors")).to_contain_text("Choose the rule that was broken.")
    press("2")
    expect(page.locator("#rd-reason")).to_have_value("My own words.")
    press("Escape")
    expect(page.locator("#reason-dialog")).to_be_hidden()
    # Several at once: from here to there.
    press("x")
    press("j")
    press("j")
    press("X")
    expect(page.locator("#picked")).to_have_text("3")
    page.locator("#bulk button[value=approve]").click()
    expect(live).to_have_text("Comment approved: 3 comments.")
    assert statuses() == {"held": 2, "published": 3}
    press("z")
    expect(live).to_have_text("3 decisions are taken back.")
    assert statuses() == {"held": 5}
    # With a selection, the key means all that are selected.
    press("x")
    press("j")
    press("x")
    press("r")
    expect(page.locator("#rd-h")).to_have_text("Remove 2 comments")
    press("5")
    press("Control+Enter")
    expect(live).to_have_text("Comment removed: 2 comments.")
    expect(page.locator("#q-here")).to_have_text("3")
    assert statuses() == {"held": 3, "removed": 2}
    press("z")
    expect(page.locator("#q-here")).to_have_text("5")
    press("m")
    page.keyboard.type("Once is enough.")
    page.locator("[data-card]:visible .q-note button").click()
    expect(live).to_have_text("Note saved.")


def test_no_key_decides_about_what_a_colleague_looks_at_before_it_is_said(queue, page_at):
    first, second = queue(2)
    actions.claim(make.actor(make.moderator(name="Vera Colleague")), first)
    page = signed_in(page_at(1280), queue.server, make.moderator())
    page.goto(f"{queue.server.url}/moderation/held")
    page.keyboard.press("a")
    expect(page.locator("#live")).to_contain_text("Vera Colleague is looking at it.")
    assert statuses() == {"held": 2}
    page.keyboard.press("Enter")  # the words that fold the acts out have the focus
    page.keyboard.press("a")
    expect(page.locator("#live")).to_have_text("Comment approved.")
    assert shown(page) == second.id
    assert statuses() == {"held": 1, "published": 1}


def test_whoever_is_too_late_sees_who_decided_what(queue, page_at):
    (held,) = queue(1)
    page = signed_in(page_at(1280), queue.server, make.moderator())
    page.goto(f"{queue.server.url}/moderation/held")
    other = make.moderator(name="Vera Colleague")
    remove = Ruling(action="remove", rule=2, reason="An attack.", version=held.version)
    actions.decide(make.actor(other), held, remove)
    page.keyboard.press("a")
    expect(page.locator(".q-refused")).to_contain_text("Vera Colleague")
    expect(page.locator(".q-refused")).to_contain_text("Comment removed, rule 2. An attack.")
    assert statuses() == {"removed": 1}


def test_one_key_opens_the_author_in_a_drawer_and_leaves_the_moderator_where_they_were(queue, page_at):
    first, second = queue(2)
    author = db.session.get_one(Person, first.author_id)
    removed = make.comment(by=author, status="removed", body="Words that were taken away.")
    actions.note(make.actor(make.moderator()), removed, "The second time this week.")
    page = signed_in(page_at(1280), queue.server, make.moderator())
    page.goto(f"{queue.server.url}/moderation/held")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("i")
    drawer = page.get_by_role("dialog", name=author.name)
    for part in ("Removed in 7 and 30 days", "The second time this week.", "Words that were taken away.", first.body):
        expect(drawer.get_by_text(part, exact=False).first).to_be_visible()
    expect(drawer.locator("form")).to_have_count(0)  # it is to read: acts stand on the page itself
    expect(drawer.get_by_role("link", name="Open the whole page to act")).to_be_visible()
    assert unsound(page) == []
    page.keyboard.press("a")  # not decided behind the drawer
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    assert statuses()["held"] == 2
    page.keyboard.press("a")
    expect(page.locator(f"#c{first.id}")).to_be_hidden()
    assert shown(page) == second.id


def test_without_a_connection_nothing_is_lost_and_it_is_said(queue, page_at):
    queue(2)
    page = signed_in(page_at(1280), queue.server, make.moderator())
    page.goto(f"{queue.server.url}/moderation/held")
    number = shown(page)
    page.context.set_offline(True)
    page.keyboard.press("a")
    expect(page.locator(".q-refused")).to_contain_text("no connection")
    page.context.set_offline(False)
    page_at.faults.found.clear()  # the browser's own complaint about it
    page.keyboard.press("a")
    expect(page.locator(f"#c{number}")).to_be_hidden()
    assert statuses() == {"held": 1, "published": 1}


def test_keys_keep_still_while_typing_and_in_dialogs(queue, page_at):
    queue(2)
    page = signed_in(page_at(1280), queue.server, make.moderator())
    page.goto(f"{queue.server.url}/moderation/held")
    page.keyboard.press("/")
    page.keyboard.type("ar z")
    expect(page.locator("#search")).to_have_value("ar z")
    page.locator("#q-place").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys on the desk")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    assert statuses() == {"held": 2}


def test_second_looks_are_given_by_keyboard_alone(queue, page_at):
    decider = make.actor(make.moderator())
    for comment in [make.comment() for _ in range(2)]:
        removal = Ruling(action="remove", rule=5, reason="An advertisement.", version=comment.version)
        make.second_look(actions.decide(decider, comment, removal))
    page = signed_in(page_at(1280), queue.server, make.moderator())
    page.goto(f"{queue.server.url}/moderation/second-looks")
    page.keyboard.press("n")
    expect(page.locator("#look")).to_be_focused()
    page.keyboard.press("r")
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    expect(page.locator(".notice:visible")).to_contain_text("You agree. Both removed it by rule 5.")
    page.keyboard.press("n")
    expect(page.locator("#look")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator(".notice:visible")).to_contain_text("You differ. The first moderator removed it by rule 5;")
    expect(page.locator(".empty")).to_contain_text("No second look waits for you.")
