"""Another program keeps the database locked for ten seconds: people read on, and who writes is told to wait."""

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from discuss.comments.models import Comment
from discuss.db import db
from tests import factories as make
from tests.services.remote import Remote
from tests.services.visitor import PASSWORD

SECONDS = 10
# Seconds until a writer is told. The database is given five, or two, and those who wait in a row a quarter each on top.
PATIENCE = {"sqlite": 6.5, "postgresql": 3.5}
LOCKS = {"sqlite": "BEGIN EXCLUSIVE", "postgresql": "LOCK TABLE stories, comments, drafts IN EXCLUSIVE MODE"}


@contextmanager
def locked():
    """Keep everybody else from writing, in a connection of its own."""
    other = sa.create_engine(db.engine.url, module=db.engine.dialect.dbapi, poolclass=sa.NullPool)
    with other.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            connection.connection.driver_connection.isolation_level = None  # it would begin by itself
        connection.exec_driver_sql(LOCKS[db.engine.dialect.name])
        yield
        connection.rollback()


def read(remote, path, until):
    """Fetch a page again and again; return statuses and how long each answer took."""
    statuses, seconds = set(), []
    while not until.wait(0.05):
        begun = time.monotonic()
        statuses.add(remote.get(path).status)
        seconds.append(time.monotonic() - begun)
    return statuses, seconds


@pytest.mark.timeout(600)
def test_while_the_database_is_locked_people_read_and_writers_get_their_text_back(app_context, live_server):
    story = make.story()
    path, address, over = f"/stories/{story.slug}", urlsplit(live_server.url), threading.Event()
    people = [Remote(address.hostname, address.port) for _ in range(6)]
    for person in people[1:]:
        person.sign_in(make.person().email, PASSWORD)
        person.learn_token(path)
    db.session.rollback()
    words = {number: f"Words of writer {number} that took an hour to write." for number in range(2, 6)}

    def write(number):
        begun = time.monotonic()
        return people[number].post(f"{path}/comments", {"body": words[number]}), time.monotonic() - begun

    with ThreadPoolExecutor(8) as pool:
        with locked():
            end = time.monotonic() + SECONDS
            readers = [pool.submit(read, reader, path, over) for reader in people[:2]]
            told = [answer.result() for answer in [pool.submit(write, number) for number in words]]
            time.sleep(max(0, end - time.monotonic()))
        over.set()
        found = [reader.result() for reader in readers]
    for (answer, seconds), said in zip(told, words.values(), strict=True):
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert said in answer.text
        assert seconds < PATIENCE[db.engine.dialect.name]
    for statuses, seconds in found:
        assert statuses == {200}
        assert statistics.quantiles(seconds, n=20)[-1] < 0.5
    assert [write(number)[0].status for number in words] == [303] * len(words)
    db.session.rollback()
    assert sorted(db.session.scalars(sa.select(Comment.body))) == sorted(words.values())
