"""What a page or an act asks of the database."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from discuss.db import db


@pytest.fixture
def statements(app_context) -> Iterator[list[str]]:
    """The statements of the application since the list was last cleared, without BEGIN; COMMIT is none."""
    seen: list[str] = []

    def note(connection, cursor, statement, *_):
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)
