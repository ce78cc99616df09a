"""The owner's file of banned and suspect words, read again when it has changed.

It counts as long as no version of the check ``words`` was saved in the browser.
"""

import logging
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from discuss.errors import DiscussError, Invalid
from discuss.screening.words import DEFAULT_FILE, WordLists, entries_of

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Contents:
    """What the file said when it was last without a fault."""

    entries: dict[str, list[str]]
    lists: WordLists

    @classmethod
    def of(cls, text: str) -> "Contents":
        """Read a text. Raises :class:`Invalid` for one with faults."""
        entries = entries_of(text)
        return cls(entries, WordLists.of(entries))


@dataclass
class WordsFile:
    """The file at ``path``.

    A file with a fault keeps the lists that were good before: an owner's slip must neither open the gate nor close it.
    """

    path: Path
    fault: str = ""  # what is wrong with the file as it is now
    _read: tuple[int, int] | None = None
    _good: Contents = field(default_factory=lambda: Contents.of(DEFAULT_FILE.read_text(encoding="utf-8")))

    def now(self) -> Contents:
        """Return what the file says now, or said before its fault."""
        stamp = _stamp(self.path)
        if stamp is not None and stamp != self._read:
            self._read = stamp
            try:
                self._good = Contents.of(self.path.read_text(encoding="utf-8"))
                self.fault = ""
            except (DiscussError, ValueError, OSError) as fault:
                self.fault = "; ".join(fault.fields["words"]) if isinstance(fault, Invalid) else str(fault)
                _log.error("the words file has a fault; what it said before stands: %s", self.fault)
        return self._good

    def lists(self) -> WordLists:
        """Return its lists, ready to look with."""
        return self.now().lists

    def put_default(self) -> None:
        """Give the owner a file to edit."""
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(DEFAULT_FILE, self.path)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
