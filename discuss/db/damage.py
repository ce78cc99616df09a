"""Text in SQLite that is none: bytes that are no UTF-8, a NUL, a BLOB. No program of ours writes it, a hand may."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from discuss.db.session import db

MARK = "\N{REPLACEMENT CHARACTER}"


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


@dataclass(frozen=True)
class Damage:
    """One text that is none, and where it is."""

    table: sa.Table
    row: int
    column: str
    text: str  # what can be read of it

    def __str__(self) -> str:
        return f"{self.table.name} {self.row}: {self.column} is no text"


def damages() -> Iterator[Damage]:
    """Read every text of every row, table by table; PostgreSQL keeps none that is damaged."""
    if db.engine.dialect.name != "sqlite":
        return
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, sa.String):
                yield from _in_column(table, column)


def _in_column(table: sa.Table, column: sa.Column[Any]) -> Iterator[Damage]:
    stored = sa.cast(column, sa.LargeBinary)
    found = db.session.execute(sa.select(_ROW, sa.func.typeof(column), stored).where(column.is_not(None)))
    for row, kind, content in found:
        text = read(content)
        if kind == "blob" or is_damaged(text):
            yield Damage(table, row, column.name, str(text))


_ROW: sa.ColumnElement[int] = sa.literal_column("rowid", sa.Integer)


def replace(damage: Damage) -> str:
    """Put what can be read of a text in its place, in the present transaction; return '' or why it stays."""
    change = sa.update(damage.table).where(_ROW.in_([damage.row])).values({damage.column: damage.text})
    try:
        with db.session.begin_nested():
            db.session.execute(change)
    except sa.exc.DatabaseError as error:  # a record that the database lets nobody change, or a value taken already
        return str(error.orig)
    return ""
