"""Rate limits count exactly: among threads, among processes that share a Redis, and on when that Redis is away."""

import contextlib
import dataclasses
import re
import secrets
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine

from discuss import clock
from discuss.config import Settings
from discuss.errors import TooFast
from discuss.web.limits import AWAY, RULES, Limiter
from tests.architecture.source import CODE

RULE = "report-account"
SPENT = re.compile(r'limits\.spend\("([a-z-]+)"')
ALLOWED = RULES[RULE].amount


@pytest.fixture
def key():
    """A key of our own: the Redis is shared by all tests of the run."""
    return secrets.token_hex(8)


def limiter(redis_url=""):
    return Limiter(Settings(secret_key="unused", redis_url=redis_url, rate_limits=True))


def tries(counter, key, number):
    """Try that often; return how often it was allowed."""
    allowed = 0
    for _ in range(number):
        try:
            counter.spend(RULE, key)
        except TooFast:
            continue
        allowed += 1
    return allowed


def test_every_rule_is_spent_somewhere():
    code = [path.read_text() for path in CODE if path.name != "limits.py"]
    assert {rule for text in code for rule in SPENT.findall(text)} <= set(RULES)
    assert [rule for rule in RULES if not any(f'"{rule}"' in text for text in code)] == []


def test_processes_that_share_a_redis_share_the_count(redis_url, key):
    one, other = limiter(redis_url), limiter(redis_url)
    assert tries(one, key, ALLOWED - 1) == ALLOWED - 1
    assert tries(other, key, 5) == 1
    assert tries(one, key, 5) == 0


def test_without_redis_each_process_counts_for_itself(key):
    assert tries(limiter(), key, ALLOWED + 5) == ALLOWED
    assert tries(limiter(), key, ALLOWED + 5) == ALLOWED


def allowed_to_threads(counter, key):
    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(lambda _: tries(counter, key, ALLOWED), range(8)))


def test_the_count_is_exact_among_threads(key):
    assert allowed_to_threads(limiter(), key) == ALLOWED


def test_the_count_in_redis_is_exact_among_threads(redis_url, key):
    assert allowed_to_threads(limiter(redis_url), key) == ALLOWED


def test_limits_go_on_in_memory_when_redis_is_away(tmp_path, key):
    counter = limiter(f"unix://{tmp_path}/nothing.sock")
    assert tries(counter, key, ALLOWED + 5) == ALLOWED


def test_a_redis_that_hangs_is_left_alone_for_a_while(key):
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        hanging.settimeout(5)
        counter = limiter(f"redis://127.0.0.1:{hanging.getsockname()[1]}")
        assert tries(counter, key, ALLOWED + 5) == ALLOWED
        with time_machine.travel(clock.now() + AWAY):
            tries(counter, key, 3)
        hanging.settimeout(0.1)
        asked = []
        with contextlib.suppress(TimeoutError):
            while True:
                asked.append(hanging.accept())
        for connection, _ in asked:
            connection.close()
    assert len(asked) == 2


def test_nobody_waits_longer_than_a_quarter_of_a_second_for_a_redis_that_hangs(key):
    waited = []
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        counter = limiter(f"redis://127.0.0.1:{hanging.getsockname()[1]}")
        for number in range(4):
            with time_machine.travel(clock.now() + AWAY * number, tick=False):
                begun = time.perf_counter_ns()
                tries(counter, key, 1)
                waited.append((time.perf_counter_ns() - begun) / 1e9)
    assert 0.2 < min(waited) < 0.35  # the least of them: how busy the machine is does not count


def test_a_try_that_turned_out_well_can_be_given_back(redis_url, key):
    counter = limiter(redis_url)
    assert tries(counter, key, ALLOWED) == ALLOWED
    counter.give_back(RULE, key)
    assert tries(counter, key, 5) == 1


def test_the_refusal_says_when_the_next_try_can_succeed(redis_url, key):
    counter = limiter(redis_url)
    tries(counter, key, ALLOWED)
    with pytest.raises(TooFast, match=r"Try again in \d+ minutes|Try again in 1 hour") as refusal:
        counter.spend(RULE, key)
    assert refusal.value.retry_at.tzinfo is not None


def test_switched_off_they_count_nothing(key):
    counter = Limiter(dataclasses.replace(Settings(secret_key="unused"), rate_limits=False))
    assert tries(counter, key, ALLOWED + 5) == ALLOWED + 5
