"""Parts that a trial has for itself, because it stops them."""

from collections.abc import Iterator

import pytest

from tests.services import postgres, redis_server, run

DURABLE = ("synchronous_commit=on", "fsync=on", "full_page_writes=on")


@pytest.fixture
def own_postgresql() -> Iterator[run.Facts]:
    """A PostgreSQL as careful as in production."""
    facts = postgres.start(DURABLE)
    yield facts
    postgres.stop(facts)


@pytest.fixture
def own_redis() -> Iterator[run.Facts]:
    """A Redis; the trial may end or stop it."""
    facts = redis_server.start()
    yield facts
    redis_server.stop(facts)
