"""Migrations from nothing make exactly what the models say, on both databases, and can be undone."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from discuss.app import create_app
from discuss.config import Settings
from discuss.db import db, migrations
from tests.services import databases


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
    assert empty_site.test_client().get("/readyz").status_code == 503
