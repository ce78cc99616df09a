"""What a kept page of a story hangs on, read at each request before Flask: past the pool, the session and the ORM."""

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import SQLAlchemyError

LOOK = "SELECT id, thread_version, closes_at, raid_until FROM stories WHERE slug = ? AND status = 'published'"


class VersionReader:
    """One indexed look on a connection of its own: taking one from the pool would cost more than the look.

    Right across processes and beside a running command, because nothing is remembered. Call it with a slug.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._broken = (engine.dialect.loaded_dbapi.Error, SQLAlchemyError)
        self._sql = LOOK.replace("?", "?" if engine.dialect.name == "sqlite" else "%s")
        self._idle: list[Any] = []  # as many as there were requests at once; threads may pop and append
        event.listen(engine, "engine_disposed", lambda _engine: self._close())

    def __call__(self, slug: str) -> tuple[object, ...] | None:
        """Return number, thread version, and the moments at which a published story changes by itself; or None.

        A database that is away counts as a story that is not there: the application is asked then, and says so.
        """
        try:
            idle = self._idle.pop()
        except IndexError:
            idle = None
        if idle is not None:
            try:
                return self._look(idle, slug)
            except self._broken:
                idle.close()  # the server may have been started anew since it was used last
        try:
            return self._look(self._connect(), slug)
        except self._broken:
            return None

    def _look(self, connection: Any, slug: str) -> tuple[object, ...] | None:
        cursor = connection.cursor()
        cursor.execute(self._sql, (slug,))
        found = cursor.fetchone()
        cursor.close()
        self._idle.append(connection)
        return tuple(found) if found else None

    def _connect(self) -> Any:
        taken = self._engine.raw_connection()
        taken.detach()
        connection: Any = taken.dbapi_connection
        if self._engine.dialect.name != "sqlite":  # there each statement is its own transaction already
            connection.autocommit = True
        return connection

    def _close(self) -> None:
        while self._idle:
            self._idle.pop().close()
