"""A server that is told to end, or to load the program anew, finishes what it has begun."""

import os
import signal
import time

import pytest

from tests.services.server import STOP_SECONDS
from tests.trials.writers import Writers, stored


@pytest.mark.timeout(900)
def test_no_answer_is_cut_off_when_the_server_is_told_to_end(app_context, live_server, request):
    # In the short form more than any machine takes before it is told.
    ends, people, posts = (20, 20, 2000) if request.config.getoption("--soak") else (1, 8, 4000)
    writers = Writers(live_server.url, people, posts)
    writers.start()
    slowest = 0.0
    for end in range(ends):
        writers.wait_for(posts * end // (ends + 1) + people)
        begun = time.monotonic()
        live_server.stop()  # SIGTERM, and an error if it does not end by itself
        slowest = max(slowest, time.monotonic() - begun)
        if end == ends - 1:
            writers.stop()
            acknowledged = writers.acknowledged
            assert stored() == acknowledged
            assert people <= len(acknowledged) < writers.posts
        else:
            live_server.start()
    assert writers.faults == []
    assert slowest < STOP_SECONDS - 10


@pytest.mark.timeout(900)
def test_nobody_is_turned_away_while_the_program_is_loaded_anew(app_context, live_server, request):
    times, people, posts = (20, 20, 2000) if request.config.getoption("--soak") else (1, 8, 200)
    writers = Writers(live_server.url, people, posts)
    before = live_server.workers()
    writers.start()
    for turn in range(times):
        writers.wait_for(posts * (turn + 1) // (times + 2))
        was = live_server.workers()
        os.kill(live_server.process.pid, signal.SIGHUP)
        deadline = time.monotonic() + STOP_SECONDS
        while was & live_server.workers() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not was & live_server.workers()
    writers.finish()
    assert live_server.workers().isdisjoint(before)
    assert writers.faults == []
    # A connection that an old worker has not taken up when it closes its door is cut off, and sent again.
    assert writers.unanswered <= 1 + times // 10
    assert len(writers.acknowledged) == posts
    assert stored() == writers.acknowledged
