"""One comment that is broken, in its row or in its template, takes no page from the others."""

import pytest
from sqlalchemy import text

from discuss.db import db
from discuss.stories.page import StoryView
from tests import factories as make

# What no program of ours writes, but a hand at the database, a restored copy or a fault of a later version may.
BROKEN_ROWS = [
    "parent_id = id",
    "branch_id = id",
    "branch_id = 999999",
    "path = 'zzzz'",
    "path = ''",
    "depth = -5",
    "depth = 99999",
    "side = 'gone', about = 'gone'",
    "shown_replies = -3, reply_count = -9",
    "shown_replies = 50",
    "status = 'removed', removed_rule = 99",
    "posted_at = '0001-01-01 00:00:00'",
    "posted_at = '9999-12-31 23:59:59'",
    "story_revision = 999, html = ''",
]

# What SQLite takes as text and PostgreSQL does not: half a character, a lone surrogate, NUL.
NO_TEXT = [
    "html = CAST(X'3C703E61C33C2F703E' AS TEXT)",
    "html = CAST(X'3C703E61EDA0803C2F703E' AS TEXT), body = CAST(X'61EDA080' AS TEXT)",
    "html = CAST(X'3C703E6100623C2F703E' AS TEXT), side = CAST(X'00' AS TEXT)",
]


def pages(story, comment):
    address = f"/stories/{story.slug}"
    yield from ("/", "/feed.atom", address, f"{address}?sort=old", f"{address}/feed.atom", f"{address}/changes?since=0")
    yield from (f"{address}/comments/{comment.id}", f"/comments/{comment.id}/reply", f"/comments/{comment.id}/report")


def test_rows_that_contradict_each_other_leave_the_rest_of_the_page(app_context, visitor, database_kind):
    story, author = make.story(), make.person()
    changes = [*BROKEN_ROWS, *(NO_TEXT if database_kind == "sqlite" else [])]
    broken = [make.comment(on=story, by=author) for _ in changes]
    replies = [make.comment(on=story, reply_to=parent) for parent in broken]
    sound = make.comment(on=story)
    with db.engine.connect().execution_options(write=True) as connection, connection.begin():
        for change, comment, reply in zip(changes, broken, replies, strict=True):
            where = {"comment": comment.id, "reply": reply.id}
            connection.execute(text(f"UPDATE comments SET {change} WHERE id IN (:comment, :reply)"), where)
        connection.execute(text("UPDATE people SET plan = 'no such plan' WHERE id = :id"), {"id": author.id})
    for somebody in (visitor(), visitor(author), visitor(make.moderator())):
        for comment in (*broken, *replies):
            for path in pages(story, comment):
                assert somebody.get(path).status_code in {200, 403, 404}, path
        assert f'id="c{sound.id}"' in somebody.get(f"/stories/{story.slug}").text


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


@pytest.mark.database("sqlite")
def test_a_page_that_is_broken_elsewhere_is_an_error_all_the_same(app_context, visitor, monkeypatch):
    story = make.story()
    make.comment(on=story)

    def fails(view):
        raise RuntimeError

    monkeypatch.setattr(StoryView, "parts", property(fails))
    assert visitor().get(f"/stories/{story.slug}").status_code == 500
