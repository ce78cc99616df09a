"""PostgreSQL falls down in the middle of posting and comes back: the site says so meanwhile, and goes on by itself."""

import time

import pytest

from discuss.db import migrations
from tests.services import postgres
from tests.services.server import Server
from tests.trials.writers import Writers, stored


@pytest.fixture
def database_url(own_postgresql):
    return postgres.create(own_postgresql, "site")


@pytest.mark.timeout(1800)
def test_posting_goes_on_after_a_crash_of_the_database(app_context, own_postgresql, database_url, tmp_path, request):
    crashes, people, posts = (20, 20, 1000) if request.config.getoption("--soak") else (2, 6, 60)
    migrations.upgrade()
    with Server(database_url, tmp_path / "live") as server:
        writers = Writers(server.url, people, posts)
        writers.start()
        for crash in range(crashes):
            writers.wait_for(posts * crash // crashes + 1)
            postgres.restart(own_postgresql)
            back, before = time.monotonic(), len(writers.acknowledged)
            writers.wait_for(min(before + 1, posts))
            assert time.monotonic() - back < 10
        writers.finish()
        assert writers.faults == []
        assert len(writers.acknowledged) == posts
        assert stored() == writers.acknowledged
        assert max(writer.slowest for writer in writers.all) < 5  # nobody waits for a database that is not there
        assert "right" in server.run("doctor", "--counters")
