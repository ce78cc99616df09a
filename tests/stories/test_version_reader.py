"""The look that every kept page costs: right at once, whoever changed the story, and after the database was away."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from discuss import clock
from discuss.db import db, transaction
from discuss.stories.models import Story
from discuss.stories.version_reader import VersionReader
from tests import factories as make


@pytest.fixture
def story(app_context):
    return make.story(thread_version=7)


@pytest.fixture
def read(app_context):
    return VersionReader(db.engine)


def change(story, **values):
    with transaction() as session:
        session.execute(update(Story).where(Story.id == story.id).values(values))


def test_it_reads_what_was_committed_last(story, read):
    assert read(story.slug)[:2] == (story.id, 7)
    change(story, thread_version=8, closes_at=clock.now() + timedelta(days=1))
    assert read(story.slug)[:2] == (story.id, 8)
    assert read(story.slug)[2] is not None
    change(story, status="draft", published_at=None)
    assert read(story.slug) is None
    assert read("nothing-here") is None


def test_one_after_another_share_a_connection_and_take_none_from_the_pool(story, read):
    db.session.remove()
    for _ in range(5):
        read(story.slug)
    assert len(read._idle) == 1
    assert db.engine.pool.checkedout() == 0


def test_many_at_once_read_the_same(story, read):
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(read, [story.slug] * 400)) == {read(story.slug)}


@pytest.mark.database("postgresql")
def test_a_connection_that_the_server_has_ended_is_replaced(story, read):
    before = read(story.slug)
    with db.engine.connect() as connection:
        mine = connection.scalar(text("SELECT pg_backend_pid()"))
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid != :me"
        connection.execute(text(end), {"me": mine})
    assert read(story.slug) == before


def test_it_lets_go_of_its_connections_with_the_engine(story, read):
    read(story.slug)
    db.engine.dispose()
    assert read._idle == []
