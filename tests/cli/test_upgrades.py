"""``discuss database upgrade`` makes a copy of what stands there before it migrates, and only then."""

import os
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from alembic import command

from discuss import clock
from discuss.app import create_app
from discuss.config import Settings
from discuss.db import backup, db, migrations, upgrading
from discuss.jobs.worker import Worker
from tests import factories as make
from tests.services import databases


@pytest.fixture(autouse=True)
def postgresqls_programs(database_kind, monkeypatch):
    """Let the command find the programs of the very server that the tests use."""
    if database_kind == "postgresql":
        monkeypatch.setenv("PATH", f"{databases.cluster()['programs']}:{os.environ['PATH']}")


@pytest.fixture
def app(empty_database_url, tmp_path):
    """A site whose database has no tables yet."""
    made = create_app(Settings.from_environment(databases.environment(empty_database_url, tmp_path)))
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def folder(tmp_path):
    """Where the copies are."""
    return tmp_path / "var" / "backups"


def copies(folder):
    return sorted(path for path in folder.glob("*") if path.suffix != ".sha256")


def fill():
    make.story("A bridge")
    db.session.remove()


def one_schema_back(app):
    with app.app_context():
        command.downgrade(migrations.configuration(), "-1")


@pytest.fixture
def old_site(app):
    """A site with something in it, one schema behind the program."""
    with app.app_context():
        migrations.upgrade()
        fill()
    one_schema_back(app)
    return app


def test_what_stands_there_is_copied_first_and_can_be_brought_back(old_site, run, folder, tmp_path, database_kind):
    done = run("database", "upgrade")
    assert done.exit_code == 0, done.output
    (copy,) = copies(folder)
    assert str(copy) in done.stdout
    assert copy.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    url = databases.nothing(database_kind, "restored")
    restored = create_app(Settings.from_environment(databases.environment(url, tmp_path / "restored")))
    with restored.app_context():
        backup.restore(copy)
        assert db.session.scalar(sa.text("SELECT headline FROM stories")) == "A bridge"
        assert migrations.waiting()
        db.session.remove()
        db.engine.dispose()
    databases.remove(database_kind, "restored")


@pytest.mark.database("sqlite")
def test_nothing_is_copied_when_nothing_is_to_be_migrated_or_nothing_is_there(app, run, folder):
    assert run("database", "upgrade").exit_code == 0  # no tables
    one_schema_back(app)
    assert run("database", "upgrade").exit_code == 0  # tables without rows
    with app.app_context():
        fill()
    assert run("database", "upgrade").exit_code == 0  # at the present schema
    assert copies(folder) == []


@pytest.mark.database("sqlite")
def test_the_last_few_copies_are_kept_and_none_that_was_cut_off(old_site, run, folder):
    folder.mkdir(parents=True)
    (folder / "before-upgrade-2026-01-01-120000.part").write_bytes(b"Half of a copy.")
    for days in range(upgrading.KEPT + 1):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            assert run("database", "upgrade").exit_code == 0
        one_schema_back(old_site)
        if not days:
            (first,) = copies(folder)  # what was cut off is gone
    assert len(copies(folder)) == upgrading.KEPT
    assert first not in copies(folder)
    assert len(list(folder.glob("*.sha256"))) == upgrading.KEPT


@pytest.mark.database("sqlite")
def test_a_copy_of_thirty_days_is_deleted_by_the_job_thread_even_the_last(old_site, run, folder):
    assert run("database", "upgrade").exit_code == 0
    for days, left in ((29, 1), (31, 0)):
        with time_machine.travel(clock.now() + timedelta(days=days)), old_site.app_context():
            Worker(old_site).run_once()
        assert len(copies(folder)) == left
    assert list(folder.iterdir()) == []


def test_without_a_copy_nothing_is_migrated_unless_asked_for(old_site, run, folder, monkeypatch, database_kind):
    if database_kind == "postgresql":
        monkeypatch.setenv("PATH", str(folder))
        why = "pg_dump is missing."
    else:
        monkeypatch.setattr(backup, "_save_sqlite", _full)
        why = "No space left on device"
    refused = run("database", "upgrade")
    assert refused.exit_code == 1
    assert why in refused.stderr
    assert "discuss database upgrade --without-backup" in refused.stderr
    with old_site.app_context():
        assert migrations.waiting()
    assert copies(folder) == []
    assert run("database", "upgrade", "--without-backup").exit_code == 0
    with old_site.app_context():
        assert migrations.problem() == ""


def _full(_file):
    raise OSError(28, "No space left on device")
