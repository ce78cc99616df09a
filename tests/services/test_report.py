"""A run of everything cannot leave a part out without saying so."""

import os
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT

USED = "def test_it(chromium): pass"
CONFTEST = """
import pytest
from tests.services import run

@pytest.fixture(scope="session")
def chromium():
    return run.once("chromium", lambda: {"version": "1", "origin": "a stand-in"})
"""


@pytest.fixture
def everything(tmp_path):
    """Run the tests of a folder of its own as ``make test`` does, with one part asked for."""
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")

    def run(tests: str, backends: str = "chromium") -> tuple[int, str]:
        (tmp_path / "test_part.py").write_text(tests)
        outer = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        environment = outer | {"BACKENDS": backends, "PYTHONPATH": str(ROOT)}
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.services.report",
            "-p",
            "no:cacheprovider",
            "--everything",
        ]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    return run


def test_a_part_that_was_used_is_named_with_version_and_origin(everything):
    code, said = everything(USED)
    assert code == 0
    assert "Chromium   1 (a stand-in), 1 test\n" in said
    assert "PostgreSQL not asked for (BACKENDS)" in said


def test_a_part_that_no_test_used_fails_the_run(everything):
    code, said = everything("def test_other(): pass")
    assert code == 1
    assert "FAILED: Chromium was used by no test" in said


def test_a_skipped_test_fails_the_run(everything):
    code, said = everything(f"import pytest\n{USED}\ndef test_other(): pytest.skip('no part')")
    assert code == 1
    assert "was skipped" in said


def test_tests_of_parts_that_were_not_asked_for_are_left_out(everything):
    code, said = everything(f"{USED}\ndef test_other(redis_url): pass")
    assert code == 0
    assert "1 passed, 1 deselected" in said


def test_an_unknown_part_is_refused_at_once(everything):
    code, said = everything(USED, backends="oracle")
    assert code != 0
    assert "passed" not in said
