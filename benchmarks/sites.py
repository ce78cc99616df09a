"""A site for measuring: an application on a database of its own, with stories whose threads have a given size."""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import Flask
from sqlalchemy import insert, update

from discuss import clock, markup
from discuss.accounts.models import Person
from discuss.accounts.passwords import hash_password
from discuss.app import create_app
from discuss.comments import counters
from discuss.comments.models import Comment
from discuss.comments.rows import TOP, Place, below
from discuss.config import Settings
from discuss.db import db, migrations, transaction
from discuss.policy import SYSTEM
from discuss.stories import actions as stories
from discuss.stories import formats
from discuss.stories.models import Story

PASSWORD = "seven green bottles on a wall"
AUTHORS = 200
SENTENCE = "the ferry pays for itself in winter only if more people than last year use it after nine in the evening"
STORY = """---
headline: A ferry for {slug}
slug: {slug}
---

## Why it matters

The last boat leaves at nine.

## Key points

- It costs forty thousand a year.
- Half of that is fuel.

## Sides

### Critics

It is too dear.

### Defenders

It is needed.
"""


@contextmanager
def site(folder: str = "", **environment: str) -> Iterator[Flask]:
    """Yield an application with a migrated SQLite database and :data:`AUTHORS` subscribers, inside its context.

    Its files are in ``folder``, by default one that is thrown away.
    """
    with tempfile.TemporaryDirectory() as fresh:
        given = {"DISCUSS_VAR": folder or fresh, "DISCUSS_PACE": "off", "DISCUSS_RATE_LIMITS": "off"} | environment
        app = create_app(Settings.from_environment(given))
        with app.app_context():
            migrations.upgrade()
            people()
            yield app
            db.session.remove()
            db.engine.dispose()


def people() -> None:
    """Add :data:`AUTHORS` subscribers, all with the one password."""
    password = hash_password(PASSWORD)
    now = clock.now()
    with transaction() as session:
        session.execute(
            insert(Person),
            [
                {
                    "email": f"p{number}@example.org",
                    "email_key": f"p{number}@example.org",
                    "email_confirmed_at": now,
                    "password_hash": password,
                    "handle": f"p{number}",
                    "name": f"Person {number}",
                    "name_skeleton": f"person {number}",
                    "plan": "free",
                }
                for number in range(AUTHORS)
            ],
        )


def story(slug: str, size: int = 0, chain: int = 0) -> Story:
    """Make a published story with ``size`` comments in a realistic tree, and one chain of replies ``chain`` deep.

    Half of the comments begin threads; the others answer a recent one. Counters are computed afterwards and checked.
    """
    made = stories.save(SYSTEM, formats.read(STORY.format(slug=slug).encode(), f"{slug}.md"))
    stories.publish(SYSTEM, made)
    rows = list(_rows(made, size, chain))
    with transaction() as session:
        for start in range(0, len(rows), 5000):
            session.execute(insert(Comment), rows[start : start + 5000])
        session.execute(
            update(Story)
            .where(Story.id == made.id)
            .values(
                comment_count=len(rows),
                thread_version=len(rows),
                last_comment_at=rows[-1]["posted_at"] if rows else None,
            )
        )
    if faults := counters.faults():
        raise AssertionError(faults[0])
    return db.session.get_one(Story, made.id)


def _rows(made: Story, size: int, chain: int) -> Iterator[dict[str, object]]:
    chance = random.Random(size)
    first = (db.session.query(Comment.id).order_by(Comment.id.desc()).limit(1).scalar() or 0) + 1
    places: dict[int, Place] = {}
    parents: dict[int, int | None] = {}
    for number in range(first, first + size + chain):
        if number >= first + size:
            parent = number - 1 if number > first + size else None
        else:
            parent = (
                None
                if number == first or chance.random() < 0.5
                else chance.randint(max(first, number - 60), number - 1)
            )
        parents[number] = parent
        places[number] = TOP if parent is None else below(parent, places[parent], number - first + 1)
    replies: dict[int, int] = {}
    for parent in parents.values():
        if parent is not None:
            replies[parent] = replies.get(parent, 0) + 1
    now = clock.now() - timedelta(days=1)
    for number, parent in parents.items():
        body = " ".join(chance.choices(SENTENCE.split(), k=chance.randint(8, 60)))
        place, version = places[number], number - first + 1
        yield {
            "id": number,
            "story_id": made.id,
            "story_revision": 1,
            "parent_id": parent,
            "branch_id": place.branch_id,
            "path": place.path,
            "depth": place.depth,
            "author_id": chance.randint(1, AUTHORS),
            "body": body,
            "html": f"<p>{body}</p>",
            "markup_version": markup.VERSION,
            "status": "published",
            "published_version": version,
            "changed_version": version,
            "posted_at": now,
            "published_at": now,
            "reply_count": replies.get(number, 0),
            "shown_replies": replies.get(number, 0),
            "shown": True,
        }
