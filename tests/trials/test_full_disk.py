"""A full disk: nothing is stored or lost by halves, readers read on, and all is well again without a restart."""

import resource
from pathlib import Path

import pytest

from tests.services.remote import Remote
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
    file = tmp_path / "bridge.md"
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
