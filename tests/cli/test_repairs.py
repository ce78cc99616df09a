"""``discuss doctor --rows`` and ``--repair``: broken rows are named, and put right where that can be done."""

from contextlib import closing

import pytest
from sqlalchemy import select

from discuss.comments.models import Comment, Screening
from discuss.db import damage, db
from tests import factories as make
from tests.comments.broken_rows import break_everything, change


def test_the_doctor_names_what_is_broken_and_repairs_it(app_context, visitor, run, database_kind):
    site = break_everything(database_kind)
    before = visitor().get(f"/stories/{site.story.slug}").headers["ETag"]
    named = run("doctor", "--rows")
    assert named.exit_code == 1
    circle = site.broken[-3]
    assert f"comment {circle.id}: it cannot answer comment {circle.id + 2}" in named.stderr
    for what in ("html is no text", "posted_at is no time"):
        assert (what in named.stderr) == (database_kind == "sqlite")
    repaired = run("doctor", "--repair")
    assert (repaired.exit_code, repaired.stderr) == (0, "")
    assert named.stderr.splitlines()[0] in repaired.stdout
    assert run("doctor", "--rows", "--counters").exit_code == 0
    assert run("doctor", "--repair").stdout.splitlines()[0].startswith("Settings")  # nothing is left to do
    page = visitor().get(f"/stories/{site.story.slug}")
    assert page.headers["ETag"] != before
    assert "could not be shown" not in page.text
    found = dict(db.session.execute(select(Comment.id, Comment.parent_id)).all())
    assert found[circle.id] is None
    assert found[circle.id + 2] == circle.id + 1


@pytest.mark.database("sqlite")
def test_words_that_are_stored_as_bytes_are_the_same_words_after_the_repair(app_context, visitor, run):
    story = make.story()
    comment = make.comment(on=story, body="A *bridge* of words.")
    change("comments", [comment.id], "html = X'3C703E', body = CAST(body AS BLOB)")
    assert run("doctor", "--repair").exit_code == 0
    assert "A <em>bridge</em> of words." in visitor().get(f"/stories/{story.slug}").text


@pytest.mark.database("sqlite")
def test_a_time_and_json_that_nobody_can_read_are_emptied(app_context, run):
    comment = make.comment(status="held")
    change("comments", [comment.id], "posted_at = 'last Tuesday', edited_at = 'x'")
    change("screenings", [1], "findings = '[nonsense'")
    repaired = run("doctor", "--repair")
    assert (repaired.exit_code, repaired.stderr) == (0, "")
    assert f"comments {comment.id}: posted_at is no time: an empty one is in its place" in repaired.stdout
    assert "screenings 1: findings is no JSON: an empty one is in its place" in repaired.stdout
    db.session.expire_all()
    mended = db.session.get_one(Comment, comment.id)
    assert (mended.posted_at, mended.edited_at) == (damage.LOST, None)
    assert not db.session.scalars(select(Screening.findings)).one()


@pytest.mark.database("sqlite")
def test_a_record_that_nobody_may_change_is_named_and_stays(app_context, run):
    make.comment(status="held")
    with closing(db.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        (refusal,) = cursor.execute("SELECT sql FROM sqlite_schema WHERE name = 'decisions_refuse_update'").fetchone()
        cursor.execute("DROP TRIGGER decisions_refuse_update")
        cursor.execute("UPDATE decisions SET reason = X'FF' WHERE id = 1")
        cursor.execute(refusal)
    repaired = run("doctor", "--repair")
    assert repaired.exit_code == 1
    assert "decisions 1: reason is no text: it stays, a decision is never changed or deleted" in repaired.stdout
    assert repaired.stderr == "decisions 1: reason is no text\n"
