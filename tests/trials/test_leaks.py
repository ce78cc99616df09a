"""A server that has answered for long is as large as one that has answered for a short while."""

import gc
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import factories as make
from tests.services.remote import Remote
from tests.services.server import Server
from tests.services.visitor import PASSWORD

KEPT = "1000000"  # bytes of pages that are kept: full after the first rounds


def ask_for_everything(get, post, path, number):
    """Read and post, be refused, and ask for what is not there; ``get`` and ``post`` return statuses."""
    statuses = [
        get(path),
        get(f"{path}?sort=old&side=critics"),
        get("/"),
        get("/feed.atom"),
        get("/nothing-here"),
        post(f"{path}/comments", {"body": f"Said in round {number}, and never before or after it."}),
        post(f"{path}/comments", {"body": ""}),
        post("/sign-in", {"email": "nobody@example.org", "password": "wrong"}),
    ]
    assert statuses == [200, 200, 200, 200, 404, 303, 422, 422]


@pytest.mark.database("sqlite")
@pytest.mark.settings(page_cache_bytes=int(KEPT))
def test_no_request_leaves_objects_behind(app_context, visitor):
    story, somebody = make.story(), visitor(make.person())

    def objects_after(rounds):
        for number in rounds:
            ask_for_everything(
                lambda path: somebody.get(path).status_code,
                lambda path, form: somebody.post(path, form).status_code,
                f"/stories/{story.slug}", number,
            )  # fmt: skip
        gc.collect()
        return len(gc.get_objects())

    before = objects_after(range(10))
    after = objects_after(range(10, 30))
    assert after - before < 20 * 8  # one a request would be a leak


def memory(server):
    """Return the bytes that the server and its workers have for themselves."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == server.process.pid:
                rollup = (folder / "smaps_rollup").read_text()
                total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) * 1024
        except (ProcessLookupError, FileNotFoundError):
            continue
    return total


@pytest.mark.timeout(1800)
def test_a_server_does_not_grow(app_context, database_url, tmp_path, request):
    rounds = 1500 if request.config.getoption("--soak") else 40
    story = make.story()
    with Server(database_url, tmp_path / "live", DISCUSS_PAGE_CACHE_BYTES=KEPT) as server:
        address = urlsplit(server.url)
        remote = Remote(address.hostname, address.port)
        remote.sign_in(make.person().email, PASSWORD)
        remote.learn_token(f"/stories/{story.slug}")
        sizes = []
        for number in range(rounds * 2):
            ask_for_everything(
                lambda path: remote.get(path).status,
                lambda path, form: remote.post(path, form).status,
                f"/stories/{story.slug}", number,
            )  # fmt: skip
            if number in {rounds - 1, rounds * 2 - 1}:
                sizes.append(memory(server))
    assert sizes[1] < sizes[0] * 1.05
