"""A copy that is made in the middle of a burst is whole, and holds all that was acknowledged before it was begun."""

import os

import pytest
from sqlalchemy import select

from discuss.app import create_app
from discuss.comments import counters
from discuss.comments.models import Comment
from discuss.config import Settings
from discuss.db import backup, db, migrations
from tests.services import databases
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


@pytest.mark.timeout(1800)
def test_a_copy_made_while_people_write_is_whole(
    app_context, live_server, empty_database_url, database_kind, tmp_path, monkeypatch, request
):
    if database_kind == "postgresql":
        monkeypatch.setenv("PATH", f"{databases.cluster()['programs']}:{os.environ['PATH']}")
        live_server.environment |= {"PATH": f"{databases.cluster()['programs']}:{live_server.environment['PATH']}"}
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
