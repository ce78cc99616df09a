"""``make bench`` prints ratios and fails when one is above its limit."""

import sys
import time
from types import ModuleType

import pytest

from benchmarks import __main__ as runner
from benchmarks.ratio import Ratio, side_by_side


@pytest.fixture
def topic(monkeypatch):
    module = ModuleType("benchmarks.trial")
    monkeypatch.setitem(sys.modules, "benchmarks.trial", module)
    monkeypatch.setattr(runner, "topics", lambda: ["trial"])
    return module


@pytest.mark.parametrize(("limit", "code"), [(1.3, 0), (1.1, 1), (None, 0)])
def test_a_ratio_above_its_limit_fails_the_command(topic, capsys, limit, code):
    topic.measure = lambda: [Ratio("large page : small page", 1.2, limit)]
    assert runner.main([]) == code
    assert "large page : small page" in capsys.readouterr().out


def test_an_unknown_topic_is_named(topic, capsys):
    with pytest.raises(SystemExit):
        runner.main(["nothing"])
    assert "no such topic: nothing" in capsys.readouterr().err


def test_the_slower_of_two_has_the_larger_share():
    assert side_by_side(lambda: time.sleep(0.02), lambda: time.sleep(0.001), rounds=3) > 2
