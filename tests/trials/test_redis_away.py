"""Redis ends, hangs and forgets: pages and posts go on, and the limits hold in the process."""

import os
import signal
import time
from urllib.parse import urlsplit

import pytest
import redis

from tests import factories as make
from tests.services.remote import Remote
from tests.services.server import Server
from tests.services.visitor import PASSWORD

SECONDS = 3  # what a request may take while Redis hangs, on a machine that does much else


@pytest.fixture
def site(app_context, database_url, own_redis, tmp_path):
    with Server(
        database_url, tmp_path / "live", DISCUSS_REDIS_URL=own_redis["url"], DISCUSS_RATE_LIMITS="on"
    ) as server:
        yield server


def somebody(site, person=None):
    address = urlsplit(site.url)
    remote = Remote(address.hostname, address.port)
    if person:
        remote.sign_in(person.email, PASSWORD)
    return remote


def goes_on(site, writer, story):
    """Fail unless pages are shown, comments stored and guesses of a password limited; return the slowest answer."""
    slowest, path = 0.0, f"/stories/{story.slug}"
    words = f"It was said at {time.monotonic()} that the ferry pays for itself."
    writer.learn_token(path)
    for ask, status in (
        (lambda: somebody(site).get(path), 200),
        (lambda: writer.get(path), 200),
        (lambda: writer.post(f"{path}/comments", {"body": words}), 303),
    ):
        begun = time.monotonic()
        assert ask().status == status
        slowest = max(slowest, time.monotonic() - begun)
    guesser = somebody(site)
    guesser.learn_token("/sign-in")
    guess = {"email": make.person().email, "password": "not the password"}
    assert 429 in {guesser.post("/sign-in", guess).status for _ in range(11)}
    return slowest


@pytest.mark.database("sqlite")
@pytest.mark.timeout(600)
def test_the_site_goes_on_while_redis_is_gone_hangs_or_has_forgotten(site, own_redis):
    story, author = make.story(), make.person()
    writer = somebody(site, author)
    with redis.from_url(own_redis["url"]) as client:
        process = client.info("server")["process_id"]
        client.flushall()
        goes_on(site, writer, story)
        os.kill(process, signal.SIGSTOP)
        try:
            assert goes_on(site, writer, story) < SECONDS
        finally:
            os.kill(process, signal.SIGCONT)
        client.shutdown(nosave=True)
    assert goes_on(site, writer, story) < SECONDS
    assert site.process.poll() is None
