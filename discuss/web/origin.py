"""Refuse broken and foreign requests before any view sees them."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, request

from discuss.config import Settings
from discuss.errors import BadRequest

SAFE = {"GET", "HEAD", "OPTIONS"}
FORBIDDEN = ("\0", "\ufffd")  # NUL, and what stands in for bytes that are no UTF-8


def register(app: Flask, settings: Settings) -> None:
    """Check each request's origin and encoding. Runs before the CSRF check, which reads the form."""
    own = settings.base_url

    @app.before_request
    def check() -> None:
        if request.method not in SAFE:
            _same_origin(own)
        values = [request.path, *request.args.keys(), *request.args.values()]
        if request.method not in SAFE:
            values += [*request.form.keys(), *_all(request.form.listvalues())]
        if any(mark in value for value in values for mark in FORBIDDEN):
            raise BadRequest("The text holds characters that cannot be stored. Remove them and try again.")


def _all(lists: Iterable[list[str]]) -> list[str]:
    return [value for values in lists for value in values]


def _same_origin(own: str) -> None:
    """A form of another site is refused even with a stolen token; programs without the headers are let through."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise BadRequest("This form came from another site. Open the page here and send it again.")
    origin = request.headers.get("Origin")
    if origin is None:
        return
    if origin != own and urlsplit(origin).netloc != request.host:
        raise BadRequest("This form came from another site. Open the page here and send it again.")
