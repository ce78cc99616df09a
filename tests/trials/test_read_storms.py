"""Five hundred readers a second on one story: its page is made once for all of them, however often it becomes stale."""

import http.client
import statistics
import threading
import time
from urllib.parse import urlsplit

import pytest

from tests import factories as make
from tests.services.remote import Remote
from tests.services.server import Server
from tests.services.visitor import PASSWORD
from tests.trials.memory import memory

EACH_SECOND, READERS, SECONDS = 500, 20, 60
WARM = 30  # seconds until memory is compared
KEPT = "2000000"  # bytes of pages that are kept: full by then


class Reader(threading.Thread):
    """Asks at fixed times, whether the answer before has come or not: a slow server is not asked less often."""

    def __init__(self, url: str, path: str, begin: float) -> None:
        super().__init__(daemon=True)
        address = urlsplit(url)
        self.connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
        self.path, self.begin = path, begin
        self.late: list[float] = []  # seconds from when an answer was due to be asked for until it was there
        self.statuses: set[int] = set()

    def run(self) -> None:
        """Ask until the time is over."""
        pause = READERS / EACH_SECOND
        for number in range(int(SECONDS / pause)):
            due = self.begin + number * pause
            time.sleep(max(0.0, due - time.perf_counter()))
            self.connection.request("GET", self.path, headers={"Accept-Encoding": "gzip"})
            answer = self.connection.getresponse()
            answer.read()
            self.statuses.add(answer.status)
            self.late.append(time.perf_counter() - due)
        self.connection.close()


@pytest.mark.timeout(600)
def test_a_storm_of_readers_costs_one_page_for_all(app_context, database_url, tmp_path):
    story = make.story()
    for _ in range(30):
        head = make.comment(on=story)
        for _ in range(5):
            make.comment(on=story, reply_to=head)
    path, writer = f"/stories/{story.slug}", make.person()
    with Server(
        database_url, tmp_path / "live", DISCUSS_PAGE_CACHE_BYTES=KEPT
    ) as server:  # it has no page in memory yet
        address = urlsplit(server.url)
        begin = time.perf_counter() + 0.5
        readers = [Reader(server.url, path, begin + number / EACH_SECOND) for number in range(READERS)]
        for reader in readers:
            reader.start()
        remote = Remote(address.hostname or "", address.port or 80)
        remote.sign_in(writer.email, PASSWORD)
        remote.learn_token(path)
        sizes = []
        while (passed := time.perf_counter() - begin) < SECONDS - 1:
            answer = remote.post(f"{path}/comments", {"body": f"Said {passed:.3f} seconds after it began."})
            assert answer.status == 303  # every page is stale again
            sizes += [memory(server)] if passed > WARM else []
            time.sleep(1)
        for reader in readers:
            reader.join(60)
    late = sorted(seconds for reader in readers for seconds in reader.late)
    slow = statistics.quantiles(late, n=20)[-1]
    reached = len(late) / (max(SECONDS, SECONDS + late[-1]))
    print(f"{reached:.0f} a second, half within {late[len(late) // 2] * 1000:.0f} ms, 95 of 100 within "
          f"{slow * 1000:.0f} ms, {sizes[0] / 1e6:.1f} MB, then {sizes[-1] / 1e6:.1f} MB")  # fmt: skip
    assert {status for reader in readers for status in reader.statuses} == {200}
    assert slow < 0.3
    assert sizes[-1] < sizes[0] * 1.05
