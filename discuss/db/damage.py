"""Values in SQLite that are none: text with a NUL or broken bytes, times and JSON that nobody can read.

No program of ours writes them, a hand may. PostgreSQL keeps none.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from discuss.db.session import db

MARK = "\N{REPLACEMENT CHARACTER}"
LOST = datetime(1970, 1, 1, tzinfo=UTC)  # what a time is read as that nobody can read


class Damaged(str):
    """What can be read of a damaged text, with marks for the rest."""

    __slots__ = ()


def is_damaged(text: str) -> bool:
    """Say whether something of a text could not be read."""
    return isinstance(text, Damaged)


def read(stored: bytes) -> str:
    """Return a text as SQLite keeps it. What is damaged must not take a whole page away, so this never raises."""
    try:
        text = stored.decode()
    except UnicodeDecodeError:
        text = MARK
    return text if MARK not in text and "\0" not in text else _marked(stored)


def _marked(stored: bytes) -> str:
    text = stored.decode(errors="replace").replace("\0", MARK)
    return text if text.encode() == stored else Damaged(text)  # somebody may well have typed a mark


class SoundText(sa.String):
    """Text on SQLite, where a column takes BLOBs as well."""

    def result_processor(self, dialect: Any, coltype: Any) -> Callable[[Any], Any]:
        """Read a BLOB as the text that it stands for."""

        def process(value: Any) -> Any:
            return Damaged(_marked(value)) if type(value) is bytes else value

        return process


class SoundTime(sqlite.DATETIME):
    """A time on SQLite, which keeps it as text and takes any other text as well."""

    def result_processor(self, dialect: Any, coltype: Any) -> Callable[[Any], Any]:
        """Read what is no time as :data:`LOST`."""
        return _TIME.read


class SoundDate(sqlite.DATE):
    """A day on SQLite, which keeps it as text and takes any other text as well."""

    def result_processor(self, dialect: Any, coltype: Any) -> Callable[[Any], Any]:
        """Read what is no day as that of :data:`LOST`."""
        return _DAY.read


class SoundJSON(sqlite.JSON):
    """JSON on SQLite, which keeps it as text and takes any other text as well."""

    def result_processor(self, dialect: Any, coltype: Any) -> Callable[[Any], Any]:
        """Read what is no JSON as empty."""
        return _JSON.read


@dataclass(frozen=True)
class _Kept:
    """What SQLite keeps as text: how it is read, and what stands for one that cannot be."""

    parse: Callable[[Any], Any]
    lost: Callable[[], Any]

    def is_sound(self, stored: Any) -> bool:
        """Say whether it can be read."""
        try:
            self.parse(stored)
        except (ValueError, TypeError):
            return False
        return True

    def read(self, stored: Any) -> Any:
        """Return it, or what stands for it."""
        if stored is None:
            return None
        try:
            return self.parse(stored)
        except (ValueError, TypeError):
            return self.lost()


_TIME = _Kept(datetime.fromisoformat, lambda: LOST)
_DAY = _Kept(date.fromisoformat, LOST.date)
_JSON = _Kept(json.loads, dict)

COLUMN_TYPES = {sa.String: SoundText, sa.DateTime: SoundTime, sa.Date: SoundDate, sa.JSON: SoundJSON}


@dataclass(frozen=True)
class Damage:
    """One value that is none, and where it is."""

    table: sa.Table
    row: int
    column: str
    kind: str  # what it should be
    instead: object  # what can be read of it

    def __str__(self) -> str:
        return f"{self.table.name} {self.row}: {self.column} is no {self.kind}"


def damages() -> Iterator[Damage]:
    """Read every text, time and JSON of every row, table by table; PostgreSQL keeps none that is damaged."""
    if db.engine.dialect.name != "sqlite":
        return
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            yield from _in_column(table, column)


def _in_column(table: sa.Table, column: sa.Column[Any]) -> Iterator[Damage]:
    plain = column.type.dialect_impl(db.engine.dialect)
    impl = getattr(plain, "impl_instance", plain)
    kind, kept = next(((name, kept) for name, (of, kept) in _KINDS.items() if isinstance(impl, of)), ("text", None))
    if kept is None and not isinstance(impl, sa.String):
        return
    stored = sa.cast(column, sa.LargeBinary)
    found = db.session.execute(sa.select(_ROW, sa.func.typeof(column), stored).where(column.is_not(None)))
    for row, stored_as, content in found:
        text = read(content)
        if stored_as == "blob" or is_damaged(text) or not (kept is None or kept.is_sound(text)):
            instead = str(text) if kept is None else None if column.nullable else kept.lost()
            yield Damage(table, row, column.name, kind, instead)


_KINDS = {"time": (sa.DateTime, _TIME), "day": (sa.Date, _DAY), "JSON": (sa.JSON, _JSON)}
_ROW: sa.ColumnElement[int] = sa.literal_column("rowid", sa.Integer)


def replace(damage: Damage) -> str:
    """Put what can be read of a value in its place, in the present transaction; return '' or why it stays."""
    change = sa.update(damage.table).where(_ROW.in_([damage.row])).values({damage.column: damage.instead})
    try:
        with db.session.begin_nested():
            db.session.execute(change)
    except sa.exc.DatabaseError as error:  # a record that the database lets nobody change, or a value taken already
        return str(error.orig)
    return ""
