"""Leave no byte of deleted rows in the database's files."""

import logging

from sqlalchemy.exc import SQLAlchemyError

from discuss.db.session import db

_log = logging.getLogger(__name__)


def scrub() -> None:
    """Rewrite the database without what was deleted: call it after the commit of a purge.

    SQLite overwrites deleted rows (``secure_delete``), but earlier pages stand in the write-ahead log until it is
    emptied. PostgreSQL keeps old versions of rows until it vacuums.
    """
    sqlite = db.engine.dialect.name == "sqlite"
    statements = ["PRAGMA wal_checkpoint(TRUNCATE)"] if sqlite else ["VACUUM (FULL) " + table for table in _TABLES]
    try:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    except SQLAlchemyError:
        # The rows are blank already; a busy file is emptied at the next checkpoint.
        _log.exception("the database's files could not be rewritten at once")


_TABLES = ("comments", "comment_revisions", "screenings", "decision_quotes", "reports", "moderator_notes")
