"""A server that is killed in the middle of posting loses nothing it has acknowledged, and stores nothing twice."""

import random
import time

import pytest

from tests.trials.writers import Writers, stored


@pytest.mark.timeout(1800)
def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(app_context, live_server, request):
    kills, people, posts = (20, 50, 500) if request.config.getoption("--soak") else (3, 6, 60)
    writers = Writers(live_server.url, people, posts)
    writers.start()
    chance = random.Random(7)
    for kill in range(kills):
        # Spread over the whole of the posting: a kill after the last comment would prove nothing.
        writers.wait_for(posts * kill // kills + 1)
        time.sleep(chance.uniform(0, 0.05))
        live_server.restart()
    writers.finish()
    assert writers.faults == []
    assert len(writers.acknowledged) == posts
    assert stored() == writers.acknowledged
    assert "right" in live_server.run("doctor", "--counters")
