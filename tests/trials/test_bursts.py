"""A burst of comments under one story: all are stored, the thread is whole, and people go on reading."""

import statistics
import threading
import time
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from discuss.comments.models import Comment
from discuss.db import db
from tests.services.remote import Remote
from tests.trials.writers import Writers, stored


class Reader(threading.Thread):
    """Fetches a page again and again, and notes how long each answer took and what it said."""

    def __init__(self, url: str, path: str) -> None:
        super().__init__(daemon=True)
        address = urlsplit(url)
        self.remote, self.path = Remote(address.hostname or "", address.port or 80), path
        self.seconds: list[float] = []
        self.statuses: set[int] = set()
        self.done = threading.Event()

    def run(self) -> None:
        """Read until told to stop, ten times a second at most."""
        while not self.done.wait(0.1):
            begun = time.perf_counter()
            self.statuses.add(self.remote.get(self.path).status)
            self.seconds.append(time.perf_counter() - begun)


@pytest.mark.timeout(1800)
def test_a_burst_is_stored_whole_while_others_read(app_context, live_server, request):
    soak = request.config.getoption("--soak")
    people, posts = (200, 10_000) if soak else (20, 200)
    writers = Writers(live_server.url, people, posts, known=True)
    reader = Reader(live_server.url, writers.path)
    begun = time.perf_counter()
    reader.start()
    writers.start()
    writers.finish()
    seconds = time.perf_counter() - begun
    reader.done.set()
    reader.join(60)
    assert writers.faults == []
    assert stored() == writers.acknowledged
    assert len(writers.acknowledged) == posts
    assert reader.statuses == {200}
    here = Comment.idempotency_key.is_not(None)
    versions = db.session.scalars(select(Comment.changed_version).where(here)).all()
    assert len(set(versions)) == posts  # each made the pages before it stale
    late = statistics.quantiles(reader.seconds, n=20)[-1]
    print(f"{posts / seconds:.0f} stored a second; 95 of 100 readers waited less than {late * 1000:.0f} ms")
    if soak:  # times mean something on a machine that does nothing else
        assert posts / seconds >= 100
        assert late < 0.5
