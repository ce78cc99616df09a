"""More connections than the system lets the server hold: once they are gone, all is well again without a restart."""

import contextlib
import resource
import socket
import time
from pathlib import Path

import pytest

from tests import factories as make
from tests.services.remote import Remote
from tests.services.visitor import PASSWORD

FILES = 256  # that the server may have open
FULL = FILES - 1  # the server may close one of its own at the moment of looking
SECONDS = 10
HALF = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nemail=a"


def processes(server):
    return [server.process.pid, *server.workers()]


def most_open(server):
    return max(len(list(Path(f"/proc/{process}/fd").iterdir())) for process in processes(server))


def until_answered(ask):
    """Ask until there is an answer; return its status and how many seconds it took."""
    begun = time.monotonic()
    while time.monotonic() - begun < 6 * SECONDS:
        with contextlib.suppress(OSError):
            return ask().status, time.monotonic() - begun
        time.sleep(0.1)
    raise AssertionError("the server does not answer any more")


@pytest.mark.database("sqlite")
@pytest.mark.timeout(600)
def test_a_server_that_ran_out_of_files_goes_on_when_connections_end(app_context, live_server):
    path = f"/stories/{make.story().slug}"
    author = Remote("127.0.0.1", live_server.port)
    author.sign_in(make.person().email, PASSWORD)
    author.learn_token(path)
    for process in processes(live_server):
        resource.prlimit(process, resource.RLIMIT_NOFILE, (FILES, FILES))
    with contextlib.ExitStack() as held:
        for _ in range(2 * FILES):
            connection = held.enter_context(socket.create_connection(("127.0.0.1", live_server.port), 30))
            connection.sendall(HALF)
        deadline, seen = time.monotonic() + SECONDS, 0
        while seen < FULL and time.monotonic() < deadline:
            seen = max(seen, most_open(live_server))
            time.sleep(0.1)
        assert seen >= FULL
    for ask, status in (
        (lambda: author.get(path), 200),
        (lambda: author.post(f"{path}/comments", {"body": "Said after the crowd had gone."}), 303),
        (lambda: Remote("127.0.0.1", live_server.port).get("/"), 200),
    ):
        answered, seconds = until_answered(ask)
        assert answered == status
        assert seconds < SECONDS
    assert live_server.process.poll() is None
