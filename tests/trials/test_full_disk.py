"""A full disk: nothing is stored or lost by halves, readers read on, and all is well again without a restart."""

import resource
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.services import postgres
from tests.services.remote import Remote
from tests.services.server import Server
from tests.services.visitor import PASSWORD

STORY = """---
headline: A bridge divides two villages
slug: bridge
---

## Why it matters

The only crossing for twenty kilometres may close.
"""
WORDS = "Words that took an hour to write, and that nobody wants to write again."


@pytest.fixture
def somebody(live_server, tmp_path):
    """A subscriber who is signed in at the running site, which has one story."""
    return subscriber(live_server, tmp_path)


def subscriber(live_server, folder):
    file = folder / "bridge.md"
    file.write_text(STORY)
    live_server.run("stories", "import", str(file), "--publish")
    create = ("people", "create", "--email", "ada@example.org", "--name", "Ada Quarry", "--role", "reader")
    live_server.run(*create, "--password-stdin", text=PASSWORD)
    live_server.run("subscriptions", "grant", "ada@example.org", "--plan", "free", "--until", "2099-01-01")
    ada = Remote("127.0.0.1", live_server.port)
    ada.sign_in("ada@example.org", PASSWORD)
    ada.learn_token("/stories/bridge")
    return ada


def limit_files(server, size):
    """Let no process of the server write beyond ``size`` bytes of any file, as on a disk that is full."""
    first = server.process.pid
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    for process in (first, *map(int, children)):
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@pytest.mark.database("sqlite")
def test_while_the_disk_is_full_readers_read_and_writers_get_their_text_back(live_server, somebody):
    assert somebody.post("/stories/bridge/comments", {"body": "Before the disk was full."}).status == 303
    limit_files(live_server, 1)
    for _ in range(3):
        refused = somebody.post("/stories/bridge/comments", {"body": WORDS})
        assert refused.status == 503
        assert int(refused.headers["Retry-After"]) > 0
        assert WORDS in refused.text
        assert somebody.get("/stories/bridge").status == 200
        assert Remote("127.0.0.1", live_server.port).get("/stories/bridge").status == 200
    limit_files(live_server, resource.RLIM_INFINITY)
    assert somebody.post("/stories/bridge/comments", {"body": WORDS}).status == 303
    assert somebody.get("/stories/bridge").text.count(WORDS) == 1
    live_server.run("doctor", "--counters")  # ends with 1, and so with an error, if a counter is wrong


# What makes PostgreSQL's files larger; writing within what is there goes on, as on a disk that is full.
GROWS = "pwrite64,pwritev,fallocate"


@contextmanager
def full_disk(cluster, name):
    """Let no file of a database take another byte: the system's answers are changed on their way."""
    if not shutil.which("strace"):
        raise RuntimeError("strace is missing: install the package strace, then run the trials again")
    data = Path(cluster["folder"]) / "data"
    first = (data / "postmaster.pid").read_text().split()[0]
    processes = [first, *Path(f"/proc/{first}/task/{first}/children").read_text().split()]
    with psycopg.connect(f"host={cluster['folder']} user=postgres dbname={name}") as connection:
        (number,) = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={GROWS}", "-e", f"inject={GROWS}:error=ENOSPC"]
    command += [word for process in processes for word in ("-p", process)]
    command += [word for file in (data / "base" / str(number)).iterdir() for word in ("-P", str(file))]
    watching = subprocess.Popen(command)
    try:
        time.sleep(1)  # until it has hold of all of them
        assert watching.poll() is None
        yield
    finally:
        watching.terminate()
        watching.wait(30)


@pytest.mark.timeout(600)
def test_so_they_do_while_the_disk_of_postgresql_is_full(own_postgresql, tmp_path):
    url = postgres.create(own_postgresql, "site")
    server = Server(url, tmp_path / "live", DISCUSS_JOBS="off")
    server.run("database", "upgrade")
    with server:
        somebody = subscriber(server, tmp_path)
        stored, refused = [], []

        def post(words):
            answer = somebody.post("/stories/bridge/comments", {"body": words})
            assert answer.status in {303, 503}, answer.text
            (stored if answer.status == 303 else refused).append(words)
            return answer

        post("Before the disk was full.")
        with full_disk(own_postgresql, "site"):
            # A little is stored yet, in what its files have left of a page.
            for number in range(200):
                answer = post(f"{WORDS} Said as number {number}. {'And so on. ' * 80}")
                if answer.status == 503:
                    assert int(answer.headers["Retry-After"]) > 0
                    assert WORDS in answer.text
                assert somebody.get("/stories/bridge").status == 200
                assert Remote("127.0.0.1", server.port).get("/stories/bridge").status == 200
                if len(refused) == 10:
                    break
        assert len(refused) == 10
        post("After there was room again.")
        assert stored[-1] == "After there was room again."
        with psycopg.connect(f"host={own_postgresql['folder']} user=postgres dbname=site") as connection:
            found = [body for (body,) in connection.execute("SELECT body FROM comments ORDER BY id")]
        assert [body.strip() for body in found] == [words.strip() for words in stored]
        server.run("doctor", "--counters", "--rows")
