"""Whether the process runs, and whether it can work: for supervisors and load balancers."""

from collections.abc import Callable

from flask import Flask
from flask.typing import ResponseReturnValue


def register(app: Flask, missing: Callable[[], str]) -> None:
    """Serve ``/healthz`` (the process answers) and ``/readyz``; ``missing`` returns a word for what does not work.

    Anybody may ask: what is wrong in detail is said by ``discuss doctor``.
    """

    @app.get("/healthz")
    def healthz() -> ResponseReturnValue:
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz() -> ResponseReturnValue:
        found = missing()
        return ({"status": "not ready", "problem": found}, 503) if found else {"status": "ready"}
