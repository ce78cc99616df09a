"""A PostgreSQL that says nothing: how long is listened before it counts as being away."""

import time
from typing import Any

import psycopg
from psycopg.errors import ConnectionTimeout, OperationalError


class Silence:
    """Whether the database has just been listened to in vain.

    A server that hangs keeps none of its own limits, and the system's limits for connections do not see it: its
    machine still answers. Once one request has listened as long as may be, those behind it hardly listen for as long
    again, and open no connection: each of them would keep a thread from working meanwhile.
    """

    def __init__(self, patient: float, hurried: float, pause: float) -> None:
        self._patient, self._hurried, self._pause = patient, hurried, pause
        self._over = 0.0

    @property
    def now(self) -> bool:
        """Say whether it lasts."""
        return time.monotonic() < self._over

    @property
    def seconds(self) -> float:
        """How long a request that comes now listens."""
        return self._hurried if self.now else self._patient

    def noticed(self) -> None:
        """It was listened in vain."""
        if not self.now:  # else one who hardly listened would prolong it for ever
            self._over = time.monotonic() + self._pause

    def connect(self, *given: Any, **options: Any) -> "Connection":
        """Open a connection, but not while the server says nothing."""
        if self.now:
            raise OperationalError("the database did not answer just now")
        try:
            connection = Connection.connect(*given, **options)
        except ConnectionTimeout:
            self.noticed()
            raise
        connection.silence = self
        return connection


class Connection(psycopg.Connection[Any]):
    """A connection that is given up when it brings no answer. ``unhurried`` ones, of commands and jobs, are not."""

    silence: Silence | None = None
    unhurried = False

    def wait(self, *given: Any, **options: Any) -> Any:
        """Wait for an answer; the driver does so here, whatever was asked."""
        if self.silence is None or self.unhurried or options.get("timeout") is not None:
            return super().wait(*given, **options)
        seconds, begun = self.silence.seconds, time.monotonic()
        try:
            return super().wait(*given, **options | {"timeout": seconds})
        except OperationalError:
            if time.monotonic() - begun >= seconds:  # else it answered: with an error
                self.silence.noticed()
                self.close()
            raise
