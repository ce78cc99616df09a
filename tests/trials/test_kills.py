"""A server that is killed in the middle of posting loses nothing it has acknowledged, and stores nothing twice."""

import random
import time

import pytest

from discuss.db import db
from tests.trials.writers import Writers, stored


def let_go():
    """Close the trial's own connections: while one is open, whoever opens the file next need not mend its log."""
    db.session.remove()
    db.engine.dispose()


def assert_whole():
    """Fail unless every page and every reference of SQLite's file is right."""
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    let_go()


@pytest.mark.timeout(1800)
def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(app_context, live_server, request):
    soak = request.config.getoption("--soak")
    kills, people, posts = (20, 50, 500) if soak else (3, 6, 60)
    writers = Writers(live_server.url, people, posts)
    writers.start()
    chance, away = random.Random(7), []
    for kill in range(kills):
        # Spread over the whole of the posting: a kill after the last comment would prove nothing.
        writers.wait_for(posts * kill // kills + 1)
        time.sleep(chance.uniform(0, 0.05))
        let_go()
        live_server.kill()
        begun = time.monotonic()
        live_server.start()
        away.append(time.monotonic() - begun)
    writers.finish()
    assert writers.faults == []
    assert len(writers.acknowledged) == posts
    assert stored() == writers.acknowledged
    if db.engine.dialect.name == "sqlite":
        assert_whole()
    print(f"after a kill /healthz answers within {max(away):.1f} s")
    if soak:  # times mean something on a machine that does nothing else
        assert max(away) <= 5
    assert "right" in live_server.run("doctor", "--counters")


@pytest.mark.database("sqlite")
@pytest.mark.timeout(3600)
def test_the_file_is_whole_after_each_of_two_hundred_kills(app_context, live_server):
    writers, chance = Writers(live_server.url, 8, 1_000_000), random.Random(11)
    writers.start()
    for _ in range(200):
        writers.wait_for(len(writers.acknowledged) + 1)
        time.sleep(chance.uniform(0.1, 0.4))
        let_go()
        live_server.kill()
        assert_whole()
        live_server.start()
    writers.wait_for(len(writers.acknowledged) + 1)
    writers.stop()
    assert writers.faults == []
    found = stored()
    assert writers.acknowledged.items() <= found.items()
    print(f"{len(writers.acknowledged)} acknowledged, {len(found)} stored")
