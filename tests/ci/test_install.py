"""On a machine that lacks something, ``make run`` and ``make test`` say what, in one line, and leave nothing behind."""

import os
import shutil
import subprocess

import pytest

from tests.architecture.source import ROOT


@pytest.fixture
def install(tmp_path):
    """Run ``.ci/install.sh`` in a checkout of its own with an interpreter that behaves as the test says."""
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")

    def run(interpreter: str) -> subprocess.CompletedProcess[str]:
        stub = tmp_path / "interpreter"
        stub.write_text(f"#!/bin/sh\n{interpreter}\n")
        stub.chmod(0o755)
        environment = os.environ | {"PYTHON": str(stub)}
        command = [tmp_path / ".ci" / "install.sh", "runtime"]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    return run


def test_a_python_that_is_too_old_is_told_in_one_line(install, tmp_path):
    done = install("exit 1")
    assert done.returncode == 1
    assert done.stderr == "Python 3.11 or newer is needed, and there is none: install python3.\n"
    assert not (tmp_path / ".venv").exists()


def test_a_missing_venv_module_is_told_in_one_line(install, tmp_path):
    done = install('case "$2" in *version_info*) exit 0 ;; *) exit 1 ;; esac')
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / ".venv").exists()


def test_every_command_of_the_contract_is_a_target_of_make():
    targets = (ROOT / "Makefile").read_text()
    for target in ("run", "test", "check", "bench", "soak", "install", "lock"):
        assert f"\n{target}: ## " in targets


def test_scripts_can_be_run_as_they_are():
    scripts = [path for path in (ROOT / ".ci").iterdir() if path.name != "discuss"]
    assert not [path.name for path in scripts if not os.access(path, os.X_OK)]
    for script in scripts:
        if script.suffix != ".py":
            subprocess.run(["bash", "-n", script], check=True)
