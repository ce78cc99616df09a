"""A server that has answered for long is as large as one that has answered for a short while."""

import gc
import itertools
import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from discuss.db import db
from tests import factories as make
from tests.services.remote import Remote
from tests.services.server import Server
from tests.services.visitor import PASSWORD
from tests.trials.memory import memory

KEPT = "1000000"  # bytes of pages that are kept: full after the first rounds
ROUNDS = 8  # in which objects are counted
SECONDS, FEWEST = 1800, 800  # of requests, and rounds of them
MOST = 1.05  # how large a server may be at the end, compared with when it had warmed up


def ask_for_everything(person, moderator, path, number):
    """Read as a visitor does and as staff do, post, be refused, and ask for what is not there.

    The two have ``get`` and ``post``, which return statuses.
    """
    statuses = [
        person.get(path),
        person.get(f"{path}?sort=old&side=critics&round={number}"),
        person.get(f"{path}/changes?since={number}"),
        person.get("/account/security"),
        person.get("/"),
        person.get("/feed.atom"),
        person.get(f"{path}/feed.atom"),
        person.get(f"/nothing-here-{number}"),
        person.post(f"{path}/comments", {"body": f"Said in round {number}, and never before or after it."}),
        person.post(f"{path}/comments", {"body": ""}),
        person.post("/sign-in", {"email": "nobody@example.org", "password": "wrong"}),
        moderator.get("/moderation/recent"),
        moderator.get(f"/moderation/recent?words=round+{number}"),
        moderator.get("/moderation-log"),
    ]
    assert statuses == [200] * 7 + [404, 303, 422, 422] + [200] * 3


class Statuses:
    """What :func:`ask_for_everything` needs of somebody."""

    def __init__(self, somebody, status):
        self.get = lambda path: getattr(somebody.get(path), status)
        self.post = lambda path, form: getattr(somebody.post(path, form), status)


@pytest.mark.database("sqlite")
@pytest.mark.settings(page_cache_bytes=int(KEPT))
def test_no_request_leaves_objects_behind(app_context, visitor):
    story = make.story()
    for _ in range(25):  # more than a page, so that no page grows any more
        make.comment(on=story)
    path = f"/stories/{story.slug}"
    person = Statuses(visitor(make.person()), "status_code")
    moderator = Statuses(visitor(make.moderator()), "status_code")

    def kinds_after(rounds):
        for number in rounds:
            ask_for_everything(person, moderator, path, number)
        gc.collect()
        return Counter(type(found).__qualname__ for found in gc.get_objects())

    kinds_after(range(3))
    before = kinds_after(range(3, 6))
    after = kinds_after(range(6, 6 + ROUNDS))
    more = after - before
    assert more.total() < ROUNDS * 14, more.most_common(20)  # one a request would be a leak


@pytest.mark.database("sqlite")
def test_passwords_looked_at_at_once_leave_no_memory_behind(app_context, live_server):
    address = urlsplit(live_server.url)

    def guess(_number):
        remote = Remote(address.hostname, address.port)
        remote.learn_token("/sign-in")
        return remote.post("/sign-in", {"email": "nobody@example.org", "password": "wrong"}).status

    guess(0)
    before = memory(live_server)
    with ThreadPoolExecutor(8) as together:
        assert set(together.map(guess, range(16))) == {422}
    assert memory(live_server) < before + 40e6  # each takes 20 million bytes while it is looked at


@pytest.mark.timeout(3600)
def test_a_server_does_not_grow(app_context, database_url, tmp_path):
    path = f"/stories/{make.story().slug}"
    with Server(database_url, tmp_path / "live", DISCUSS_PAGE_CACHE_BYTES=KEPT) as server:
        address = urlsplit(server.url)
        people = []
        for somebody in (make.person(), make.moderator()):
            remote = Remote(address.hostname, address.port)
            remote.sign_in(somebody.email, PASSWORD)
            remote.learn_token("/preferences/theme")
            people.append(remote)
        person, moderator = (Statuses(remote, "status") for remote in people)
        db.session.rollback()  # PostgreSQL ends a connection that keeps a transaction open and says nothing
        begun, sizes = time.monotonic(), []
        for number in itertools.count(1):
            ask_for_everything(person, moderator, path, number)
            sizes.append(memory(server))
            if number >= FEWEST and time.monotonic() - begun >= SECONDS:
                break
    warm = sizes[len(sizes) // 3 :]
    # The line through all sizes, not the last against the first: a size jumps when a page is made or let go.
    line = statistics.linear_regression(range(len(warm)), warm)
    more = line.slope * len(warm)
    print(f"{line.intercept / 1e6:.1f} MB, and {more / 1e6:+.2f} MB after {len(sizes)} rounds: {warm[::50]}")
    assert more < line.intercept * (MOST - 1)
