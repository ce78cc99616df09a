"""The database's files hold addresses and hashes: other users of the machine cannot read them."""

import os
from pathlib import Path

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
