"""Somebody at the site without a browser: own cookies, real forms, a fresh application context for each request."""

import contextvars
from typing import Any

import html5lib
from flask import Flask, has_app_context
from werkzeug.test import TestResponse

from discuss.db import db

PASSWORD = "correct horse battery staple"  # of every person that the factories make
TOKEN_PAGE = "/preferences/theme"  # a form that everybody is shown


class Visitor:
    """A browser session. Signs in by the form, as people do."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.token = ""

    def open(self, method: str, path: str, **options: Any) -> TestResponse:
        """Send one request; ``options`` are werkzeug's (``data``, ``json``, ``headers``, ``query_string`` …).

        It runs outside of any context that the test holds open: inside one, Flask would use that, and who is signed
        in would leak from one request into the next. The test's own session lets go of what it has read, so that it
        sees what the request has stored and does not lock it out.
        """
        if has_app_context():
            db.session.rollback()
        answer = contextvars.Context().run(self.client.open, path, method=method, buffered=True, **options)
        if has_app_context():
            db.session.rollback()
        return answer

    def get(self, path: str, **options: Any) -> TestResponse:
        """Fetch a page."""
        return self.open("GET", path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, *, page: str = "", **options: Any) -> TestResponse:
        """Send a form with its token, taken from the form on ``page`` or from any earlier one."""
        if page or not self.token:
            self.token = csrf_token(self.get(page or TOKEN_PAGE))
        return self.open("POST", path, data={"csrf_token": self.token} | (data or {}), **options)

    def sign_in(self, person: Any, password: str = PASSWORD) -> "Visitor":
        """Sign in as ``person`` (anything with an ``email``), and fail if the form refuses.

        Whoever has got a second factor from the factories uses up one of their ``recovery_codes``.
        """
        answer = self.post("/sign-in", {"email": person.email, "password": password}, page="/sign-in")
        if answer.status_code == 303 and answer.location.startswith("/sign-in/second"):
            answer = self.post("/sign-in/second", {"recovery": person.recovery_codes.pop()}, page=TOKEN_PAGE)
        if answer.status_code != 303:
            raise AssertionError(f"signing in as {person.email} is answered {answer.status_code}: {answer.text[:2000]}")
        self.token = ""
        return self


def csrf_token(answer: TestResponse) -> str:
    """Return the token of the first form on a page."""
    tree = html5lib.parse(answer.text, namespaceHTMLElements=False)
    for field in tree.iter("input"):
        if field.get("name") == "csrf_token":
            return str(field.get("value", ""))
    raise AssertionError(f"{answer.request.path} ({answer.status_code}) has no form with a token")
