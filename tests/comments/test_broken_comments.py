"""One comment that is broken, in its row or in its template, takes no page from the others."""

from xml.etree import ElementTree as ET

import pytest
from sqlalchemy.exc import OperationalError

from discuss.comments.models import Comment
from discuss.db import db
from discuss.moderation import actions
from discuss.moderation.rulings import Ruling
from discuss.stories.page import StoryView
from tests import factories as make
from tests.comments.broken_rows import NO_TEXT, break_everything, change
from tests.services.visitor import PASSWORD


def whole_pages(story, author, asker):
    address, handle = f"/stories/{story.slug}", author.handle
    yield from (address, f"/people/{handle}")
    if asker == "visitor":
        yield from ("/", f"{address}?sort=old", f"{address}/changes?since=0", f"{address}/moderation-log")
        yield from ("/feed.atom", f"{address}/feed.atom", "/moderation-log/feed.atom")
    if asker == "moderator":
        yield from (f"/moderation/{queue}" for queue in ("held", "reported", "recent", "decided", "stories"))
        yield from (f"/moderation/stories/{story.slug}", f"/moderation/people/{handle}")


def pages_of(story, comment, asker):
    """One comment's pages that ``asker`` has the most to do with."""
    yield f"/stories/{story.slug}/comments/{comment.id}"
    pages = {"visitor": "report", "author": "edit", "moderator": "reply"}
    yield f"/comments/{comment.id}/{pages[asker]}"
    if asker == "moderator":
        yield f"/moderation/comments/{comment.id}/decision"


def test_rows_that_contradict_each_other_leave_the_rest_of_every_page(app_context, visitor, database_kind):
    site = break_everything(database_kind)
    change("people", [site.author.id], "plan = 'no such plan'")
    if database_kind == "sqlite":
        change("people", [site.author.id], "name = X'61FF62'")
        change("elements", [1, 2], "text = X'61FF62'")
        change("people", [site.author.id], "created_at = 'a while ago', email_confirmed_at = 3, plan_ends_at = '?'")
        change("screenings", range(1, 20), "findings = '[nonsense', screened_at = 'never'")
        change("story_revisions", [1], "document = X'00FF', made_at = 'once'")
        change("stories", [site.story.id], "published_at = 'soon'")
    everybody = {"visitor": visitor(), "author": visitor(site.author), "moderator": visitor(make.moderator())}
    for asker, somebody in everybody.items():
        for path in whole_pages(site.story, site.author, asker):
            answer = somebody.get(path)
            assert answer.status_code == 200, path
            if path.endswith(".atom"):
                ET.fromstring(answer.text)
        assert f'id="c{site.sound.id}"' in somebody.get(f"/stories/{site.story.slug}").text
    for number, comment in enumerate(site.broken):
        asker = list(everybody)[number // 3 % 3]  # each row's comment, reply and held comment by the same
        for path in pages_of(site.story, comment, asker):
            assert everybody[asker].get(path).status_code in {200, 303, 403, 404, 409}, path
    exported = visitor(site.author).post("/account/data", {"password": PASSWORD}, page="/account/data")
    assert {said["id"] for said in exported.json["comments"]} >= {site.broken[0].id, site.broken[-1].id}


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("html", [text for text in NO_TEXT if text.startswith("html")])
def test_a_text_that_is_none_is_said_to_be_damaged(app_context, visitor, html):
    story, author = make.story(), make.person()
    broken, sound = (make.comment(on=story, by=author) for _ in range(2))
    change("comments", [broken.id], html)
    for path in (f"/stories/{story.slug}", f"/stories/{story.slug}/comments/{broken.id}", f"/people/{author.handle}"):
        page = visitor().get(path).text
        assert page.count("This comment could not be shown. It is damaged where it is stored.") == 1, path
        assert "<p>a" not in page
    assert sound.body in visitor().get(f"/stories/{story.slug}").text


@pytest.mark.database("sqlite")
def test_a_comment_that_breaks_its_template_is_left_out_with_a_word(app_context, visitor, monkeypatch, caplog):
    story = make.story()
    breaks = make.comment(on=story, side="critics", body="What breaks the template.")
    below = make.comment(on=story, reply_to=breaks, body="What answers it.")
    sound = make.comment(on=story, side="neutral", body="What is sound.")
    label = StoryView.side_label

    def fails(view, slug):
        if slug == "critics":
            raise RuntimeError
        return label(view, slug)

    monkeypatch.setattr(StoryView, "side_label", fails)
    for path in (f"/stories/{story.slug}", f"/stories/{story.slug}/comments/{below.id}"):
        answer = visitor().get(path)
        assert answer.status_code == 200
        assert "This comment could not be shown." in answer.text
        assert "What breaks the template." not in answer.text
        assert "What answers it." in answer.text
    assert "What is sound." in visitor().get(f"/stories/{story.slug}").text
    assert f'id="c{sound.id}"' in visitor().get(f"/stories/{story.slug}").text
    assert f"comment {breaks.id} could not be shown" in caplog.text


@pytest.fixture
def breaking(app, monkeypatch):
    """Let every template break at a comment whose words are these."""
    asked = "What breaks the template."

    def body_of(comment):
        if asked in str(comment):
            raise RuntimeError
        return False

    monkeypatch.setitem(app.jinja_env.tests, "damaged", body_of)
    return asked


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("path", ["/moderation/recent", "/people/{}", "/moderation/people/{}"])
def test_a_comment_that_breaks_its_template_takes_no_list_from_the_others(app_context, visitor, breaking, caplog, path):
    author = make.person()
    breaks, sound = (make.comment(by=author, body=body) for body in (breaking, "What is sound."))
    page = visitor(make.moderator()).get(path.format(author.handle))
    assert page.status_code == 200
    assert f"Comment {breaks.id} could not be shown." in page.text
    assert f"Comment {sound.id} could not be shown." not in page.text
    assert (breaking in page.text) is (path == "/moderation/recent")  # there the list has it too, as plain text
    assert "What is sound." in page.text
    assert f"comment {breaks.id} could not be shown" in caplog.text


@pytest.mark.database("sqlite")
def test_a_moderator_can_decide_about_a_comment_that_breaks_its_template(app_context, visitor, breaking, caplog):
    story = make.story()
    breaks, sound = (make.comment(story, body=body) for body in (breaking, "What is sound."))
    desk, path = visitor(make.moderator()), f"/moderation/comments/{breaks.id}/decision"
    pages = {
        "alone": desk.get(f"{path}?action=remove"),
        "among others": desk.get(f"/moderation/stories/{story.slug}"),
        "many": desk.post(
            "/moderation/decisions",
            {"action": "remove", "pick": [f"{one.id}:{one.version}" for one in (breaks, sound)]},
        ),
    }
    assert {name: page.status_code for name, page in pages.items()} == {"alone": 200, "among others": 200, "many": 422}
    for name, page in pages.items():
        assert f"Comment {breaks.id} could not be shown." in page.text, name
        assert f"Comment {sound.id} could not be shown." not in page.text, name
        assert breaking not in page.text, name
        assert "What is sound." in page.text, name
    assert f"comment {breaks.id} could not be shown" in caplog.text
    form = {"action": "remove", "rule": "5", "reason": "It is advertising.", "version": str(breaks.version)}
    assert desk.post(path, form).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Comment, breaks.id).status == "removed"


@pytest.mark.database("sqlite")
def test_a_second_look_at_what_breaks_its_template_can_be_put_back(app_context, visitor, breaking):
    comment = make.comment(body=breaking)
    ruling = Ruling(action="remove", rule=5, reason="It is advertising.", version=comment.version)
    make.second_look(actions.decide(make.actor(make.moderator()), comment, ruling))
    desk, path = visitor(make.moderator()), "/moderation/second-looks"
    assert desk.post(path, {"action": "take"}).status_code == 303
    page = desk.get(path)
    assert page.status_code == 200
    assert f"Comment {comment.id} could not be shown." in page.text
    assert desk.post(path, {"action": "put-back"}).status_code == 303


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("path", ["/moderation/recent", "/moderation/comments/{}/decision"])
def test_a_database_that_goes_away_meanwhile_is_no_fault_of_a_comment(app_context, app, visitor, monkeypatch, path):
    comment, desk = make.comment(), visitor(make.moderator())

    def away(_comment):
        raise OperationalError("SELECT 1", None, Exception("the database is away"))

    monkeypatch.setitem(app.jinja_env.tests, "damaged", away)
    page = desk.get(path.format(comment.id))
    assert page.status_code == 503
    assert "could not be shown" not in page.text


@pytest.mark.database("sqlite")
def test_a_list_of_nothing_but_what_breaks_is_a_page_all_the_same(app_context, visitor, breaking):
    author = make.person()
    make.comment(by=author, body=breaking)
    page = visitor().get(f"/people/{author.handle}")
    assert page.status_code == 200
    assert "could not be shown" in page.text
    assert "No comments yet" not in page.text


@pytest.mark.database("sqlite")
def test_a_page_that_is_broken_elsewhere_is_an_error_all_the_same(app_context, visitor, monkeypatch):
    story = make.story()
    make.comment(on=story)

    def fails(view):
        raise RuntimeError

    monkeypatch.setattr(StoryView, "parts", property(fails))
    assert visitor().get(f"/stories/{story.slug}").status_code == 500
