"""A whole copy of the database in one file, made while people write, and its way back into an empty database.

Beside the file stands its sum, as ``sha256sum`` writes it: a copy that was damaged or cut off is never restored.
"""

import hashlib
import os
import subprocess
from contextlib import closing
from pathlib import Path
from tempfile import NamedTemporaryFile

import pysqlite3.dbapi2 as sqlite
import sqlalchemy as sa

from discuss.db.brief import end_all
from discuss.db.session import db
from discuss.errors import DiscussError


class BackupRefused(DiscussError):
    """A copy cannot be made, or must not be restored; nothing was changed."""

    code = "backup_refused"


def save(target: Path) -> None:
    """Write a copy of the present state to ``target``, which must not exist. Raises :class:`BackupRefused`."""
    if target.exists():
        raise BackupRefused(f"{target} exists already. Name another file.")
    fresh = target.with_name(f"{target.name}.part")
    try:
        fresh.unlink(missing_ok=True)
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # it holds addresses and hashes
        if db.engine.dialect.name == "sqlite":
            _save_sqlite(fresh)
        else:
            postgresql("pg_dump", "--format=custom", f"--file={fresh}", url=db.engine.url)
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        _sum_of(target).write_text(f"{_sum(fresh)}  {target.name}\n")
        fresh.rename(target)
    except OSError as error:
        raise BackupRefused(f"{target} cannot be written: {error.strerror or error}.") from error
    finally:
        fresh.unlink(missing_ok=True)


def forget(copy: Path) -> None:
    """Delete a copy and its sum."""
    _sum_of(copy).unlink(missing_ok=True)
    copy.unlink(missing_ok=True)


def restore(source: Path) -> None:
    """Fill the database of the settings, which must be empty, from a copy. Raises :class:`BackupRefused`."""
    check(source)
    if sa.inspect(db.engine).get_table_names():
        raise BackupRefused(
            "The database of DISCUSS_DATABASE_URL is not empty. Name a new one: nothing is overwritten."
        )
    fill(db.engine, source)
    _end_what_may_have_ended()


def check(source: Path) -> None:
    """Raise :class:`BackupRefused` unless a copy is what its sum says."""
    try:
        kept, found = _sum_of(source).read_text().split()[:1], _sum(source)
    except OSError as error:
        raise BackupRefused(f"{error.filename} cannot be read: {error.strerror}.") from error
    if kept != [found]:
        raise BackupRefused(f"{source} is damaged: its sum is not the one in {_sum_of(source)}.")


def fill(engine: sa.Engine, source: Path) -> None:
    """Fill an empty database from a copy that was checked. Raises :class:`BackupRefused`."""
    if engine.dialect.name == "sqlite":
        _restore_sqlite(engine, source)
    else:
        words = ("--no-owner", "--exit-on-error", "--single-transaction")
        postgresql("pg_restore", *words, str(source), url=engine.url)


def _end_what_may_have_ended() -> None:
    """Whoever signed out, or used a link, after the copy was made, must not find it alive again; nor must a thief."""
    with db.engine.connect().execution_options(write=True) as connection, connection.begin():
        end_all(connection)


def _sum_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.sha256")


def _sum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _save_sqlite(fresh: Path) -> None:
    try:
        with closing(db.engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM INTO ?", (str(fresh),))
        with closing(sqlite.connect(fresh)) as copy:
            found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite.Error as error:
        raise BackupRefused(f"The database cannot be copied: {error}.") from error
    if found != "ok":
        raise BackupRefused(f"The database is damaged: {found}. Restore an earlier copy.")


def _restore_sqlite(engine: sa.Engine, source: Path) -> None:
    try:
        with closing(sqlite.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            copy.execute("SELECT count(*) FROM sqlite_schema")  # no database at all: said before anything is touched
            with closing(engine.raw_connection()) as connection:
                copy.backup(connection.driver_connection)
    except sqlite.Error as error:
        raise BackupRefused(f"{source} cannot be restored: {error}.") from error


def postgresql(program: str, *words: str, url: sa.URL, called: str = "dbname") -> None:
    """Run a program of PostgreSQL's, which calls the database's address ``called``. Raises :class:`BackupRefused`."""
    query = dict(url.query)
    with NamedTemporaryFile("w", suffix=".pgpass") as kept:  # a password among the words is for all to see in `ps`
        if url.password:
            kept.write("*:*:*:*:" + url.password.replace("\\", "\\\\").replace(":", "\\:"))
            kept.flush()
            query["passfile"] = kept.name
        address = sa.URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
        try:
            done = subprocess.run(  # noqa: S603 - PostgreSQL's own program, with words of ours
                [program, f"--{called}={address.render_as_string()}", *words],
                capture_output=True,
                text=True,
                check=False,
            )
        except FileNotFoundError as error:
            raise BackupRefused(f"{program} is missing. Install PostgreSQL's client programs.") from error
    if done.returncode:
        raise BackupRefused(f"{program} refuses: {done.stderr.strip()}")
