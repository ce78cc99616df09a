"""A migration that is killed leaves the database as it was before or as it should be after, and is run again."""

import os
import random
import subprocess
import time
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from discuss.app import create_app
from discuss.config import Settings
from discuss.db import db, migrations
from tests.services import databases
from tests.services.server import PROGRAM

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def let_go():
    """Close every connection of the present application: what a session holds would stay open behind its pool."""
    db.session.remove()
    db.engine.dispose()


def fill(url, folder, comments):
    """Bring the database to the first schema, with people, a story and comments in it."""
    app = create_app(Settings.from_environment(databases.environment(url, folder)))
    with app.app_context():
        migrations.upgrade("0001")
        tables = sa.MetaData()
        tables.reflect(db.engine)
        with db.engine.begin() as connection:
            for name, values in (("people", person()), ("stories", story())):
                connection.execute(sa.insert(tables.tables[name]), filled(tables.tables[name], values))
            table = tables.tables["comments"]
            alike = filled(table, comment(0))  # once: a hundred thousand times, the database tires of waiting
            for start in range(1, comments + 1, 2000):
                numbers = range(start, min(start + 2000, comments + 1))
                connection.execute(sa.insert(table), [alike | comment(number) for number in numbers])
        let_go()


def person():
    return {"id": 1, "email": "a@example.org", "email_key": "a@example.org", "handle": "ada", "name": "Ada",
            "name_skeleton": "ada", "plan": "free", "role": "reader"}  # fmt: skip


def story():
    return {"id": 1, "slug": "a-story", "headline": "A story", "status": "published", "access": "subscribers"}


def comment(number):
    return {"id": number, "story_id": 1, "author_id": 1, "body": f"Comment {number}.", "html": f"<p>{number}</p>",
            "status": "published", "path": "", "idempotency_key": None, "shown": True}  # fmt: skip


def filled(table, values):
    """Add what the schema of that time demands and these values do not say."""
    blank = {"INTEGER": 0, "BIGINT": 0, "BOOLEAN": False, "JSON": {}, "JSONB": {}}
    for column in table.columns:
        kind = str(column.type).split("(")[0]
        if not column.nullable and column.name not in values and column.server_default is None:
            is_time = isinstance(column.type, sa.DateTime)
            values[column.name] = NOW if is_time else blank.get(kind, "")
    return values


def rows_of(connection):
    """Count the rows of every table."""
    names = sa.inspect(connection).get_table_names()
    return {name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) for name in names}


class Site:
    """A database at the first schema, and the command that brings it to the present one."""

    def __init__(self, kind, name, folder, comments):
        self.url = databases.nothing(kind, name)
        fill(self.url, folder, comments)
        outer = {name: value for name, value in os.environ.items() if not name.startswith(("DISCUSS_", "FLASK_"))}
        self.environment = outer | databases.environment(self.url, folder)
        self.app = create_app(Settings.from_environment(self.environment))
        self.first = self.rows()
        assert self.first["comments"] == comments

    def upgrade(self, seconds=None):
        """Run the command; kill it after so many seconds. Return how long it took, None if it was killed."""
        begun = time.perf_counter()
        command = [
            PROGRAM,
            "database",
            "upgrade",
            "--without-backup",
        ]  # the copy takes its time, and is not what is tried
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE)
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return None
        assert process.returncode == 0
        return time.perf_counter() - begun

    def rows(self):
        """Return how many rows each table has."""
        with self.app.app_context():
            with db.engine.connect() as connection:
                found = rows_of(connection)
            let_go()
        return found

    def is_whole(self, whole):
        """Say whether it is at the present schema; fail if it is at none, or if a row is missing in any table.

        ``whole`` is how many rows each has where no migration was cut off.
        """
        with self.app.app_context():
            with db.engine.connect() as connection:
                rows = rows_of(connection)
                if db.engine.dialect.name == "sqlite":
                    assert connection.scalar(sa.text("PRAGMA integrity_check")) == "ok"
                    assert connection.execute(sa.text("PRAGMA foreign_key_check")).all() == []
                revision = MigrationContext.configure(connection).get_current_revision()
            let_go()
            assert rows == (self.first if revision == "0001" else whole)
            assert revision in {"0001", ScriptDirectory.from_config(migrations.configuration()).get_current_head()}
            return revision != "0001"

    def back(self):
        """Bring it to the first schema again."""
        with self.app.app_context():
            command.downgrade(migrations.configuration(), "0001")
            let_go()


@pytest.mark.timeout(1800)
def test_a_migration_that_is_killed_is_done_by_the_next_one(database_kind, tmp_path, request):
    kills, comments = (20, 100_000) if request.config.getoption("--soak") else (2, 1_000)
    measured = Site(database_kind, "measured", tmp_path / "measured", comments)
    whole, idle = measured.upgrade(), measured.upgrade()
    rows = measured.rows()
    site = Site(database_kind, "cut-off", tmp_path / "site", comments)
    chance, cut_off, tries = random.Random(11), 0, 0
    while cut_off < kills and tries < 10 * kills:
        # From where the program is about to touch the database to where it should be done.
        took = site.upgrade(chance.uniform(idle * 0.6, whole))
        if took is None:
            cut_off += 1
        else:  # the machine has less to do than when it was measured
            idle, whole = idle * min(1, took / whole), min(whole, took)
        tries += 1
        if site.is_whole(rows):
            site.back()
    assert cut_off == kills
    site.upgrade()
    assert site.is_whole(rows)
    with site.app.app_context():
        assert migrations.problem() == ""
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, db.metadata) == []
        let_go()
    for name in ("measured", "cut-off"):
        databases.remove(database_kind, name)
