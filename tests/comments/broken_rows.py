"""Rows as no program of ours writes them, but a hand at the database or a fault of a later version may."""

from contextlib import closing
from types import SimpleNamespace

from discuss.db import db
from discuss.moderation import actions as moderation
from discuss.policy import VISITOR
from tests import factories as make

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
    "body = 'A bell: \x07.', html = '<p>A bell: \x07.</p>'",
]

# What SQLite takes as text and PostgreSQL does not: a BLOB, half a character, a lone surrogate, NUL.
NO_TEXT = [
    "html = X'3C703E613C2F703E'",
    "body = X'61FF62'",
    "side = X'61', about = X'61', path = X'FF'",
    "html = CAST(X'3C703E61C33C2F703E' AS TEXT)",
    "html = CAST(X'3C703E61EDA0803C2F703E' AS TEXT), body = CAST(X'61EDA080' AS TEXT)",
    "html = CAST(X'3C703E6100623C2F703E' AS TEXT), side = CAST(X'00' AS TEXT)",
]

# What SQLite takes as a time, and nobody can read as one.
NO_TIME = [
    "posted_at = 'last Tuesday'",
    "posted_at = 20261130",
    "posted_at = X'FF'",
    "published_at = '', edited_at = '2026-99-99'",
    "reviewed_at = 'x', featured_at = 'y', escalated_at = 'z'",
]


def change(table, rows, what):
    """Write past the program, and on SQLite past the database's own rules."""
    with closing(db.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        if db.engine.dialect.name == "sqlite":
            cursor.execute("PRAGMA foreign_keys=OFF")
        for row in rows:
            cursor.execute(f"UPDATE {table} SET {what} WHERE id = {row}")
        connection.commit()
        if db.engine.dialect.name == "sqlite":
            cursor.execute("PRAGMA foreign_keys=ON")


def break_everything(database_kind):
    """Make a discussion in which every second comment is broken in its own way, and one that is sound."""
    story, author, elsewhere = make.story(), make.person(), make.comment()
    changes = [*BROKEN_ROWS, f"parent_id = {elsewhere.id}"]
    changes += [*NO_TEXT, *NO_TIME, "parent_id = 999999"] if database_kind == "sqlite" else []
    broken = []
    for what in changes:
        first = make.comment(on=story, by=author)
        moderation.report(VISITOR, first, moderation.Complaint(category="attack"))
        three = [first, make.comment(on=story, reply_to=first), make.comment(on=story, by=author, status="held")]
        change("comments", [comment.id for comment in three], what)
        broken += three
    circle = [make.comment(on=story, by=author)]
    circle += [make.comment(on=story, by=author, reply_to=circle[0])]
    circle += [make.comment(on=story, by=author, reply_to=circle[1])]
    change("comments", [circle[0].id], f"parent_id = {circle[2].id}")
    db.session.rollback()
    return SimpleNamespace(story=story, author=author, broken=broken + circle, sound=make.comment(on=story))
