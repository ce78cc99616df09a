"""What is held is recorded with the checks that held it; what is set about them counts for the next comment."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from discuss import markup
from discuss.checks.models import CheckVersion
from discuss.comments import actions as comments
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.decisions import Decision, DecisionCheck
from tests import factories as make
from tests.services.statements import noted


@pytest.fixture
def statements(app_context):
    """Every statement that is sent from now on."""
    with noted() as seen:
        yield seen


def say(body, by, on, parent=None):
    return comments.post(make.actor(by), on, comments.NewComment(body=body), parent, make.SETTINGS)


def settled():
    """Somebody of whom enough has been published."""
    author = make.person()
    for _ in range(2):
        make.comment(by=author)
    return author


def set_check(name, version=2, *, enabled=True, **values):
    with transaction() as session:
        session.add(CheckVersion(name=name, version=version, enabled=enabled, parameters=values, reason="Trial."))


def test_a_hold_names_every_check_behind_it_with_its_version(app_context):
    set_check("links", most=1)
    comment = say("See https://a.example and https://b.example", make.person(), make.story())
    decision = db.session.scalars(select(Decision).where(Decision.comment_id == comment.id)).one()
    behind = select(DecisionCheck.name, DecisionCheck.version).where(DecisionCheck.decision_id == decision.id)
    assert sorted(map(tuple, db.session.execute(behind))) == [("links", 2), ("newcomer", 1)]
    assert decision.checks == "links,newcomer"


def test_a_version_counts_from_the_next_comment_on_and_a_check_that_is_off_says_nothing(app_context):
    author, story = settled(), make.story()
    text = "See https://a.example and https://b.example, number {}."
    assert say(text.format(1), author, story).status == "published"
    set_check("links", most=1)
    assert say(text.format(2), author, story).status == "held"
    set_check("links", 3, enabled=False, most=1)
    assert say(text.format(3), author, story).status == "published"


def test_what_stands_in_the_database_beyond_the_safe_range_counts_as_delivered(app_context):
    author, story = settled(), make.story()
    set_check("links", most=5_000)
    links = " ".join(f"https://{letter}.example" for letter in "abcd")
    assert say(links, author, story).status == "held"
    set_check("length", enabled=False)
    with pytest.raises(Exception, match="Write something"):
        say(" ", author, story)


def test_a_held_reply_costs_eleven_statements_its_statement_of_reasons_included_and_the_settings_none(statements):
    author, story = make.person(), make.story()
    set_check("shouting", share=60, letters=20, signs=3)
    parent = make.comment(on=story)
    make.comment(on=story, by=author)  # since then the settings are known
    actor, new = make.actor(author), comments.NewComment(body="See https://a.example, it is GOOD!!!!")
    db.session.refresh(story)
    db.session.refresh(parent)
    statements.clear()
    made = comments.post(actor, story, new, parent, make.SETTINGS)
    sent = [sql for sql in statements if not sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE"))]
    assert made.status == "held"
    # SQLite takes the two events in two statements.
    most = 11  # on PostgreSQL one is the turn that it takes
    assert len(sent) == most, "\n".join(sql[:150].replace("\n", " ") for sql in sent)
    assert not [sql for sql in sent if "check_versions.parameters" in sql]


def test_a_text_about_which_the_sanitizers_differ_is_held_when_it_is_posted_and_when_it_is_changed(
    app_context, monkeypatch
):
    author, story, render = settled(), make.story(), markup.render
    before = say("Nothing strange about this one.", author, story)
    assert before.status == "published"
    monkeypatch.setattr(markup, "render", lambda text: replace(render(text), disagreement="strange" in text))
    assert say("Something very strange has been said here.", author, story).status == "held"
    assert say("Something else has been said here.", author, story).status == "published"
    comments.edit(make.actor(author), before, "Only now is this one strange.", make.SETTINGS)
    db.session.expire_all()
    assert db.session.get_one(Comment, before.id).status == "held"
