"""How each database is opened: driver, pool, safety settings, and SQLite's one writer at a time."""

import contextlib
import logging
import os
import threading
import time
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite
from flask import Flask, has_request_context
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext

from discuss.config import Settings
from discuss.db import damage
from discuss.db.session import db
from discuss.db.silence import Silence

BUSY_SECONDS = 5  # how long a write waits for its turn before the person is told to try again
HURRIED_SECONDS = 0.25  # how long it waits while others have just waited in vain
SAFE_SQLITE = (3, 51, 3)  # older ones can damage a WAL database when two connections write and checkpoint at once

PRAGMAS = (
    "synchronous=FULL",  # an acknowledged comment survives loss of power; NORMAL would not promise that
    f"busy_timeout={BUSY_SECONDS * 1000}",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "secure_delete=ON",  # a purge leaves no byte behind
    "wal_autocheckpoint=1000",  # pages; a library may be built with another number, or with none
    "journal_size_limit=67108864",
    "cell_size_check=ON",
    "mmap_size=0",  # a fault of the disk is an error then; read through a mapping it would end the process
    "temp_store=MEMORY",
    "cache_size=-32768",  # KiB
)
LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's word for having waited in vain
REQUEST_SECONDS = 5  # how long a statement of a request may take; one of a command or a job has LONG
LONG = "SET LOCAL statement_timeout = '60s'"
SILENT_SECONDS = REQUEST_SECONDS + 0.5  # how long a request listens to a server that keeps no limit of its own
POSTGRES = (
    f"-c statement_timeout={REQUEST_SECONDS}s "
    "-c lock_timeout=2s "  # less than a statement may take: only this one tells that it was a lock
    "-c idle_in_transaction_session_timeout=30s "
    "-c synchronous_commit=on "  # an acknowledged comment survives loss of power
    "-c timezone=UTC"
)
TCP = {  # a machine or a network that is gone is noticed by the system
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds
}

_log = logging.getLogger(__name__)


def engine_options(settings: Settings) -> dict[str, Any]:
    """Return what SQLAlchemy's ``create_engine`` is given for this database."""
    size = 2 * settings.threads + 4  # the job thread and the page cache read beside those who read and who write
    options: dict[str, Any] = {"pool_size": size, "max_overflow": size, "pool_timeout": BUSY_SECONDS}
    if settings.database_url.startswith("sqlite"):
        return options | {"module": sqlite, "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}
    connect = {"options": POSTGRES, "connect_timeout": BUSY_SECONDS, **TCP}
    return options | {"pool_pre_ping": True, "pool_recycle": 1800, "connect_args": connect}


def init(app: Flask, settings: Settings) -> None:
    """Attach the database to the application."""
    if settings.database_url.startswith("sqlite:///"):
        _make_file(Path(settings.database_url.removeprefix("sqlite:///")))
        if sqlite.sqlite_version_info < SAFE_SQLITE:
            _log.warning("SQLite %s can damage its file under load; 3.51.3 or newer is safe", sqlite.sqlite_version)
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings)
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine)
    else:
        prepare_postgresql(engine)


def _make_file(path: Path) -> None:
    """Make the database's file if it is not there, and keep the machine's other users from reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        if file.exists() and file.stat().st_mode & 0o007:
            file.chmod(file.stat().st_mode & 0o770)


class Patience:
    """How long a write waits for a database that somebody else has locked.

    Once one has waited in vain, those behind it hardly wait for as long again: each of them would keep a thread from
    working meanwhile, and the last in the queue would hear of it much later than the first.
    """

    def __init__(self, engine: Engine) -> None:
        self._hurried_until = 0.0
        event.listen(engine, "handle_error", self._failed)

    def seconds(self, connection: Connection) -> float:
        """Return how long a write that begins now on ``connection`` waits."""
        hurried = not _patient(connection) or time.monotonic() < self._hurried_until
        return HURRIED_SECONDS if hurried else BUSY_SECONDS

    def _failed(self, context: ExceptionContext) -> None:
        error = context.original_exception
        if context.connection is not None and not _patient(context.connection):
            return  # it did not wait long enough to say anything about those who would
        if "pg_advisory" in (context.statement or ""):
            return  # it waited for its turn among those who do the same, not for the database
        if getattr(error, "sqlstate", "") == LOCK_NOT_AVAILABLE or "database is locked" in str(error):
            self._hurried_until = time.monotonic() + BUSY_SECONDS


def _patient(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("patient", True))


def prepare_postgresql(engine: Engine) -> None:
    """Let a write that comes while the database is locked wait as long as :class:`Patience` says.

    And let a request listen to a database that says nothing as long as :class:`Silence` says; commands and jobs, which
    may ask for more than a request may, listen on.
    """
    patience = Patience(engine)
    silence = Silence(SILENT_SECONDS, HURRIED_SECONDS, BUSY_SECONDS)

    @event.listens_for(engine, "do_connect")
    def _connect(dialect: Any, record: Any, given: Any, options: Any) -> Any:
        return silence.connect(*given, **options)

    @event.listens_for(engine, "checkin")
    def _back(connection: Any, record: Any) -> None:
        if connection is not None:
            connection.unhurried = False

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        unhurried = not has_request_context()
        connection.connection.driver_connection.unhurried = unhurried
        if unhurried:
            connection.exec_driver_sql(LONG)
        seconds = patience.seconds(connection)
        if seconds < BUSY_SECONDS and connection.get_execution_options().get("write"):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{seconds}s'")


def _choose_journal(connection: Any) -> None:
    """Write ahead, so that readers and writers do not wait for each other; some file systems cannot."""
    (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
    if mode != "wal":
        _log.warning(
            "The database's file system has no shared memory: readers wait for writers. Keep the file on a local disk."
        )
        connection.execute("PRAGMA journal_mode=TRUNCATE")


def prepare_sqlite(engine: Engine) -> None:
    """Set the safety settings on each connection and let one writer in at a time.

    SQLite's own waiting is unfair under load (seconds, at worst), so a lock of this process stands before it; other
    processes are still kept out by ``BEGIN IMMEDIATE`` and the busy timeout.
    """
    turn, patience = threading.Lock(), Patience(engine)
    engine.dialect.colspecs = {**engine.dialect.colspecs, **damage.COLUMN_TYPES}

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves: the driver's own rules lose updates
        connection.text_factory = damage.read
        _choose_journal(connection)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        if not connection.get_execution_options().get("write"):
            connection.exec_driver_sql("BEGIN")
            return
        begun, seconds = time.monotonic(), patience.seconds(connection)
        if not connection.info.get("turn"):
            connection.info["turn"] = turn.acquire(timeout=seconds)
        # Without the turn the database's own busy timeout decides, and an honest "locked" error follows.
        left = seconds - (time.monotonic() - begun)
        if left > BUSY_SECONDS - HURRIED_SECONDS:  # nearly always: one statement less
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        driver = connection.connection.driver_connection
        driver.execute(f"PRAGMA busy_timeout={int(max(left, HURRIED_SECONDS) * 1000)}")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            driver.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")

    def _done(_connection: Any, record: Any, *_: Any) -> None:
        # Here, not at commit: SQLAlchemy tells of a commit before it is done.
        if record.info.pop("turn", False):
            turn.release()

    event.listen(engine, "checkin", _done)
    event.listen(engine, "invalidate", _done)
