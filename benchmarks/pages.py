"""Pages by HTTP against a bare Flask view that returns the same bytes under the same server."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import sites
from benchmarks.ratio import Ratio, side_by_side
from discuss.db import db

BINARIES = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parents[1]
COMMENTS = 200
BATCH = 20  # requests a round: one is shorter than what else the machine does
HEADERS = {"Accept-Encoding": "gzip"}


class Client:
    """One connection that stays open, with the cookies it was given."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookie = ""

    def ask(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> tuple[int, bytes]:
        """Send one request; return status and body."""
        sent = HEADERS | headers | ({"Cookie": self.cookie} if self.cookie else {})
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        read = answer.read()
        if given := answer.headers.get("Set-Cookie"):
            self.cookie = given.split(";")[0]
        return answer.status, read

    def gets(self, path: str, times: int = BATCH, *, headers: dict[str, str] | None = None) -> Callable[[], None]:
        """Return a function that fetches ``path`` so many times. It raises for anything but 200 and 304."""

        def run() -> None:
            for number in range(times):
                status, _ = self.ask(path.replace("{n}", str(number)), **(headers or {}))
                if status not in {200, 304}:
                    raise AssertionError(f"{path}: {status}")

        return run


def measure() -> list[Ratio]:
    """Return how many times a bare page the pages of a story with 200 comments cost."""
    with tempfile.TemporaryDirectory() as folder:
        with sites.site(folder):
            sites.story("ferry", COMMENTS)
            db.session.remove()
        with serving(folder) as (port, _):
            visitor = Client(port)
            _, body = visitor.ask("/stories/ferry")
            (Path(folder) / "body").write_bytes(body)
            member = Client(port)
            sign_in(member)
            with bare(Path(folder) / "body") as (bare_port, _):
                plain = Client(bare_port).gets("/")
                tag = tag_of(port)
                return [
                    Ratio("hot page / bare page", side_by_side(visitor.gets("/stories/ferry"), plain), 1.5),
                    Ratio(
                        "page that has not changed (304) / bare page",
                        side_by_side(visitor.gets("/stories/ferry", headers={"If-None-Match": tag}), plain),
                        1.5,
                    ),
                    Ratio(
                        "asking what is new / bare page",
                        side_by_side(visitor.gets("/stories/ferry/changes?since=1"), plain),
                        1.5,
                    ),
                    Ratio("signed-in page / bare page", side_by_side(member.gets("/stories/ferry"), plain), None),
                    Ratio("front page / bare page", side_by_side(visitor.gets("/"), plain), None),
                ]


def tag_of(port: int) -> str:
    """Return the tag of the first page of the story."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/stories/ferry", headers=HEADERS)
    answer = connection.getresponse()
    answer.read()
    return str(answer.headers["ETag"])


def sign_in(client: Client, name: str = "p1") -> None:
    """Sign in as one of the site's people."""
    _, packed = client.ask("/sign-in", **{"Accept-Encoding": "identity"})
    token = packed.decode().split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    form = f"csrf_token={token}&email={name}%40example.org&password={sites.PASSWORD.replace(' ', '+')}"
    status, _ = client.ask("/sign-in", "POST", form, **{"Content-Type": "application/x-www-form-urlencoded"})
    if status != 303:
        raise AssertionError(f"signing in: {status}")


@contextlib.contextmanager
def serving(folder: str) -> Iterator[tuple[int, int]]:
    """Serve the site of ``folder``; yield the port and the server's process."""
    port = _free_port()
    given = {"DISCUSS_VAR": folder, "PORT": str(port), "DISCUSS_PACE": "off", "DISCUSS_RATE_LIMITS": "off"}
    with _process([BINARIES / "discuss", "serve"], given, port) as number:
        yield port, number


@contextlib.contextmanager
def bare(body: Path) -> Iterator[tuple[int, int]]:
    """Serve the bare view of ``body``; yield the port and the server's process."""
    port = _free_port()
    command: list[Path | str] = [
        BINARIES / "granian",
        "benchmarks.bare:app",
        "--interface",
        "wsgi",
        "--port",
        str(port),
    ]
    with _process([*command, "--blocking-threads", "2"], {"BARE_BODY": str(body)}, port) as number:
        yield port, number


@contextlib.contextmanager
def _process(command: Sequence[Path | str], given: dict[str, str], port: int) -> Iterator[int]:
    process = subprocess.Popen(
        command, env=os.environ | given, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if time.monotonic() > deadline:
                raise RuntimeError(f"{command[0]} does not answer")
            time.sleep(0.05)
        time.sleep(0.5)
        yield process.pid
    finally:
        process.terminate()
        process.wait(40)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
