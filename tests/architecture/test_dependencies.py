"""What the site runs on: locked with hashes, and kept up by its makers. Known faults are asked for by `make audit`."""

import re
from datetime import date
from importlib import metadata

import pytest

from discuss import clock
from tests.architecture.source import ROOT

# Given up by their makers, and used all the same until the day by which docs/decisions/0001 is looked at again.
ENDED = {"bleach": date(2027, 6, 30)}
LOCKS = ("runtime", "dev", "audit")


def locked(name):
    """Return each requirement of a lock file with all that belongs to it."""
    return (ROOT / "requirements" / f"{name}.txt").read_text().replace("\\\n", " ").splitlines()


def inactive(classifiers):
    return any("Inactive" in classifier for classifier in classifiers)


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_dependency_has_one_version_and_hashes(name):
    assert [line for line in locked(name) if not re.match(r"[\w.\[\]-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)] == []


def test_none_is_given_up_by_its_makers_but_those_with_an_exception():
    here = {distribution.name.lower() for distribution in metadata.distributions()}
    wanted = {re.split(r"[=\[]", line)[0].lower() for line in locked("runtime")} & here
    assert len(wanted) > 20
    given_up = {name for name in wanted if inactive(metadata.metadata(name).get_all("Classifier") or [])}
    assert given_up == set(ENDED)


def test_exceptions_are_looked_at_again_in_time():
    over = {name for name, last in ENDED.items() if clock.now().date() > last}
    assert not over, "decide anew, write it into docs/decisions, and give the exception another last day"
