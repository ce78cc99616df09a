"""Refuse broken and foreign requests before any view sees them."""

import re
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, request

from discuss import clock
from discuss.config import Settings
from discuss.errors import BadRequest, TooFast, TooLarge
from discuss.web import turns

UNSTORABLE = "The text holds characters that cannot be stored. Remove them and try again."
CROWDED = "Too much is being sent from your network at once. Go back and send it again in ten seconds."
UNASKED = "A page is asked for without sending anything along. Open its address by a link."
ELSEWHERE = "This form came from another site. Open the page here and send it again."
LISTED = re.compile(r"pick|\w+-\w+")  # fields of which a form has several: chosen comments, parts of a story
SAFE = {"GET", "HEAD", "OPTIONS"}
ESCAPED = "application/x-www-form-urlencoded"
FORMS = {"", ESCAPED, "multipart/form-data"}  # "": a request without fields
# Forms that hold a whole story, lists of words, or 200 chosen comments; and the bytes and fields of all others.
WIDE = ("/editor/", "/settings/checks/", "/moderation/decisions")
LONGEST_BODY, MOST_FIELDS = 256 * 1024, 50
FORBIDDEN = ("\0", "\ufffd")  # NUL, and what stands in for bytes that are no UTF-8


def register(app: Flask, settings: Settings) -> None:
    """Check each request's origin and encoding. Runs before the CSRF check, which reads the form."""

    @app.before_request
    def check() -> None:
        _whole()
        if request.method not in SAFE:
            _narrow()
            _same_origin(settings)
            # Forms would read a JSON body of any shape, past all that is said here about fields.
            if request.mimetype not in FORMS:
                raise BadRequest("Send this as a form.")
        _utf8(request.query_string)
        if request.mimetype == ESCAPED:
            _utf8(request.get_data())
        if request.method not in SAFE:
            _each_once()
        values = [request.path, *request.args.keys(), *request.args.values()]
        if request.method not in SAFE:
            values += [*request.form.keys(), *_all(request.form.listvalues())]
        if any(mark in value for value in values for mark in FORBIDDEN):
            raise BadRequest(UNSTORABLE)

    @app.after_request
    def hang_up(answer: Response) -> Response:
        # What comes behind it is not taken for a request, or for the rest of a body.
        if turns.UNASKED in request.environ:
            answer.headers["Connection"] = "close"
        return answer


def _whole() -> None:
    """Refuse a body that nobody asked for, that was not waited for, or that does not say how long it is."""
    if turns.UNASKED in request.environ:
        raise BadRequest(UNASKED)
    if turns.REFUSED in request.environ:
        raise TooFast(CROWDED, clock.now() + timedelta(seconds=10))
    if "Transfer-Encoding" in request.headers:
        # The server cannot tell one that was cut off from a whole one: half a comment would be stored.
        raise BadRequest("Send this with its length.")


def _narrow() -> None:
    """Take less than a whole story from whoever sends none: a form is taken in before anybody asks who sends it."""
    if request.path.startswith(WIDE):
        return
    request.max_content_length = request.max_form_memory_size = LONGEST_BODY
    request.max_form_parts = MOST_FIELDS
    if request.mimetype == ESCAPED and request.get_data().count(b"&") >= MOST_FIELDS:
        raise TooLarge


def _utf8(escaped: bytes) -> None:
    """Refuse escapes of bytes that are no UTF-8: the framework would take them for text, percent signs and all."""
    try:
        unquote_to_bytes(escaped).decode()
    except UnicodeDecodeError:
        raise BadRequest(UNSTORABLE) from None


def _each_once() -> None:
    """Refuse a field that is sent twice: what checks the first would pass what another reads from the last."""
    if any(len(values) > 1 for name, values in request.form.lists() if not LISTED.fullmatch(name)):
        raise BadRequest("A field of this form was sent twice. Load the page again and send it once more.")


def _all(lists: Iterable[list[str]]) -> list[str]:
    return [value for values in lists for value in values]


def came_from_here() -> bool:
    """Say whether a page of this site led to this request; a link on another one, or in a mail, did not."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def _same_origin(settings: Settings) -> None:
    """A form of another site is refused even with a stolen token; programs without the headers are let through."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise BadRequest(ELSEWHERE)
    # Off production a site is opened by several names, "localhost" among them.
    own = {settings.origin} if settings.production else {settings.origin, f"{request.scheme}://{request.host}"}
    if request.headers.get("Origin", settings.origin) not in own:
        raise BadRequest(ELSEWHERE)
