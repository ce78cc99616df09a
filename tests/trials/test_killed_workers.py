"""One process of the server is killed alone: another takes its place, and nothing acknowledged is lost."""

import os
import re
import signal
import time

import pytest

from tests.trials.writers import Writers, stored

LOOP = 6  # seconds


def worker_of(server):
    """Return the number of the process that serves now."""
    return int(re.findall(r"Spawning worker-1 with PID: (\d+)", server.log())[-1])


@pytest.mark.timeout(900)
def test_a_worker_that_is_killed_alone_is_replaced(app_context, live_server, request):
    soak = request.config.getoption("--soak")
    kills, people, posts = (4, 20, 3000) if soak else (1, 4, 24)
    writers = Writers(live_server.url, people, posts)
    served_by = live_server.process.pid
    writers.start()
    away = []
    for kill in range(kills):
        writers.wait_for(posts * kill // kills + 1)
        if away:  # sooner, the server takes it for a program that cannot run, and ends
            time.sleep(LOOP)
        killed, begun = worker_of(live_server), time.monotonic()
        os.kill(killed, signal.SIGKILL)
        before = len(writers.acknowledged)
        writers.wait_for(min(before + people + 1, posts))  # more than were under way
        away.append(time.monotonic() - begun)
        assert worker_of(live_server) != killed
    writers.finish()
    assert writers.faults == []
    assert stored() == writers.acknowledged
    assert len(writers.acknowledged) == posts
    assert live_server.process.poll() is None
    assert live_server.process.pid == served_by
    print(f"after the kill of a worker people post again within {max(away):.1f} s")
    if soak:
        assert max(away) <= 10
