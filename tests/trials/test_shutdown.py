"""A server that is told to end finishes what it has begun: no comment is stored whose author got no answer."""

import time

import pytest

from tests.services.server import STOP_SECONDS
from tests.trials.writers import Writers, stored


@pytest.mark.timeout(900)
def test_no_answer_is_cut_off_when_the_server_is_told_to_end(app_context, live_server, request):
    ends, people, posts = (20, 20, 2000) if request.config.getoption("--soak") else (1, 8, 400)
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
