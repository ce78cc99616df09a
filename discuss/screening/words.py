"""The owner's lists of banned and suspect words, and finding them in a text in one pass."""

import re
from dataclasses import dataclass
from pathlib import Path

from discuss.errors import Invalid
from discuss.screening.likeness import folded

DEFAULT_FILE = Path(__file__).with_name("words.default.txt")
LISTS = ("banned", "suspect")
LONGEST = 60  # characters of an entry
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Match:
    """A listed word in a text: the entry, its list, and where it stands."""

    entry: str
    listed: str
    span: tuple[int, int]


@dataclass(frozen=True)
class WordLists:
    """Entries by their first word; each is the words that follow one another, the last may end in ``*``."""

    entries: dict[str, tuple[tuple[tuple[str, ...], bool, str, str], ...]]
    prefixes: tuple[tuple[str, str, str], ...]

    @classmethod
    def parse(cls, text: str) -> "WordLists":
        """Read a file: ``[banned]`` and ``[suspect]``, one word or phrase a line, ``*`` at its end, ``#`` comments.

        Raises :class:`Invalid` (field ``words``) with a line for each fault.
        """
        faults: list[str] = []
        entries: dict[str, list[tuple[tuple[str, ...], bool, str, str]]] = {}
        prefixes: list[tuple[str, str, str]] = []
        listed = ""
        for number, line in enumerate(text.splitlines(), 1):
            entry = line.split("#", 1)[0].strip()
            if not entry:
                continue
            if entry.startswith("["):
                listed = entry.strip("[]").casefold()
                if listed not in LISTS:
                    faults.append(f"line {number}: there is no list {entry}; use [banned] or [suspect]")
                continue
            fault = _fault(entry, listed)
            if fault:
                faults.append(f"line {number}: {fault}")
                continue
            open_ended = entry.endswith("*")
            words = tuple(_WORD.findall(folded(entry)[0]))
            if open_ended and len(words) == 1:
                prefixes.append((words[0], entry, listed))
            else:
                entries.setdefault(words[0], []).append((words, open_ended, entry, listed))
        if faults:
            raise Invalid({"words": faults})
        return cls({first: tuple(found) for first, found in entries.items()}, tuple(prefixes))

    def matches(self, text: str) -> list[Match]:
        """Return every listed word in ``text`` with its place, in order; linear in the text for a given list."""
        plain, places = folded(text)
        words = [(found.group(), found.start(), found.end()) for found in _WORD.finditer(plain)]
        found: list[Match] = []
        for number, (word, start, _) in enumerate(words):
            for wanted, open_ended, entry, listed in self.entries.get(word, ()):
                end = number + len(wanted)
                here = [w for w, _, _ in words[number:end]]
                last = len(wanted) - 1
                if len(here) == len(wanted) and all(
                    w == wanted[i] or (open_ended and i == last and w.startswith(wanted[i])) for i, w in enumerate(here)
                ):
                    found.append(Match(entry, listed, (places[start], places[words[end - 1][2] - 1] + 1)))
            for prefix, entry, listed in self.prefixes:
                if word.startswith(prefix):
                    found.append(Match(entry, listed, (places[start], places[words[number][2] - 1] + 1)))
        return found


def _fault(entry: str, listed: str) -> str:
    if not listed:
        return "this word stands before [banned] or [suspect]; move it under one of them"
    if listed not in LISTS:
        return "this word stands in a list that does not exist; move it"
    if len(entry) > LONGEST:
        return f"this entry has more than {LONGEST} characters; shorten it"
    if "*" in entry[:-1]:
        return "a * may stand at the end only"
    if len(entry.rstrip("*")) < 2 or not _WORD.findall(folded(entry)[0]):
        return "this entry has no word of two letters or more"
    return ""
