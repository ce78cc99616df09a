"""A burst of comments under one story: all are stored, the thread is whole, and people go on reading."""

import re
import statistics
import threading
import time
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from discuss.comments import places
from discuss.comments.models import Comment
from discuss.db import db
from tests.services.remote import Remote
from tests.services.server import Server
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


@pytest.fixture
def busy_server(request, database_url, database_kind, tmp_path):
    """The server as a busy site runs it on two cores: with PostgreSQL two processes and Redis, with SQLite one."""
    more = {}
    if database_kind == "postgresql":
        more = {"DISCUSS_WORKERS": "2", "DISCUSS_REDIS_URL": request.getfixturevalue("redis_url")}
    with Server(database_url, tmp_path / "live", **more) as server:
        yield server


def order_on_pages(remote, path, pages):
    """Return the numbers of the comments as they stand on the first pages, oldest threads first."""
    found, address = [], f"{path}?sort=old"
    for _ in range(pages):
        page = remote.get(address).text
        found += map(int, re.findall(r'<article[^>]* id="c(\d+)"', page))
        more = re.search(r'rel="next" href="([^"#]+)', page)
        if more is None:
            break
        address = more[1].replace("&amp;", "&")
    return found


@pytest.mark.timeout(1800)
def test_a_burst_is_stored_whole_while_others_read(app_context, busy_server, request):
    soak = request.config.getoption("--soak")
    people, posts = (200, 10_000) if soak else (20, 200)
    writers = Writers(busy_server.url, people, posts, known=True, answering=True)
    reader = Reader(busy_server.url, writers.path)
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
    rows = db.session.scalars(select(Comment).where(here).order_by(Comment.id)).all()
    versions = [row.published_version for row in rows]
    assert versions == sorted(set(versions))  # each made the pages before it stale, and none overtook another
    answered = {row.idempotency_key: row.parent_id for row in rows}
    assert answered == writers.parents
    assert posts / 3 < sum(parent is not None for parent in answered.values()) <= posts / 2
    assert all(row.parent_id < row.id for row in rows if row.parent_id)
    assert places.misplaced() == []
    parents = {row.id: row.parent_id for row in rows}
    shown = order_on_pages(reader.remote, reader.path, 20)
    assert len(shown) == len(set(shown)) >= min(posts, 20) // 2
    stands = {number: place for place, number in enumerate(shown)}
    assert all(stands[parents[number]] < stands[number] for number in shown if parents[number] in stands)
    threads = [number for number in shown if parents[number] is None]
    assert threads == sorted(threads)
    late = statistics.quantiles(reader.seconds, n=20)[-1]
    print(f"{posts / seconds:.0f} stored a second; 95 of 100 readers waited less than {late * 1000:.0f} ms")
    if soak:  # times mean something on a machine that does nothing else
        assert posts / seconds >= 100
        assert late < 0.5
