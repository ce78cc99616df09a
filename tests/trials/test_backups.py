"""A copy that is made in the middle of a burst is whole, and holds all that was acknowledged before it was begun."""

import hashlib
import os
import time

import pytest
from sqlalchemy import select

from benchmarks import sites
from discuss.app import create_app
from discuss.comments import counters
from discuss.comments.models import Comment
from discuss.config import Settings
from discuss.db import backup, db, migrations
from tests.services import databases
from tests.services.server import Server
from tests.trials.writers import Writers, stored


def restored(url, folder, file):
    """Restore a copy into an empty database; return its comments by key, and fail if it is not a whole site."""
    app = create_app(Settings.from_environment(databases.environment(url, folder)))
    with app.app_context():
        try:
            backup.restore(file)
            assert migrations.problem() == ""
            assert counters.faults() == []
            rows = db.session.execute(select(Comment.idempotency_key, Comment.id, Comment.body)).all()
            return {key: (number, body) for key, number, body in rows}
        finally:
            db.session.remove()
            db.engine.dispose()


def with_programs(database_kind, monkeypatch, *servers):
    """Let the site's commands find the programs that go with the tests' PostgreSQL."""
    if database_kind == "postgresql":
        programs = databases.cluster()["programs"]
        monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
        for server in servers:
            server.environment |= {"PATH": f"{programs}:{server.environment['PATH']}"}


def threads(settings):
    """What all comments and their places in the threads add up to."""
    app, total = create_app(settings), hashlib.sha256()
    columns = (Comment.id, Comment.parent_id, Comment.branch_id, Comment.path, Comment.shown_replies, Comment.body)
    with app.app_context():
        number = 0
        for row in db.session.execute(select(*columns).order_by(Comment.id).execution_options(yield_per=5000)):
            number += 1
            total.update(repr(tuple(row)).encode())
        db.session.remove()
        db.engine.dispose()
    return number, total.hexdigest()


@pytest.mark.timeout(1800)
def test_a_hundred_thousand_comments_are_restored_within_five_minutes(
    app_context, database_url, empty_database_url, database_kind, settings, tmp_path, monkeypatch
):
    sites.people()
    sites.story("large", 100_000)
    db.session.remove()
    before = threads(settings)
    assert before[0] == 100_000
    site, new = Server(database_url, tmp_path / "live"), Server(empty_database_url, tmp_path / "new")
    with_programs(database_kind, monkeypatch, site, new)
    site.run("database", "backup", str(tmp_path / "copy"))
    begun = time.monotonic()
    new.run("database", "restore", str(tmp_path / "copy"))
    took = time.monotonic() - begun
    print(f"{took:.1f} s")
    there = Settings.from_environment(databases.environment(empty_database_url, tmp_path / "new"))
    assert threads(there) == before
    assert "right" in new.run("doctor", "--counters")
    assert took < 300


@pytest.mark.timeout(1800)
def test_a_copy_made_while_people_write_is_whole(
    app_context, live_server, empty_database_url, database_kind, tmp_path, monkeypatch, request
):
    with_programs(database_kind, monkeypatch, live_server)
    copies, people = (20, 40) if request.config.getoption("--soak") else (1, 6)
    writers, known = Writers(live_server.url, people, 1_000_000), []
    writers.start()
    for copy in range(copies):
        writers.wait_for(len(writers.acknowledged) + 1)
        known.append(writers.acknowledged)
        live_server.run("database", "backup", str(tmp_path / f"copy-{copy}"))
    writers.wait_for(len(writers.acknowledged) + 1)  # they wrote all the time
    writers.stop()
    assert writers.faults == []
    last = stored()
    assert last == writers.acknowledged
    for copy in {0, copies // 2, copies - 1}:
        databases.nothing(database_kind, "nothing")
        found = restored(empty_database_url, tmp_path / f"site-{copy}", tmp_path / f"copy-{copy}")
        assert known[copy].items() <= found.items() < last.items()
