"""A damaged file of SQLite is found, however much of it is gone; careless settings of PostgreSQL are named."""

from contextlib import closing
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest

from discuss.app import create_app
from discuss.config import Settings
from discuss.db import db, soundness
from tests.services import databases


@pytest.fixture
def file(tmp_path) -> Path:
    """A database whose words fill many pages."""
    path = tmp_path / "site.sqlite"
    with closing(sqlite.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE words (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
        connection.executemany("INSERT INTO words (body) VALUES (?)", [("All that was said. " * 20,)] * 500)
    return path


def found(file: Path) -> list[str]:
    app = create_app(Settings.from_environment(databases.environment(f"sqlite:///{file}", file.parent)))
    with app.app_context():
        faults = soundness.broken()
        db.session.remove()
        db.engine.dispose()
    return faults


def test_a_whole_file_has_no_faults(file):
    assert found(file) == []


@pytest.mark.parametrize("damaged", [slice(4096, 8192), slice(40_000, 60_000), slice(100, 4096)])
def test_a_damaged_page_is_a_fault(file, damaged):
    content = bytearray(file.read_bytes())
    content[damaged] = b"x" * (damaged.stop - damaged.start)
    file.write_bytes(content)
    assert found(file)


@pytest.mark.database("postgresql")
def test_switches_that_trade_safety_for_speed_are_named(app_context):
    assert soundness.careless() == ["fsync", "full_page_writes"]  # the tests' own server has them off
