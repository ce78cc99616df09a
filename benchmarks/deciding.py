"""The desk beside a million comments against the desk beside a thousand: deciding and opening a queue cost the same.

What comes with the comments is there too: decisions about one in twenty, half of them within a month, and as many
reports that were dealt with.
"""

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from flask import Flask
from sqlalchemy import insert, select, text, update

from benchmarks import sites
from benchmarks.ratio import Ratio, side_by_side
from discuss import clock
from discuss.accounts.identity import actor_for
from discuss.accounts.models import Person
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.decisions import Decision
from discuss.moderation import actions, queries
from discuss.moderation.models import Report
from discuss.moderation.queries import Filters
from discuss.moderation.rulings import Ruling
from tests.services import postgres

LIMIT = 1.3  # how many times dearer a thousand times as many comments may be
SMALL, LARGE = 1_000, 1_000_000
HELD = 200  # waiting in each
DECIDED = 20  # one comment in so many was decided about and reported once
COLUMNS = [column.name for column in Comment.__table__.columns if column.name != "id"]


def measure() -> list[Ratio]:
    """Return the ratios of a large to a small database, on SQLite and on PostgreSQL."""
    rows = []
    for kind in ("SQLite", "PostgreSQL"):
        with ExitStack() as stack:
            large, small = (stack.enter_context(_site(kind, size)) for size in (LARGE, SMALL))
            rows += [
                Ratio(f"{kind}, 1,000,000 / 1,000 comments: {what}", side_by_side(do(large), do(small), 30), LIMIT)
                for what, do in (("decide", _decide), ("open a queue", _open_queue), ("count the queues", _count))
            ]
    return rows


@contextmanager
def _site(kind: str, size: int) -> Iterator[Flask]:
    with ExitStack() as stack:
        given = {}
        if kind == "PostgreSQL":
            given["DISCUSS_DATABASE_URL"] = stack.enter_context(_database(f"bench{size}"))
        app = stack.enter_context(sites.site(**given))
        _fill(size)
        db.session.remove()
        yield app


@contextmanager
def _database(name: str) -> Iterator[str]:
    cluster = postgres.start()
    try:
        yield postgres.create(cluster, name)
    finally:
        postgres.stop(cluster)


def _fill(size: int) -> None:
    """Grow a story's thread to ``size`` by doubling it in the database, and let :data:`HELD` of it wait."""
    sites.story("ferry", SMALL)
    listed = ", ".join(COLUMNS)
    with transaction() as session:
        for number in range(size // SMALL - 1):
            shift = {"number": (number + 1) * SMALL}
            chosen = ", ".join(f"{c} + :number" if c in {"parent_id", "branch_id"} else c for c in COLUMNS)
            copied = (
                f"INSERT INTO comments (id, {listed}) SELECT id + :number, {chosen} FROM comments WHERE id <= {SMALL}"
            )
            session.execute(text(copied), shift)
        session.execute(update(Comment).where(Comment.id > size - HELD).values(status="held", shown=False))
        session.execute(update(Person).where(Person.id == 1).values(role="moderator"))
        for start in range(DECIDED, size + 1, 5_000 * DECIDED):
            some = range(start, min(start + 5_000 * DECIDED, size + 1), DECIDED)
            session.execute(insert(Decision), [_decision(number) for number in some])
            session.execute(insert(Report), [_report(number) for number in some])
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # What PostgreSQL does of itself now and then; without it no index answers alone.
        connection.exec_driver_sql("VACUUM ANALYZE" if connection.dialect.name == "postgresql" else "ANALYZE")


def _decision(number: int) -> dict[str, object]:
    kept = {"action": "approve", "comment_id": number, "person_id": _somebody(number), "story_id": 1, "actor_id": 1}
    age = timedelta(days=number // DECIDED % 60)
    return kept | {"reason": "Looked at.", "comment_version": 1, "decided_at": clock.now() - age}


def _report(number: int) -> dict[str, object]:
    settled = {"comment_id": number, "comment_version": 1, "state": "handled", "outcome": "upheld"}
    return settled | {"reporter_id": _somebody(number), "category": "off-topic"}


def _somebody(number: int) -> int:
    """Everybody is decided about, and has reported, equally often."""
    return number // DECIDED % sites.AUTHORS + 1


def _decide(app: Flask) -> Callable[[], None]:
    """Approve the oldest held comment, as the desk does."""

    def decide() -> None:
        with app.app_context():
            moderator = dataclasses.replace(actor_for(db.session.get_one(Person, 1)), id=1)
            oldest = (
                select(Comment).where(Comment.status == "held", Comment.author_id != 1).order_by(Comment.id).limit(1)
            )
            comment = db.session.scalars(oldest).one()
            actions.decide(moderator, comment, Ruling(action="approve", version=comment.version))

    return decide


def _open_queue(app: Flask) -> Callable[[], None]:
    def open_queue() -> None:
        with app.app_context():
            moderator = actor_for(db.session.get_one(Person, 1))
            page = queries.queue_page(moderator, "held", Filters(), None)
            about = {card.author.id for card in page.cards}
            queries.facts_of(about, app.extensions["discuss.mailboxes"])
            queries.notes_about(moderator, about)
            queries.earlier_about(moderator, about)

    return open_queue


def _count(app: Flask) -> Callable[[], None]:
    def count() -> None:
        with app.app_context():
            queries.standing(actor_for(db.session.get_one(Person, 1)))

    return count
