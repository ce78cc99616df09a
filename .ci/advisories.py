#!/usr/bin/env python3
"""Hold the lock files against the advisories that requirements/advisories.json knows; no network is needed.

It names each locked version that an advisory is about, and fails unless the file says why that is accepted. With
``--add FILE``, which holds what pip-audit wrote as JSON, its findings are first taken into the file.
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
                if not concerns(advisory, normal(name), Version(version)):
                    continue
                line = f"{lock.name}: {name} {version} is affected by {advisory['id']} ({advisory['affected']})"
                if why := advisory.get("accepted"):
                    accepted.append(f"{line}, accepted: {why}.")
                else:
                    faults.append(line)
    return faults, accepted


def found(audit: dict[str, Any], known: list[Advisory]) -> list[Advisory]:
    """Return what pip-audit found and the file does not say of these versions, as entries of the file.

    Every version before the next mended one is taken to be affected: nobody goes back to one without looking.
    """
    advisories = []
    for one in audit["dependencies"]:
        package, version = normal(one["name"]), Version(one.get("version", "0"))
        for fault in one.get("vulns", []):
            names = {fault["id"], *fault["aliases"]}
            later = sorted(fix for fix in map(Version, fault["fix_versions"]) if fix > version)
            new = {
                "package": package,
                "id": fault["id"],
                "aliases": sorted(fault["aliases"]),
                "affected": f"<{later[0]}" if later else ">=0",
                "about": "",
            }
            if not any(names & {old["id"], *old["aliases"]} and concerns(old, package, version) for old in known):
                advisories.append(new)
    return advisories


def concerns(advisory: Advisory, package: str, version: Version) -> bool:
    """Say whether an advisory is about this version of a package."""
    return advisory["package"] == package and version in SpecifierSet(advisory["affected"], prereleases=True)


def main(arguments: list[str]) -> int:
    """Run the command; return its exit status."""
    known = json.loads(KNOWN.read_text())
    if arguments[:1] == ["--add"]:
        entries = known["advisories"]
        entries += found(json.loads(Path(arguments[1]).read_text()), entries)
        entries.sort(key=lambda entry: (entry["package"], entry["id"], entry["affected"]))
        KNOWN.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n")
    faults, accepted = affected(known["advisories"])
    rest = "other " if accepted else ""
    lines = faults or [f"No {rest}locked version is in one of {len(known['advisories'])} advisories."]
    print("\n".join(accepted + lines))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
