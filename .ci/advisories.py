#!/usr/bin/env python3
"""Hold the lock files against the advisories that requirements/advisories.json knows; no network is needed.

Without arguments: name each locked version that an advisory is about, and fail unless the file says why that is
accepted. With ``--add FILE``, which holds what
pip-audit wrote as JSON: take its findings into requirements/advisories.json first.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from packaging.specifiers import SpecifierSet
from packaging.version import Version

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"
KNOWN = REQUIREMENTS / "advisories.json"
PIN = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)", re.MULTILINE)

Advisory = dict[str, Any]


def normal(name: str) -> str:
    """Return a package's name as all ways to write it are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def affected(advisories: list[Advisory]) -> tuple[list[str], list[str]]:
    """Return a line for each locked version that an advisory is about: not accepted, and accepted."""
    faults: list[str] = []
    accepted: list[str] = []
    for lock in sorted(REQUIREMENTS.glob("*.txt")):
        for name, version in PIN.findall(lock.read_text()):
            for advisory in advisories:
                if advisory["package"] != normal(name) or Version(version) not in SpecifierSet(advisory["affected"]):
                    continue
                line = f"{lock.name}: {name} {version} is affected by {advisory['id']} ({advisory['affected']})"
                if why := advisory.get("accepted"):
                    accepted.append(f"{line}, accepted: {why}.")
                else:
                    faults.append(line)
    return faults, accepted


def found(audit: dict[str, Any]) -> list[Advisory]:
    """Return what pip-audit found, as entries of the file; without a mended version, every later one is affected."""
    advisories = []
    for one in audit["dependencies"]:
        version = Version(one.get("version", "0"))
        for fault in one.get("vulns", []):
            later = sorted(fix for fix in map(Version, fault["fix_versions"]) if fix > version)
            until = f",<{later[0]}" if later else ""
            advisories.append(
                {
                    "package": normal(one["name"]),
                    "id": fault["id"],
                    "aliases": sorted(fault["aliases"]),
                    "affected": f">={version}{until}",
                    "about": "",
                }
            )
    return advisories


def main(arguments: list[str]) -> int:
    """Run the command; return its exit status."""
    known = json.loads(KNOWN.read_text())
    if arguments[:1] == ["--add"]:
        entries = known["advisories"]
        have = {(entry["package"], name) for entry in entries for name in (entry["id"], *entry["aliases"])}
        entries += [
            new
            for new in found(json.loads(Path(arguments[1]).read_text()))
            if not {(new["package"], name) for name in (new["id"], *new["aliases"])} & have
        ]
        entries.sort(key=lambda entry: (entry["package"], entry["id"], entry["affected"]))
        KNOWN.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n")
    faults, accepted = affected(known["advisories"])
    rest = "other " if accepted else ""
    lines = faults or [f"No {rest}locked version is in one of {len(known['advisories'])} advisories."]
    print("\n".join(accepted + lines))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
