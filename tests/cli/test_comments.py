"""``discuss comments rerender``: what is shown follows from what was typed, whatever was stored."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from discuss import markup
from discuss.comments import actions as comments
from discuss.comments.models import Comment, CommentRevision
from discuss.db import db, transaction
from discuss.errors import DiscussError
from discuss.policy import SYSTEM
from tests import factories as make
from tests.services.visitor import Visitor

WORDS = "It was **never** finished."
RIGHT = "<p>It was <strong>never</strong> finished.</p>\n"
STALE = "<p>What an older version made of it.</p>"


def leave_stale(which, version):
    with transaction() as session:
        session.execute(update(which).values(html=STALE, markup_version=version))


def shown(which):
    db.session.rollback()
    found = db.session.execute(select(which.html, which.markup_version).order_by(which.id)).all()
    return [tuple(row) for row in found]


@pytest.fixture
def story(app_context):
    story = make.story()
    author = make.person()
    comment = make.comment(on=story, by=author, body="It was begun.")
    comments.edit(make.actor(author), comment, WORDS, make.SETTINGS)
    return story


def test_what_an_older_version_rendered_is_rendered_anew_and_readers_see_it(app, story, run):
    leave_stale(Comment, 0)
    leave_stale(CommentRevision, 0)
    assert "What an older version made of it." in Visitor(app).get(f"/stories/{story.slug}").text
    done = run("comments", "rerender")
    assert done.stdout == "2 texts rendered; 2 look different now.\n"
    assert shown(Comment) == [(RIGHT, markup.VERSION)]
    assert shown(CommentRevision) == [("<p>It was begun.</p>\n", markup.VERSION)]
    assert "It was <strong>never</strong> finished." in Visitor(app).get(f"/stories/{story.slug}").text
    assert run("comments", "rerender").stdout == "0 texts rendered; 0 look different now.\n"


def test_what_the_present_version_rendered_is_rendered_anew_only_when_asked_for(app, story, run):
    leave_stale(Comment, markup.VERSION)
    assert run("comments", "rerender").stdout == "0 texts rendered; 0 look different now.\n"
    assert run("comments", "rerender", "--all").stdout == "2 texts rendered; 1 look different now.\n"
    assert shown(Comment) == [(RIGHT, markup.VERSION)]


def test_a_page_whose_comments_look_the_same_stays_as_it_is_kept(app, story, run):
    before = Visitor(app).get(f"/stories/{story.slug}").headers["ETag"]
    run("comments", "rerender", "--all")
    assert Visitor(app).get(f"/stories/{story.slug}").headers["ETag"] == before


def test_a_comment_that_is_edited_meanwhile_keeps_its_new_words(story, monkeypatch):
    leave_stale(Comment, 0)
    render = markup.render

    def slowly(body):
        if body == WORDS:
            with transaction() as session:
                session.execute(update(Comment).values(body="Newer.", html="<p>Newer.</p>\n"))
        return render(body)

    monkeypatch.setattr(markup, "render", slowly)
    comments.rerender(SYSTEM, everything=True)
    assert shown(Comment)[0][0] == "<p>Newer.</p>\n"


def test_only_the_system_does_it(story):
    with pytest.raises(DiscussError):
        comments.rerender(make.actor(make.person(role="owner")))


def test_comments_about_which_the_sanitizers_differ_now_are_named(app, story, run, monkeypatch):
    render = markup.render
    monkeypatch.setattr(markup, "render", lambda text: replace(render(text), disagreement="never" in text))
    done = run("comments", "rerender", "--all")
    (number,) = db.session.scalars(select(Comment.id))
    assert done.stdout == "2 texts rendered; 0 look different now.\n"
    assert done.stderr == f"The sanitizers differ about these comments; a moderator should look at them: {number}.\n"
