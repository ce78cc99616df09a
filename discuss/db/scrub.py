"""Leave no byte of blanked words in the database's files."""

import logging
import re
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from discuss.db.session import db

# Every table that a purge blanks words in.
TABLES = (
    "appeals",
    "comment_revisions",
    "comments",
    "decision_quotes",
    "drafts",
    "mails",
    "moderator_notes",
    "notices",
    "orders",
    "reports",
    "screenings",
)

_log = logging.getLogger(__name__)


def scrub() -> bool:
    """Rewrite the files without what was blanked; say whether it is done, or to be tried again later.

    SQLite overwrites what is deleted (``secure_delete``), but earlier pages stand in the write-ahead log until it is
    emptied, which waits for readers. PostgreSQL keeps old versions of rows until their table is rewritten, which
    locks it meanwhile; and it copies those that a transaction begun earlier could still read.
    """
    try:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if db.engine.dialect.name == "sqlite":
                busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
                return not busy
            return _rewrite(connection)
    except SQLAlchemyError:
        _log.exception("the database's files could not be rewritten now")
        return False


def _rewrite(connection: Connection) -> bool:
    left: list[int] = []
    driver: Any = connection.connection.driver_connection

    def read(told: Any) -> None:
        # Of each table it says how many old versions had to stay; the number comes first in every language.
        if counted := re.match(r"\s*(\d+)", told.message_detail or ""):
            left.append(int(counted[1]))

    driver.add_notice_handler(read)
    connection.exec_driver_sql("SET statement_timeout = 0")
    try:
        for table in TABLES:
            connection.exec_driver_sql("VACUUM (FULL, VERBOSE) " + table)
    finally:
        connection.exec_driver_sql("RESET statement_timeout")
        driver.remove_notice_handler(read)
    return len(left) >= len(TABLES) and not any(left)
