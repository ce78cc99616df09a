"""Every refusal as a page, or as JSON for programs. The only place that turns an error into an answer."""

import logging
import math
from typing import Any

from flask import Flask, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from discuss import clock
from discuss.errors import CannotStore, DiscussError, NotFound, SignInRequired, TooFast
from discuss.web.viewer import stop_asking

TITLES = {
    400: "That request was not understood",
    402: "Subscribe to comment",
    403: "This is not open to you",
    404: "There is nothing at this address",
    405: "There is nothing at this address",
    409: "This was changed meanwhile",
    410: "This story was withdrawn",
    413: "That is too much at once",
    422: "There is a problem",
    429: "Too many tries in a short time",
    500: "Something went wrong on our side",
    503: "This cannot be stored right now",
}
SENTENCES = {
    400: "The form may be old or incomplete. Go back, load the page again and send it once more.",
    404: "The link may be old or mistyped. If it led to a comment, it may be gone; the story is usually still there.",
    405: "The link may be old or mistyped. If it led to a comment, it may be gone; the story is usually still there.",
    413: "Shorten it and send it again.",
    500: "If you were writing, go back: your browser keeps the text.",
}

_log = logging.getLogger(__name__)


def register(app: Flask, unavailable: tuple[type[Exception], ...]) -> None:
    """Answer every error; ``unavailable`` are the database's own words for being down."""

    @app.errorhandler(DiscussError)
    def refused(error: DiscussError) -> ResponseReturnValue:
        if isinstance(error, SignInRequired) and not wants_json():
            return redirect(sign_in_address(), 303)
        return refusal(error)

    @app.errorhandler(CSRFError)
    def forged(error: CSRFError) -> ResponseReturnValue:
        return _answer(400, "csrf", SENTENCES[400])

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if 300 <= status < 400:
            return error.get_response()
        return _answer(status, error.name.lower().replace(" ", "_"), SENTENCES.get(status, "Go back and try again."))

    @app.errorhandler(UnicodeError)
    def encoding(error: UnicodeError) -> ResponseReturnValue:
        return _answer(400, "encoding", "The text holds characters that cannot be stored. Remove them and try again.")

    for kind in unavailable:

        @app.errorhandler(kind)
        def down(error: Exception) -> ResponseReturnValue:
            _log.error("the database cannot be reached: %s", type(error).__name__)
            reading = request.method in {"GET", "HEAD"}
            said, title = CannotStore.message, TITLES[503]
            if reading:
                said, title = "Nothing is lost. Try again in a minute.", "This page cannot be shown right now"
            return _answer(503, CannotStore.code, said, **{"title": title, "Retry-After": "5"})

    @app.errorhandler(Exception)
    def broken(error: Exception) -> ResponseReturnValue:
        _log.exception("unexpected error at %s %r", request.method, request.path)  # %r: a path may hold line breaks
        return _answer(500, "internal", SENTENCES[500])


def refusal(error: DiscussError) -> ResponseReturnValue:
    """Answer with the error itself: what it says, and what comes next."""
    said = SENTENCES[404] if str(error) == NotFound.message and not wants_json() else str(error)
    return _answer(error.status, error.code, said, **_extra(error))


def wants_json() -> bool:
    """Say whether a program asks, rather than a person with a browser."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html")
    return best == "application/json" or request.is_json


def sign_in_address() -> str:
    """The sign-in page that leads back to what was asked for, if that was a page."""
    if request.method != "GET":
        return "/sign-in"
    from_here = request.full_path.rstrip("?")
    return f"/sign-in?next={_quoted(from_here)}"


def _quoted(path: str) -> str:
    return path.replace("%", "%25").replace("&", "%26").replace("#", "%23").replace("+", "%2B").replace(" ", "%20")


def retry_headers(error: DiscussError | None) -> dict[str, str]:
    """Return ``Retry-After`` for the errors that know when the next try can succeed."""
    if isinstance(error, TooFast):
        return {"Retry-After": str(max(1, math.ceil((error.retry_at - clock.now()).total_seconds())))}
    return {"Retry-After": "5"} if isinstance(error, CannotStore) else {}


def _extra(error: DiscussError) -> dict[str, Any]:
    return {"missing": getattr(error, "missing", ""), "fields": getattr(error, "fields", {}), **retry_headers(error)}


def _answer(status: int, code: str, message: str, **extra: Any) -> ResponseReturnValue:
    headers = {"Retry-After": retry} if (retry := extra.pop("Retry-After", "")) else {}
    if wants_json():
        return jsonify({"error": code, "message": message} | {k: v for k, v in extra.items() if v}), status, headers
    if status >= 500:
        stop_asking()
    extra.setdefault("title", TITLES.get(status, TITLES[400]))
    page = render_template("errors/error.html", status=status, code=code, message=message, **extra)
    return page, status, headers
