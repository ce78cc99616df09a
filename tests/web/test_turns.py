"""Slow senders: whoever sends half a request, and then nothing, holds up nobody else."""

import contextlib
import socket
import threading
from io import BytesIO

import pytest

from discuss.web import turns
from tests.services.remote import Remote
from tests.services.server import Server
from tests.services.visitor import PASSWORD

HALF = (
    "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Forwarded-For: {network}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nemail=a"
)
HALF_A_HEADER = "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Half: "


@pytest.fixture
def proxied(database_url, tmp_path):
    """The real server as behind a proxy, so that one machine can be several networks."""
    with Server(database_url, tmp_path / "live", DISCUSS_PROXY_HOPS="1", DISCUSS_THREADS="2") as server:
        yield server


@pytest.fixture
def hold():
    """Send the beginning of a request and keep the connection open until the test ends."""
    with contextlib.ExitStack() as stack:

        def send(server, text, times):
            for _ in range(times):
                connection = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), 30))
                connection.sendall(text.encode())

        yield send


@pytest.mark.database("sqlite")
def test_hundreds_of_slow_senders_keep_nobody_else_from_reading_and_writing(proxied, hold):
    create = ("people", "create", "--email", "ada@example.org", "--name", "Ada Quarry", "--role", "reader")
    proxied.run(*create, "--password-stdin", text=PASSWORD)
    hold(proxied, HALF_A_HEADER.format(port=proxied.port), 250)
    hold(proxied, HALF.format(port=proxied.port, network="198.51.100.7"), 250)
    elsewhere = Remote("127.0.0.1", proxied.port)
    assert elsewhere.get("/").status == 200
    form = {"email": "ada@example.org", "password": PASSWORD}
    elsewhere.learn_token("/sign-in")
    assert elsewhere.post("/sign-in", form, **{"X-Forwarded-For": "203.0.113.9"}).status == 303
    # Their own network may read, and is told why it cannot send.
    there = {"X-Forwarded-For": "198.51.100.7"}
    assert elsewhere.get("/", **there).status == 200
    refused = elsewhere.post("/sign-in", form, **there)
    assert refused.status == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "your network" in refused.text


def counted(inner, at_once=2):
    return turns.Turns(inner, at_once, longest_body=100)


def request(body, network="198.51.100.7", **more):
    given = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(len(body)), "REMOTE_ADDR": network}
    given["wsgi.input"] = BytesIO(body)
    return given | more


def test_no_more_requests_are_worked_on_at_once_than_the_settings_say():
    working, most, lock, third = 0, 0, threading.Lock(), threading.Event()

    def work(environ, start_response):
        nonlocal working, most
        with lock:
            working += 1
            most = max(most, working)
        third.wait(0.05)
        with lock:
            working -= 1
        return []

    layer = counted(work)
    crowd = [threading.Thread(target=layer, args=(request(b""), None)) for _ in range(12)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert most == 2


def test_those_who_write_and_wait_keep_nobody_from_reading():
    locked, seen = threading.Event(), []

    def work(environ, start_response):
        if environ["REQUEST_METHOD"] == "POST":
            locked.wait(30)
        seen.append(environ["REQUEST_METHOD"])
        return []

    layer = counted(work)
    writers = [threading.Thread(target=layer, args=(request(b""), None)) for _ in range(4)]
    for writer in writers:
        writer.start()
    layer(request(b"", REQUEST_METHOD="GET"), None)
    layer(request(b"", REQUEST_METHOD="HEAD"), None)
    assert seen == ["GET", "HEAD"]
    locked.set()
    for writer in writers:
        writer.join()
    assert sorted(seen) == ["GET", "HEAD", *["POST"] * 4]


def test_whether_the_process_answers_is_told_while_all_others_wait():
    hung = threading.Event()

    def work(environ, start_response):
        if environ["PATH_INFO"] == "/":
            hung.wait(30)
        return [environ["PATH_INFO"].encode()]

    layer = counted(work)
    asked = request(b"", REQUEST_METHOD="GET", PATH_INFO="/")
    crowd = [threading.Thread(target=layer, args=(dict(asked), None)) for _ in range(4)]
    for one in crowd:
        one.start()
    told = []
    supervisor = threading.Thread(target=lambda: told.extend(layer(asked | {"PATH_INFO": "/healthz"}, None)))
    supervisor.start()
    supervisor.join(5)
    assert told == [b"/healthz"]
    hung.set()
    for one in crowd:
        one.join()


def test_a_body_arrives_whole_with_the_length_that_was_declared():
    seen = []

    def work(environ, start_response):
        seen.append((environ["CONTENT_LENGTH"], len(environ["wsgi.input"].read())))
        return []

    layer = counted(work)
    layer(request(b"a" * 70), None)
    layer(request(b"a" * 30, CONTENT_LENGTH="70"), None)  # cut off on the way, and the length still says so
    assert seen == [("70", 70), ("70", 30)]


def test_a_body_too_long_by_its_own_word_is_not_waited_for():
    class Endless:
        def read(self, size):
            raise AssertionError("this would wait for ever")

    layer = counted(lambda environ, start_response: [environ["CONTENT_LENGTH"]])
    assert layer(request(b"", CONTENT_LENGTH="101", **{"wsgi.input": Endless()}), None) == ["101"]


@pytest.mark.parametrize("announced", [{"CONTENT_LENGTH": "70"}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_a_body_that_comes_with_a_wish_to_read_is_not_waited_for(announced):
    layer = counted(lambda environ, start_response: [environ["wsgi.input"].read(), turns.UNASKED in environ])
    for method in ("GET", "HEAD", "OPTIONS"):
        given = announced | {"REQUEST_METHOD": method, "wsgi.input": None}
        assert layer(request(b"", **given), None) == [b"", True]
    assert layer(request(b"abc"), None) == [b"abc", False]


def test_whoever_goes_away_or_has_sent_gives_the_place_back():
    class Gone:
        def read(self, size):
            raise OSError("the connection is closed")

    layer = counted(lambda environ, start_response: [turns.REFUSED in environ])
    for _ in range(2 * turns.OF_ONE_NETWORK):
        with pytest.raises(OSError, match="closed"):
            layer(request(b"abc", **{"wsgi.input": Gone()}), None)
        assert layer(request(b"abc"), None) == [False]
