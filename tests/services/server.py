"""The real server as a process of its own: started as in production, killed as by a power cut, started again."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

from tests.services.databases import environment

PROGRAM = Path(sys.executable).with_name("discuss")
START_SECONDS = 60  # far more than it takes: a busy machine must not fail a test
STOP_SECONDS = 40  # longer than the server gives its workers


class Server:
    """``discuss serve`` for one database, with its own folder for mail and keys. Also a context manager."""

    def __init__(self, database_url: str, folder: Path, **settings: str) -> None:
        """``settings`` are further environment variables, e.g. ``DISCUSS_PACE="on"``."""
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        own = environment(database_url, folder) | {"PORT": str(self.port), "DISCUSS_BASE_URL": self.url}
        outer = {name: value for name, value in os.environ.items() if not name.startswith(("DISCUSS_", "FLASK_"))}
        self.environment = outer | own | settings
        self.process: subprocess.Popen[bytes] | None = None
        self.command = [str(PROGRAM), "serve"]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it and wait until it answers."""
        folder = self.folder
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "server.log").open("ab") as log:
            # A session of its own, so that it can be killed together with its workers.
            self.process = subprocess.Popen(
                self.command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"the server does not start:\n{self.log()}")
            time.sleep(0.03)

    def stop(self) -> None:
        """Stop it as a supervisor does, and wait for its end."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"the server does not end when told to:\n{self.log()}") from None
        finally:
            self.kill()

    def kill(self) -> None:
        """End it and its workers without warning, as ``kill -9`` does."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def workers(self) -> set[int]:
        """Return the numbers of its worker processes; the one that was started only looks after them."""
        if self.process is None:
            return set()
        first = self.process.pid
        return set(map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split()))

    def restart(self) -> None:
        """Start it again at the same address after :meth:`kill`."""
        self.kill()
        self.start()

    def run(self, *words: str, text: str = "") -> str:
        """Run ``discuss WORDS…`` beside the server with the same settings; return its output. Raises on exit 1."""
        done = subprocess.run(
            [PROGRAM, *words], env=self.environment, input=text, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"discuss {' '.join(words)} ends with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def log(self) -> str:
        """Return what it has written."""
        return (self.folder / "server.log").read_text(errors="replace")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def free_port() -> int:
    """Return a port below those the system hands out itself, so that no outgoing connection takes it meanwhile."""
    while True:
        port = 20000 + secrets.randbelow(12000)
        with socket.socket() as trial:
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
