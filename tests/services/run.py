"""One test run: a folder that all its processes share, in which each part is started once and stopped at the end."""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

VARIABLE = "DISCUSS_TEST_RUN"  # how the first process tells the others where the folder is
PREFIX = "discuss-tests-"
MEMORY = Path("/dev/shm")  # a file system in memory: each commit of a test waits for the disk otherwise
ROOM = 2**30  # bytes that have to be free there

Facts = dict[str, str]


def folder() -> Path:
    """Return this run's folder."""
    return Path(os.environ[VARIABLE])


def begin() -> None:
    """Make the folder. Only the first process calls this; its workers inherit the variable."""
    made = Path(tempfile.mkdtemp(prefix=PREFIX, dir=MEMORY if _roomy(MEMORY) else None))
    made.chmod(0o755)  # PostgreSQL may run under another account and lives in here
    (made / "pid").write_text(str(os.getpid()))
    os.environ[VARIABLE] = str(made)


def once(name: str, start: Callable[[], Facts]) -> Facts:
    """Start a part when it is first asked for, and give every process the same facts about it.

    The lock makes workers that ask at the same moment wait for the one that starts it.
    """
    kept = folder() / f"{name}.json"
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(json.dumps(start()))
    return facts(name)


def facts(name: str) -> Facts:
    """Return what is known of a part, or nothing if no test asked for it."""
    kept = folder() / f"{name}.json"
    return json.loads(kept.read_text()) if kept.exists() else {}


def end(stops: dict[str, Callable[[Facts], None]], run: Path | None = None) -> None:
    """Stop what was started in ``run`` (default: this one) and remove its folder."""
    run = run or folder()
    for name, stop in stops.items():
        kept = run / f"{name}.json"
        if kept.exists():
            stop(json.loads(kept.read_text()))
    shutil.rmtree(run, ignore_errors=True)


def sweep(stops: dict[str, Callable[[Facts], None]]) -> None:
    """Stop what an earlier run left behind because it was killed."""
    for run in [found for place in (MEMORY, Path(tempfile.gettempdir())) for found in place.glob(f"{PREFIX}*")]:
        if run.stat().st_uid == os.geteuid() and not _alive(run):
            end(stops, run)


def _roomy(place: Path) -> bool:
    return os.access(place, os.W_OK) and shutil.disk_usage(place).free >= ROOM


def _alive(run: Path) -> bool:
    try:
        os.kill(int((run / "pid").read_text()), 0)
    except (FileNotFoundError, ValueError):
        return True  # being made at this moment
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
