"""Migrations from nothing make exactly what the models say, on both databases, and can be undone."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, inspect

from discuss.app import create_app
from discuss.config import Settings
from discuss.db import db, engine, migrations
from tests.services import databases


@pytest.fixture
def hasty_requests(monkeypatch):
    """Let the site's statements take half a second at most."""
    monkeypatch.setattr(engine, "POSTGRES", engine.POSTGRES.replace("statement_timeout=5s", "statement_timeout=500ms"))


@pytest.fixture
def empty_site(empty_database_url, tmp_path):
    app = create_app(Settings.from_environment(databases.environment(empty_database_url, tmp_path)))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_schema_that_migrations_make_is_the_models_schema(empty_site):
    migrations.upgrade()
    with db.engine.connect() as connection:
        # An empty default never settles on SQLite, which keeps it in other quotes.
        options = {"compare_type": True, "compare_server_default": db.engine.dialect.name == "postgresql"}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, db.metadata) == []
    assert migrations.problem() == ""


def test_a_second_upgrade_does_nothing_and_a_missing_one_is_named(empty_site):
    assert "Run: discuss database upgrade" in migrations.problem()
    migrations.upgrade()
    migrations.upgrade()
    assert migrations.problem() == ""


def test_every_migration_can_be_undone(empty_site):
    migrations.upgrade()
    with db.engine.connect() as connection:
        connection.detach()
    command.downgrade(migrations.configuration(), "base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    migrations.upgrade()
    assert migrations.problem() == ""


def test_a_database_from_the_future_is_refused_in_words(empty_site):
    migrations.upgrade()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert "newer than this program" in migrations.problem()
    told = empty_site.test_client().get("/readyz")
    assert told.status_code == 503
    assert told.json == {"status": "not ready", "problem": "migrations"}  # which schema it is is nobody else's business


@pytest.mark.database("postgresql")
def test_a_migration_may_take_longer_than_a_request(hasty_requests, empty_site):
    slow = []

    @event.listens_for(db.engine, "before_cursor_execute")
    def takes_long(connection, cursor, statement, *_):
        if "CREATE TABLE comments" in statement:
            slow.append(connection.connection.cursor().execute("SELECT pg_sleep(1)"))

    migrations.upgrade()
    assert len(slow) == 1
    assert migrations.problem() == ""
    with empty_site.test_request_context(), db.engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "500ms"
