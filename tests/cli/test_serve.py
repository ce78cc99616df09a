"""``discuss serve`` on the other server, chosen by DISCUSS_SERVER; the usual one is in every test of a live server."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.services.remote import Remote
from tests.services.server import Server
from tests.trials.writers import Writers, stored

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture
def gunicorn(database_url, tmp_path):
    with Server(database_url, tmp_path / "live", DISCUSS_SERVER="gunicorn") as server:
        yield server


def test_people_read_and_write_and_none_is_cut_off_when_it_is_told_to_end(app_context, gunicorn):
    writers = Writers(gunicorn.url, 6, 3000)
    writers.start()
    writers.wait_for(60)
    page = Remote("127.0.0.1", gunicorn.port).get(writers.path)
    assert (page.status, page.headers["Server"]) == (200, "gunicorn")
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    gunicorn.stop()  # SIGTERM, and an error if it does not end by itself
    writers.stop()
    assert writers.faults == []
    assert 60 <= len(writers.acknowledged) < writers.posts
    assert stored() == writers.acknowledged


def test_it_believes_no_header_of_a_proxy_and_its_workers_end_with_it(app_context, gunicorn):
    """By itself it takes the scheme, and the path before the site's, from whoever connects from this machine."""
    forged = {"X-Forwarded-Proto": "https", "Script-Name": "/evil", "X-Forwarded-Prefix": "/evil"}
    somebody = Remote("127.0.0.1", gunicorn.port)
    somebody.learn_token("/sign-in")
    assert somebody.post("/preferences/theme", {"theme": "dark"}, Origin=gunicorn.url, **forged).status == 303
    assert somebody.get("/moderation", **forged).headers["Location"] == "/sign-in?next=/moderation"
    workers = gunicorn.workers()
    assert workers
    os.kill(gunicorn.process.pid, signal.SIGKILL)
    gunicorn.process.wait()
    deadline = time.monotonic() + 20
    while any(Path("/proc", str(worker)).exists() for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(Path("/proc", str(worker)).exists() for worker in workers)
    gunicorn.restart()  # nobody has kept the port
