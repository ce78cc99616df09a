"""The time that tests of accounts share."""

import pytest
import time_machine

from discuss import clock


@pytest.fixture
def now():
    """The time, which stands still and can be moved on."""
    with time_machine.travel(clock.now(), tick=False) as journey:
        yield journey
