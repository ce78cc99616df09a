"""The owner's file of banned and suspect words, read again when it has changed."""

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

from discuss.errors import DiscussError
from discuss.screening.words import DEFAULT_FILE, WordLists

_log = logging.getLogger(__name__)


def words_of(path: Path) -> Callable[[], WordLists]:
    """Return a function that gives the lists as the file has them now.

    A file with a fault keeps the lists that were good before: an owner's slip must neither open the gate nor close it.
    """
    lists = WordLists.parse(DEFAULT_FILE.read_text(encoding="utf-8"))
    read: tuple[int, int] | None = None

    def now() -> WordLists:
        nonlocal lists, read
        stamp = _stamp(path)
        if stamp is not None and stamp != read:
            read = stamp
            try:
                lists = WordLists.parse(path.read_text(encoding="utf-8"))
            except (DiscussError, ValueError, OSError) as fault:
                _log.error("the words file has a fault; what it said before stands: %s", fault)
        return lists

    return now


def put_default(path: Path) -> None:
    """Give the owner a file to edit."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(DEFAULT_FILE, path)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
