"""A locked version that an advisory is about is named, with the advisory, and fails what every change must pass."""

import json
import shutil
import subprocess
import sys

import pytest
from packaging.specifiers import SpecifierSet

from tests.architecture.source import ROOT

FAULT = {
    "package": "made-up",
    "id": "CVE-2026-1",
    "aliases": ["GHSA-a"],
    "affected": "<2.1",
    "about": "Reads too much.",
}


@pytest.fixture
def checkout(tmp_path):
    """A checkout with one lock file, and the command that is run there; known are the advisories it is given."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "advisories.py", tmp_path / ".ci")
    requirements = tmp_path / "requirements"
    requirements.mkdir()

    def run(pin: str, *known: dict, audit: dict | None = None) -> subprocess.CompletedProcess[str]:
        (requirements / "runtime.txt").write_text(f"{pin} \\\n    --hash=sha256:{'0' * 64}\n")
        (requirements / "advisories.json").write_text(json.dumps({"advisories": list(known)}))
        command = [sys.executable, str(tmp_path / ".ci" / "advisories.py")]
        if audit is not None:
            (tmp_path / "audit.json").write_text(json.dumps(audit))
            command += ["--add", str(tmp_path / "audit.json")]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    return run


@pytest.mark.parametrize("pin", ["made-up==2.0", "Made_Up[extra]==2.0.9 ; python_version >= '3.11'"])
def test_an_affected_version_is_named_and_fails(checkout, pin):
    done = checkout(pin, FAULT)
    assert done.returncode == 1
    assert "is affected by CVE-2026-1 (<2.1)" in done.stdout


@pytest.mark.parametrize("pin", ["made-up==2.1", "made-up==2.10", "made-up-too==2.0"])
def test_a_mended_version_and_another_package_pass(checkout, pin):
    done = checkout(pin, FAULT)
    assert (done.returncode, done.stdout) == (0, "No locked version is in one of 1 advisories.\n")


def test_one_that_is_accepted_is_named_with_the_reason_and_passes(checkout):
    done = checkout("made-up==2.0", FAULT | {"accepted": "It is never called"})
    assert done.returncode == 0
    assert "CVE-2026-1 (<2.1), accepted: It is never called.\nNo other locked version" in done.stdout


def test_what_an_audit_finds_is_kept_and_fails_from_then_on(checkout, tmp_path):
    fault = {"id": "PYSEC-9", "aliases": ["CVE-2026-9"], "fix_versions": ["1.9", "2.1", "3.0"], "description": "Long."}
    unmended = {"id": "PYSEC-8", "aliases": [], "fix_versions": [], "description": "Long."}
    audit = {"dependencies": [{"name": "Made_up", "version": "2.0", "vulns": [fault, unmended]}], "fixes": []}
    done = checkout("made-up==2.0", audit=audit)
    assert done.returncode == 1
    kept = json.loads((tmp_path / "requirements" / "advisories.json").read_text())["advisories"]
    assert [(one["id"], one["affected"]) for one in kept] == [("PYSEC-8", ">=0"), ("PYSEC-9", "<2.1")]
    assert checkout("made-up==2.0", *kept).returncode == 1
    assert checkout("made-up==2.0", *kept, audit=audit).returncode == 1  # each is kept once
    assert len(json.loads((tmp_path / "requirements" / "advisories.json").read_text())["advisories"]) == 2


def test_a_known_advisory_that_is_about_another_version_as_well_by_now_fails(checkout):
    fault = {"id": "CVE-2026-1", "aliases": [], "fix_versions": ["2.1", "3.0.1"], "description": "Long."}
    audit = {"dependencies": [{"name": "made-up", "version": "3.0", "vulns": [fault]}], "fixes": []}
    assert checkout("made-up==3.0", FAULT).returncode == 0
    done = checkout("made-up==3.0", FAULT, audit=audit)
    assert (done.returncode, done.stdout) == (1, "runtime.txt: made-up 3.0 is affected by CVE-2026-1 (<3.0.1)\n")
    accepted = FAULT | {"affected": ">=2.9", "accepted": "It is never called"}
    assert checkout("made-up==3.0", accepted, audit=audit).returncode == 0


def test_the_known_advisories_can_be_read_and_are_part_of_the_check():
    known = json.loads((ROOT / "requirements" / "advisories.json").read_text())["advisories"]
    assert len(known) > 50
    assert [one for one in known if set(one) - {"accepted"} != set(FAULT)] == []
    assert not [one for one in known if not SpecifierSet(one["affected"]) or one.get("accepted") == ""]
    assert ".ci/advisories.py" in (ROOT / ".ci" / "check.sh").read_text()
