"""The front page: four orders without gaps, one topic, and the latest comment that everybody may read."""

import html
import re
from datetime import timedelta

import pytest

from discuss import clock
from tests import factories as make

pytestmark = pytest.mark.usefixtures("app_context")


def headlines(page):
    return [html.unescape(found) for found in re.findall(r'<h2><a href="/stories/[^"]*">([^<]*)</a></h2>', page)]


def all_pages(visitor, path):
    """Follow "Show more stories" to the end and return every headline."""
    seen = []
    while path:
        page = visitor().get(path).text
        seen += headlines(page)
        found = re.search(r'rel="next" href="([^"]*)"', page)
        path = html.unescape(found[1]) if found else ""
    return seen


@pytest.mark.parametrize("sort", ["active", "latest", "discussed", "quiet"])
def test_every_order_pages_without_gaps_and_repeats(visitor, sort):
    at = clock.now()
    names = {f"Story {number}" for number in range(45)}
    for number in range(45):
        # Many share every key, so that only the last one, the id, tells them apart.
        make.story(f"Story {number}", published_at=at - timedelta(days=number // 9), noise_level=(number % 4) or None,
                   comment_count=number % 3, last_comment_at=at if number % 5 == 0 else None)  # fmt: skip
    seen = all_pages(visitor, f"/?sort={sort}")
    assert len(seen) == 45
    assert set(seen) == names


def test_stories_are_ordered_by_activity_time_talk_and_noise(visitor):
    at = clock.now()
    days = {"old": 9, "loud": 5, "new": 1}
    for name, age in days.items():
        make.story(name, published_at=at - timedelta(days=age), noise_level={"old": 2, "loud": 5}.get(name),
                   comment_count={"old": 3, "loud": 8}.get(name, 0),
                   last_comment_at=at if name == "old" else None)  # fmt: skip
    orders = {
        path: headlines(visitor().get(path).text) for path in ("/", "/?sort=latest", "/?sort=discussed", "/?sort=quiet")
    }
    assert orders == {
        "/": ["old", "new", "loud"],
        "/?sort=latest": ["new", "loud", "old"],
        "/?sort=discussed": ["loud", "old", "new"],
        "/?sort=quiet": ["old", "loud", "new"],
    }


def test_unknown_orders_and_damaged_cursors_are_refused(visitor):
    assert visitor().get("/?sort=sideways").status_code == 400
    assert visitor().get("/?sort=latest&after=active-3").status_code == 400
    assert visitor().get("/?topic=" + "x" * 61).status_code == 404


def test_a_topic_has_its_own_page_that_keeps_the_order(visitor):
    make.story("Trams", topic="Roads & rails")
    make.story("Bees", topic="Gardens")
    page = visitor().get("/?topic=Roads+%26+rails").text
    assert headlines(page) == ["Trams"]
    assert 'href="/?sort=quiet&amp;topic=Roads+%26+rails"' in page
    assert 'href="/?topic=Gardens"' in visitor().get("/").text
    assert "No stories here." in visitor().get("/?topic=Unknown").text


def test_the_latest_comment_is_one_that_everybody_may_read(visitor):
    story = make.story()
    shown = make.comment(story, make.person(name="Ada Shown"), about="p1")
    make.comment(story, make.person(name="Bert Held"), status="held")
    make.comment(story, make.person(name="Cleo Gone"), status="removed")
    page = visitor().get("/").text
    assert f'href="/stories/{story.slug}/comments/{shown.id}"' in page
    assert "Ada Shown</bdi> on a key point," in page
    assert "Bert Held" not in page
    assert "Cleo Gone" not in page
    reply = make.comment(story, make.person(name="Dora Answers"), reply_to=shown, about="p1")
    page = visitor().get("/").text
    assert "Dora Answers</bdi> in a reply," in page
    assert f"/comments/{reply.id}" in page


def test_a_story_whose_discussion_is_not_offered_points_at_no_comment(visitor):
    story = make.story(access="subscribers")
    comment = make.comment(story)
    assert f"/comments/{comment.id}" in visitor().get("/").text
    make.story("Quiet one", access="off")
    page = visitor().get("/").text
    assert "No discussion" in page


def test_a_new_site_says_so_and_gives_its_editors_the_next_step(visitor):
    assert "The first story will appear here." in visitor().get("/").text
    assert "Write the first story" not in visitor().get("/").text
    assert "Write the first story" in visitor().sign_in(make.person(role="editor")).get("/").text
