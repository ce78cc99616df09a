"""Whether the database's file is whole, and whether the server keeps what it has acknowledged."""

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, OperationalError

from discuss.db.session import db

MOST = 10  # faults named of each kind, as in the statement below: the first ones tell enough
KEEPERS = ("fsync", "full_page_writes")  # without them a loss of power takes or damages what was acknowledged


def broken() -> list[str]:
    """Return what is wrong with SQLite's file, nothing if it is whole: pages, indexes, rows that name missing ones.

    It reads the whole file, beside those who write. PostgreSQL keeps its rows' references itself.
    """
    if db.engine.dialect.name != "sqlite":
        return []
    try:
        with db.engine.connect() as connection:
            said = [row[0] for row in connection.exec_driver_sql("PRAGMA quick_check(10)") if row[0] != "ok"]
            missing = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(MOST)
    except OperationalError:
        raise  # locked or out of reach: that says nothing about the file
    except DatabaseError as error:
        return [str(error.orig)]
    return said + [f"{row[0]} {row[1]} names a row that is missing in {row[2]}" for row in missing]


def careless() -> list[str]:
    """Return the settings of PostgreSQL that let a loss of power take what was acknowledged."""
    if db.engine.dialect.name == "sqlite":
        return []
    return _off(KEEPERS)


def trusting() -> bool:
    """Say whether a page of PostgreSQL that the disk changed would be taken for good."""
    return db.engine.dialect.name == "postgresql" and bool(_off(("data_checksums",)))


def _off(names: tuple[str, ...]) -> list[str]:
    asked = text("SELECT name FROM pg_settings WHERE name = ANY(:names) AND setting = 'off' ORDER BY name")
    return list(db.session.scalars(asked, {"names": list(names)}))
