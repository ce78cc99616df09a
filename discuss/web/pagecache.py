"""Shared pages as finished bytes, answered before Flask sees the request.

Only what is the same for everybody comes here: pages that a view has marked with :func:`share`, asked for without a
session. The version of the story is read at each request, so no page older than an acknowledged change is served.
"""

import gzip
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Response
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_cookie, parse_etags
from werkzeug.wrappers import Response as PlainResponse

from discuss import clock
from discuss.config import Settings
from discuss.web import turns
from discuss.web.context import theme_of
from discuss.web.memory import PageMemory

PATH = re.compile(r"/stories/([a-z0-9-]{1,120})(?:/changes|/comments/[0-9]{1,18})?")
MARK = "X-Discuss-Shared"  # from a view to this layer; it never leaves the process
LONGEST_QUERY = 200  # characters; longer ones are nobody's real address
GZIP_LEVEL = 5

Version = Callable[[str], tuple[object, ...] | None]
WSGI = Callable[[dict[str, Any], Any], Iterable[bytes]]


@dataclass(frozen=True)
class Stored:
    """A finished answer: its body plain and compressed, each with its headers, and those that say "you have it"."""

    etag: str
    plain: bytes
    packed: bytes
    plain_headers: list[tuple[str, str]]
    packed_headers: list[tuple[str, str]]
    unchanged_headers: list[tuple[str, str]]

    @classmethod
    def of(cls, etag: str, body: bytes, headers: list[tuple[str, str]]) -> "Stored":
        """Compress ``body`` and complete its ``headers``, once for all who ask for it."""
        packed = gzip.compress(body, GZIP_LEVEL, mtime=0)
        common = [*headers, ("ETag", f'W/"{etag}"')]
        return cls(
            etag,
            body,
            packed,
            [*common, ("Content-Length", str(len(body)))],
            [*common, ("Content-Encoding", "gzip"), ("Content-Length", str(len(packed)))],
            [(name, value) for name, value in common if name.lower() != "content-type"],
        )


def share(response: Response) -> Response:
    """Mark an answer as the same for every visitor."""
    response.headers[MARK] = "1"
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.update(("Cookie", "Accept-Encoding"))
    return response


class PageCache:
    """A WSGI layer around the application. ``version`` reads what a page of one story hangs on."""

    def __init__(self, inner: WSGI, settings: Settings, version: Version) -> None:
        self.inner = inner
        self.version = version
        self.cookie = settings.cookie_name
        self.pages: PageMemory[Stored] = PageMemory(settings.page_cache_bytes)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer from memory if it may, else ask the application and remember what it marked."""
        key = self._key(environ)
        if key is None:
            return self._unmarked(environ, start_response)
        stored = self.pages.get(key)
        if stored is None:
            outcome = self.pages.once(key, lambda: self.pages.get(key) or self._make(key, environ))
            if isinstance(outcome, PlainResponse):
                return outcome(environ, start_response)
            stored = outcome
        return _answer(stored, environ, start_response)

    def _key(self, environ: dict[str, Any]) -> tuple[object, ...] | None:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or self.pages.limit == 0 or turns.UNASKED in environ:
            return None
        path = environ.get("PATH_INFO", "")
        found = PATH.fullmatch(path)
        query = environ.get("QUERY_STRING", "")
        if found is None or len(query) > LONGEST_QUERY or "application/json" in environ.get("HTTP_ACCEPT", ""):
            return None
        sent = environ.get("HTTP_COOKIE")
        cookies = parse_cookie(sent) if sent else {}
        if self.cookie in cookies:
            return None
        version = self.version(found[1])
        if version is None:
            return None
        number, thread_version, *ends = version
        now = f"{clock.now():%Y-%m-%d %H:%M:%S}"
        passed = tuple(bool(end) and str(end) <= now for end in ends)
        host = environ.get("HTTP_HOST", "")
        return number, thread_version, passed, path, query, theme_of(cookies.get("theme")), host

    def _make(self, key: tuple[object, ...], environ: dict[str, Any]) -> "Stored | PlainResponse":
        # Plain and whole: this layer compresses, answers HEAD and compares tags itself.
        asked = {k: v for k, v in environ.items() if k not in {"HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH"}}
        asked["REQUEST_METHOD"] = "GET"
        response = PlainResponse.from_app(self.inner, asked, buffered=True)
        shared = response.headers.pop(MARK, None)
        if not shared or response.status_code != 200 or "Set-Cookie" in response.headers:
            return response
        left_out = {"content-length", "etag", "content-encoding"}
        headers = [(name, value) for name, value in response.headers if name.lower() not in left_out]
        etag = hashlib.blake2b(repr(key).encode(), digest_size=12).hexdigest()
        stored = Stored.of(etag, response.get_data(), headers)
        self.pages.put(key, stored, len(stored.plain) + len(stored.packed))
        return stored

    def _unmarked(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            kept = [(k, v) for k, v in headers if k != MARK]
            return start_response(status, kept, exc_info) if exc_info else start_response(status, kept)

        return self.inner(environ, start)


def _answer(stored: Stored, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and parse_etags(asked).contains_weak(stored.etag):
        start_response("304 Not Modified", [*stored.unchanged_headers])
        return [b""]
    body, headers = stored.plain, stored.plain_headers
    if _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
        body, headers = stored.packed, stored.packed_headers
    start_response("200 OK", [*headers])
    return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [body]


@lru_cache(256)  # browsers know a few spellings; parsing them costs more than the rest of an answer
def _takes_gzip(accepted: str) -> bool:
    return parse_accept_header(accepted, Accept).quality("gzip") > 0
