"""Plain columns past the mapper: what hot pages ask at each request, at half of what the session takes for it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CursorResult, Executable

from discuss.db.session import db


def execute(statement: Executable, given: Mapping[str, Any]) -> CursorResult[Any]:
    """Run a statement that chooses columns, never whole rows of the mapper, in the session's transaction."""
    return db.session.connection().execute(statement, given)
