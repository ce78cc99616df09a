"""The database's files hold addresses and hashes: other users of the machine cannot read them."""

import os
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest

from discuss.app import create_app
from discuss.config import Settings
from discuss.db import db, migrations
from tests.services.databases import environment


@pytest.fixture
def usual_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def opened(file: Path) -> dict[str, str]:
    """Make a site on ``file``, write to it, and return the modes of all its files."""
    app = create_app(Settings.from_environment(environment(f"sqlite:///{file}", file.parent / "site")))
    with app.app_context():
        migrations.upgrade()
        modes = {path.name: oct(path.stat().st_mode & 0o777) for path in file.parent.glob("own.sqlite*")}
        db.session.remove()
        db.engine.dispose()
    return modes


def test_a_new_database_is_its_owners_alone(tmp_path, usual_umask):
    assert opened(tmp_path / "own.sqlite") == dict.fromkeys(("own.sqlite", "own.sqlite-wal", "own.sqlite-shm"), "0o600")


def test_one_that_everybody_could_read_is_closed_at_the_next_start(tmp_path, usual_umask):
    file = tmp_path / "own.sqlite"
    file.touch()
    file.chmod(0o664)
    assert opened(file) == dict.fromkeys(("own.sqlite", "own.sqlite-wal", "own.sqlite-shm"), "0o660")


@pytest.mark.parametrize(("version", "told"), [("3.51.2", True), ("3.51.3", False)])
def test_a_library_that_can_damage_the_file_is_named_at_the_start(tmp_path, monkeypatch, caplog, version, told):
    monkeypatch.setattr(sqlite, "sqlite_version", version)
    monkeypatch.setattr(sqlite, "sqlite_version_info", tuple(map(int, version.split("."))))
    create_app(Settings.from_environment(environment(f"sqlite:///{tmp_path / 'own.sqlite'}", tmp_path / "site")))
    warned = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert (f"SQLite {version} can damage its file under load; 3.51.3 or newer is safe" in warned) is told
