"""What is sent to the database, for tests of how much a page or an act asks of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from discuss.db import db
from discuss.db.engine import LONG


class Statement(str):
    """The text of a statement, with its parameters beside it."""

    parameters: Any


@contextmanager
def noted(*, without: tuple[str, ...] = ()) -> Iterator[list[Statement]]:
    """Note every statement from now on, but those that begin with one of ``without``; COMMIT is none."""
    seen: list[Statement] = []

    def note(connection: Any, cursor: Any, sql: str, parameters: Any, context: Any, many: bool) -> None:
        if sql != LONG and not sql.startswith(without):
            statement = Statement(sql)
            statement.parameters = parameters
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
