"""Requests that no browser sends, byte by byte to the real server: refused, and nothing is smuggled behind them."""

import contextlib
import re
import socket

import pytest

from tests.services.server import Server

HOST = b"Host: 127.0.0.1:{port}\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
POST = b"POST /sign-in HTTP/1.1\r\n" + HOST + FORM
GET = b"GET /sign-in HTTP/1.1\r\n"
HEAD = b"HEAD /sign-in HTTP/1.1\r\n"
BEHIND = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"  # what somebody wants to smuggle

REFUSED = {
    "a length and chunks": (POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + BEHIND, 400),
    "two lengths": (POST + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde" + BEHIND, 400),
    "two codings": (POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", 400),
    "an unknown coding": (POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + BEHIND, 400),
    "a blank before the colon": (POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + BEHIND, 400),
    "chunks, even well made ones": (POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n", 400),
    "chunks with bare line feeds": (POST + b"Transfer-Encoding: chunked\r\n\r\n3\na=b\n0\n\n", 400),
    "a negative length": (POST + b"Content-Length: -5\r\n\r\nabcde", 400),
    "a length with a sign": (POST + b"Content-Length: +5\r\n\r\nabcde", 400),
    "more than any form": (POST + b"Content-Length: 99999999999\r\n\r\nabc", 413),
    "a folded header": (GET + HOST + b"X-A: b\r\n folded\r\n\r\n", 400),
    "NUL in a header": (GET + HOST + b"X-A: a\0b\r\n\r\n", 400),
    "no host": (GET + b"\r\n", 400),
    "two hosts": (GET + HOST + b"Host: evil.example\r\n\r\n", 400),
    "another host": (GET + b"Host: evil.example\r\n\r\n", 400),
    "a host behind a name": (GET + b"Host: 127.0.0.1:{port}@evil.example\r\n\r\n", 400),
    "500 headers": (GET + HOST + b"".join(b"X-%d: a\r\n" % number for number in range(500)) + b"\r\n", 431),
    "an address of 100,000 characters": (b"GET /?" + b"a" * 100_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
    "a method of its own": (b"STEAL / HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    "TRACE": (b"TRACE / HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    "HTTP/2 without asking": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", []),  # closed at once
    "no HTTP at all": (b"\x16\x03\x01\x02\0\1\0\1\xfc\x03\x03", 400),
}
# A page is asked for, and a body announced: it can be what somebody else sends next on the same connection.
ANNOUNCED = {
    "a length": (GET + HOST + b"Content-Length: 5\r\n\r\nabcde" + BEHIND, 400),
    "a length that nothing follows": (GET + HOST + b"Content-Length: 9000\r\n\r\n", 400),
    "HEAD and a length": (HEAD + HOST + b"Content-Length: 5\r\n\r\nabcde" + BEHIND, 400),
    "chunks": (GET + HOST + b"Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n" + BEHIND, 400),
}
# Bare line feeds where a header ends: to one reader two lines, to another one.
CHANGING = {
    "a second length": (POST + b"X-A: b\nContent-Length: 0\r\nContent-Length: 5\r\n\r\nabcde", 400),
    "a coding beside a length": (
        POST + b"X-A: b\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        400,
    ),
    "a coding": (POST + b"X-A: b\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "a second host": (GET + HOST + b"X-A: b\nHost: evil.example\r\n\r\n", 400),
}
ANNOUNCED_BEHIND_ONE = {
    "a length alone": (GET + HOST + b"X-A: b\nContent-Length: 25\r\n\r\n" + BEHIND, 400),
    "a length alone of HEAD": (HEAD + HOST + b"X-A: b\nContent-Length: 25\r\n\r\n" + BEHIND, 400),
    "a coding alone": (GET + HOST + b"X-A: b\nTransfer-Encoding: chunked\r\n\r\n" + BEHIND, 400),
}
LINE_FEEDS = (
    CHANGING
    | ANNOUNCED_BEHIND_ONE
    | {
        "a header": (GET + HOST + b"X-A: b\nX-B: c\r\nConnection: close\r\n\r\n", 400),
        "the end of all headers": (GET + HOST + b"X-A: b\n\n" + BEHIND, 400),
        "every line": ((GET + HOST + b"Connection: close\r\n\r\n").replace(b"\r\n", b"\n"), 400),
    }
)
# The other server waits for the end of a line (a proxy in front does that for it), or takes its own name for the host.
UNANSWERED = {"no HTTP at all", "no host"}


def sent(server, raw):
    """Send bytes and return what comes back, until the server closes or has said nothing for half a second."""
    with socket.create_connection(("127.0.0.1", server.port), 30) as connection:
        connection.sendall(raw.replace(b"{port}", str(server.port).encode()))
        received = b""
        with contextlib.suppress(TimeoutError):
            while part := connection.recv(65536):
                received += part
                connection.settimeout(0.5)
        return received


def answers_to(server, requests):
    """Return the status of each answer, or all of them where there is not one alone, by the request's name."""
    found = {}
    for name, (raw, _) in requests.items():
        answers = sent(server, raw)
        statuses = [int(status) for status in re.findall(rb"HTTP/1\.[01] ([0-9]{3}) ", answers)]
        found[name] = statuses[0] if len(statuses) == 1 and b'{"status":"ok"}' not in answers else statuses
    return found


@pytest.mark.database("sqlite")
def test_what_no_browser_sends_is_refused_and_smuggles_nothing(live_server):
    assert answers_to(live_server, REFUSED) == {name: status for name, (_, status) in REFUSED.items()}


@pytest.mark.database("sqlite")
def test_a_page_that_is_asked_for_with_a_body_is_refused_and_nothing_behind_it_is_taken_for_a_request(live_server):
    """Nobody waits for the body, and the connection ends with the answer."""
    assert answers_to(live_server, ANNOUNCED) == dict.fromkeys(ANNOUNCED, 400)


@pytest.mark.database("sqlite")
def test_a_bare_line_feed_ends_a_header_so_that_a_proxy_must_not_pass_one_on(live_server):
    """Pinned: docs/operations.md asks it of the proxy, or for the other server, until this one refuses them.

    A second length, a coding or a host behind one is refused all the same, and so is whatever makes a request for a
    page take the next request, or its beginning, for a body. A form that is sent without a length gets one there: only
    a proxy that writes each header anew keeps that away.
    """
    raw = GET.replace(b"/sign-in", b"/healthz") + HOST + b"X-A: b\nX-B: c\r\nConnection: close\r\n\r\n"
    assert sent(live_server, raw).startswith(b"HTTP/1.1 200")
    refused = CHANGING | ANNOUNCED_BEHIND_ONE
    assert answers_to(live_server, refused) == dict.fromkeys(refused, 400)


@pytest.mark.database("sqlite")
def test_the_other_server_refuses_every_bare_line_feed(database_url, tmp_path):
    """And what both refuse, with its own numbers for two of them."""
    own = {"an unknown coding": 501, "HTTP/2 without asking": 400}
    both = {name: raw for name, raw in REFUSED.items() if name not in UNANSWERED}
    with Server(database_url, tmp_path / "live", DISCUSS_SERVER="gunicorn") as server:
        assert answers_to(server, LINE_FEEDS) == dict.fromkeys(LINE_FEEDS, 400)
        assert answers_to(server, both) == {name: status for name, (_, status) in both.items()} | own
        # It reads the body to its end and keeps the connection: what follows is a request of its own.
        whole = {name: [400, 200] for name in ANNOUNCED if name != "a length that nothing follows"}
        assert answers_to(server, ANNOUNCED) == {"a length that nothing follows": 400} | whole


@pytest.mark.database("sqlite")
def test_the_host_in_an_absolute_address_is_not_believed(live_server):
    raw = b"GET http://evil.example/sitemap.xml HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
    answer = sent(live_server, raw)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"evil.example" not in answer
