"""Shared pages as finished bytes, answered before Flask sees the request."""

from collections.abc import Iterable
from typing import Any

from flask import Flask

from discuss.config import Settings


class PageCache:
    """A WSGI layer around the application."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.inner = app.wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return self.inner(environ, start_response)
