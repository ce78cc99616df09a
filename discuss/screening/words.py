"""The owner's lists of banned and suspect words, and finding them in a text in one pass."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from discuss.errors import Invalid
from discuss.screening.likeness import folded

DEFAULT_FILE = Path(__file__).with_name("words.default.txt")
LISTS = ("banned", "suspect")
LONGEST = 60  # characters of an entry
SHORTEST = 2  # letters of an entry: one letter would stop nearly every text
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Match:
    """A listed word in a text: the entry, its list, and where it stands."""

    entry: str
    listed: str
    span: tuple[int, int]


@dataclass(frozen=True)
class WordLists:
    """Entries by their first word; each is the words that follow one another, the last may end in ``*``.

    Those of one word that ends in ``*`` are kept by its first two letters.
    """

    entries: dict[str, tuple[tuple[tuple[str, ...], bool, str, str], ...]]
    prefixes: dict[str, tuple[tuple[str, str, str], ...]]

    @classmethod
    def parse(cls, text: str) -> "WordLists":
        """Read a file. Raises :class:`Invalid` (field ``words``) with a line for each fault."""
        return cls.of(entries_of(text))

    @classmethod
    def of(cls, lists: Mapping[str, Sequence[str]]) -> "WordLists":
        """Make them from the entries of each list. Raises :class:`Invalid` (field ``words``), naming each bad entry."""
        faults: list[str] = []
        entries: dict[str, list[tuple[tuple[str, ...], bool, str, str]]] = {}
        prefixes: dict[str, list[tuple[str, str, str]]] = {}
        for listed, given in lists.items():
            for entry in given:
                if fault := _fault(entry):
                    faults.append(f"“{entry[:LONGEST]}”: {fault}")
                    continue
                open_ended = entry.endswith("*")
                words = tuple(_WORD.findall(folded(entry)[0]))
                if open_ended and len(words) == 1:
                    prefixes.setdefault(words[0][:SHORTEST], []).append((words[0], entry, listed))
                else:
                    entries.setdefault(words[0], []).append((words, open_ended, entry, listed))
        if faults:
            raise Invalid({"words": faults})
        return cls(
            {first: tuple(found) for first, found in entries.items()},
            {start: tuple(found) for start, found in prefixes.items()},
        )

    def matches(self, text: str) -> list[Match]:
        """Return every listed word in ``text`` with its place, in order; linear in the text for a given list."""
        if not self.entries and not self.prefixes:
            return []
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
            for prefix, entry, listed in self.prefixes.get(word[:SHORTEST], ()):
                if word.startswith(prefix):
                    found.append(Match(entry, listed, (places[start], places[words[number][2] - 1] + 1)))
        return found


def entries_of(text: str) -> dict[str, list[str]]:
    """Read a file: ``[banned]`` and ``[suspect]``, one word or phrase a line, ``*`` at its end, ``#`` comments.

    Raises :class:`Invalid` (field ``words``) with a line for each fault.
    """
    lists: dict[str, list[str]] = {listed: [] for listed in LISTS}
    faults: list[str] = []
    listed = ""
    for number, entry in _lines(text):
        if entry.startswith("["):
            listed = entry.strip("[]").casefold()
            fault = "" if listed in LISTS else f"there is no list {entry}; use [banned] or [suspect]"
        else:
            fault = _fault(entry) if listed in LISTS else _misplaced(listed)
            if not fault:
                lists[listed].append(entry)
        if fault:
            faults.append(f"line {number}: {fault}")
    if faults:
        raise Invalid({"words": faults})
    return lists


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if entry := line.split("#", 1)[0].strip():
            yield number, entry


def _misplaced(listed: str) -> str:
    if listed:
        return "this word stands in a list that does not exist; move it"
    return "this word stands before [banned] or [suspect]; move it under one of them"


def _fault(entry: str) -> str:
    if len(entry) > LONGEST:
        return f"this entry has more than {LONGEST} characters; shorten it"
    if "*" in entry[:-1]:
        return "a * may stand at the end only"
    if sum(len(word) for word in _WORD.findall(folded(entry)[0])) < SHORTEST:
        return "this entry has no word of two letters or more"
    return ""
