"""Restore a copy into a database of its own, look whether it is whole and of this site, and throw it away."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pysqlite3.dbapi2 as sqlite
import sqlalchemy as sa
from alembic.migration import MigrationContext

from discuss.db import backup
from discuss.db.session import db

# What is never deleted, nor changed in these columns: what the running site has of it, its copies have too.
LASTING = {
    "comments": ("id", "story_id", "author_id", "posted_at"),
    "decisions": ("id", "action", "comment_id", "reason"),
    "people": ("id", "created_at"),
}
NAME = "discuss_try_"  # what the names of the databases begin with
UNDER_WAY = 100  # numbers that were given, and not yet stored, while the copy was begun


@dataclass(frozen=True)
class Tried:
    """What a copy holds, by table, and what is wrong with it; nothing if it is good."""

    revision: str
    rows: dict[str, int]
    faults: list[str]


def try_copy(file: Path, folder: Path) -> Tried:
    """Restore a copy beside the running database; ``folder`` takes the file of SQLite meanwhile.

    Raises :class:`discuss.db.backup.BackupRefused` if it cannot be restored.
    """
    backup.check(file)
    with _empty_database(folder) as engine:
        backup.fill(engine, file)
        with engine.connect() as connection:
            faults = _broken(connection)
            revision = MigrationContext.configure(connection).get_current_revision() or ""
            names = sa.inspect(connection).get_table_names()
            rows = {name: _count(connection, name) for name in names}
            if not revision or not rows.keys() >= LASTING.keys():
                faults.append("it is no copy of a site like this one")
            elif sa.inspect(db.engine).has_table("comments"):
                with db.engine.connect() as here:
                    faults += [fault for name in LASTING for fault in _differences(name, connection, here)]
    return Tried(revision, rows, faults)


@contextmanager
def _empty_database(folder: Path) -> Iterator[sa.Engine]:
    url, name = db.engine.url, f"{NAME}{secrets.token_hex(4)}"
    if url.get_backend_name() == "sqlite":
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=name, dir=folder) as place:
            yield from _disposed(sa.create_engine(f"sqlite:///{place}/copy.sqlite", module=sqlite))
        return
    backup.postgresql("createdb", "--template=template0", name, url=url, called="maintenance-db")
    try:
        yield from _disposed(sa.create_engine(url.set(database=name)))
    finally:
        backup.postgresql("dropdb", name, url=url, called="maintenance-db")


def _disposed(engine: sa.Engine) -> Iterator[sa.Engine]:
    try:
        yield engine
    finally:
        engine.dispose()


def _broken(connection: sa.Connection) -> list[str]:
    """PostgreSQL checks everything while it restores; SQLite is asked."""
    if connection.dialect.name != "sqlite":
        return []
    said = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(10)") if row[0] != "ok"]
    return said + [f"{row[0]} {row[1]} names a row that is missing in {row[2]}"
                   for row in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(10)]  # fmt: skip


def _count(connection: sa.Connection, name: str) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0


def _differences(name: str, copy: sa.Connection, here: sa.Connection) -> Iterator[str]:
    restored, running = _rows(name, copy), _rows(name, here)
    last = max(restored, default=0)
    for number in restored.keys() - running.keys():
        yield f"{name} {number} is in the copy and not in the running site"
    for number in restored.keys() & running.keys():
        if restored[number] != running[number]:
            yield f"{name} {number} is another one in the copy than in the running site"
    for number in running.keys() - restored.keys():
        if number <= last - UNDER_WAY:
            yield f"{name} {number} is missing in the copy, and it has later ones"


def _rows(name: str, connection: sa.Connection) -> dict[int, int]:
    table = db.metadata.tables[name]
    return {row[0]: hash(tuple(row)) for row in connection.execute(sa.select(*(table.c[one] for one in LASTING[name])))}
