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


# Without ``--soak`` the short forms of these run on one database, or, where only a long one tells anything, not at all.
SHORT_ON_SQLITE = (
    "test_a_migration_that_is_killed_is_done_by_the_next_one",
    "test_no_mail_is_lost_and_a_kill_repeats_one_at_most",
    "test_a_worker_that_is_killed_alone_is_replaced",
    "test_a_burst_is_stored_whole_while_others_read",
    "test_a_copy_made_while_people_write_is_whole",
    "test_nobody_is_turned_away_while_the_program_is_loaded_anew",
)
LONG_ALONE = (
    "test_the_file_is_whole_after_each_of_two_hundred_kills",
    "test_a_hundred_thousand_comments_are_restored_within_five_minutes",
    "test_the_disk_has_a_comment_before_its_author_hears_so",
    "test_a_server_does_not_grow",
    "test_so_they_do_while_the_disk_of_postgresql_is_full",
    "test_a_storm_of_readers_costs_one_page_for_all",
    "test_a_database_that_hangs_is_said_to_be_away_and_found_again",
    "test_while_the_database_is_locked_people_read_and_writers_get_their_text_back",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to ``make soak`` what ``make test`` has no time for; the run's last line counts it as deselected."""
    if config.getoption("--soak"):
        return
    left = [item for item in items if _left_to_soak(item)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


def _left_to_soak(item: pytest.Item) -> bool:
    name = getattr(item, "originalname", "")
    return name in LONG_ALONE or (name in SHORT_ON_SQLITE and "postgresql" in item.name)
