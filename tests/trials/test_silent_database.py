"""PostgreSQL hangs: its machine answers and it does not. People are told so, and the site goes on by itself."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from discuss.db import migrations
from tests import factories as make
from tests.services import postgres
from tests.services.remote import Remote
from tests.services.server import Server, free_port
from tests.services.visitor import PASSWORD

TOLD = 6.5  # seconds until a request is told: five and a half, and some for a machine that does much else


@pytest.fixture
def own_postgresql():
    """A PostgreSQL behind a port, as on a machine of its own."""
    port = free_port()
    facts = postgres.start(("listen_addresses=127.0.0.1", f"port={port}"))
    yield facts | {"port": str(port)}
    postgres.stop(facts)


@pytest.fixture
def database_url(own_postgresql):
    postgres.create(own_postgresql, "site")
    return f"postgresql://postgres@127.0.0.1:{own_postgresql['port']}/site"


def processes_of(postgresql):
    """The process that accepts connections, and those that serve them."""
    first = int((Path(postgresql["folder"]) / "data" / "postmaster.pid").read_text().split()[0])
    return [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]


@pytest.mark.timeout(600)
def test_a_database_that_hangs_is_said_to_be_away_and_found_again(app_context, own_postgresql, database_url, tmp_path):
    migrations.upgrade()
    with Server(database_url, tmp_path / "live") as server:
        path, address = f"/stories/{make.story().slug}", urlsplit(server.url)
        people = [Remote(address.hostname, address.port) for _ in range(8)]
        for person in people[:4]:
            person.sign_in(make.person().email, PASSWORD)
            person.learn_token(path)

        def act(number):
            begun = time.monotonic()
            if number < 2:
                answer = people[number].post(f"{path}/comments", {"body": f"Words of writer {number}."})
            else:
                answer = people[number].get(path)
            return answer.status, time.monotonic() - begun

        def healthy():
            begun = time.monotonic()
            return Remote(address.hostname, address.port).get("/healthz").status, time.monotonic() - begun

        with ThreadPoolExecutor(9) as pool:
            stopped = processes_of(own_postgresql)
            for number in stopped:
                os.kill(number, signal.SIGSTOP)
            try:
                for _ in range(3):
                    acts = [pool.submit(act, number) for number in range(len(people))]
                    time.sleep(1)
                    status, seconds = healthy()
                    assert (status, seconds < 1) == (200, True)
                    found = [one.result() for one in acts]
                    assert {status for status, _ in found} == {503}
                    assert max(seconds for _, seconds in found) < TOLD
            finally:
                for number in stopped:
                    os.kill(number, signal.SIGCONT)
        again = time.monotonic()
        while {act(number)[0] for number in range(len(people))} != {200, 303}:
            assert time.monotonic() - again < 10
            time.sleep(0.2)
        assert "right" in server.run("doctor", "--counters")
