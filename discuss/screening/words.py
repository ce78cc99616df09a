"""The owner's lists of banned and suspect words, and finding them in a text in one pass.

Entries are words, never patterns: there is no list that an owner could write which makes a text slow to look at.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass
class Step:
    """Where somebody stands who has read some words of entries: what ends here, and which words may follow."""

    ends: dict[str, str] = field(default_factory=dict)  # list -> the entry that is whole here
    starts: dict[str, dict[str, str]] = field(default_factory=dict)  # how the next word may begin -> list -> entry
    lengths: tuple[int, ...] = ()  # of those beginnings
    after: dict[str, "Step"] = field(default_factory=dict)

    def begun_by(self, word: str) -> Iterator[dict[str, str]]:
        """Go through the entries that end in ``*`` and that ``word`` fulfils, the longest last."""
        for length in self.lengths:
            if found := self.starts.get(word[:length]):
                yield found


@dataclass(frozen=True)
class WordLists:
    """Entries as a tree of words.

    Entries that begin alike share their steps, so no list, however it is written, makes a text cost more than its
    words times the words of the longest entry.
    """

    root: Step

    @classmethod
    def parse(cls, text: str) -> "WordLists":
        """Read a file. Raises :class:`Invalid` (field ``words``) with a line for each fault."""
        return cls.of(entries_of(text))

    @classmethod
    def of(cls, lists: Mapping[str, Sequence[str]]) -> "WordLists":
        """Make them from the entries of each list. Raises :class:`Invalid` (field ``words``), naming each bad entry."""
        faults: list[str] = []
        root = Step()
        for listed, given in lists.items():
            for entry in given:
                if fault := _fault(entry):
                    faults.append(f"“{entry[:LONGEST]}”: {fault}")
                else:
                    _plant(root, entry, listed)
        if faults:
            raise Invalid({"words": faults})
        return cls(root)

    def matches(self, text: str) -> list[Match]:
        """Return the listed words in ``text`` in order: of those that begin at one word, the longest of each list."""
        if not self.root.after and not self.root.starts:
            return []
        plain, places = folded(text)
        words = [(found.group(), found.start(), found.end()) for found in _WORD.finditer(plain)]
        found: list[Match] = []
        for number, (_, start, _) in enumerate(words):
            for listed, (entry, end) in self._longest(words, number).items():
                found.append(Match(entry, listed, (places[start], places[end - 1] + 1)))
        return found

    def _longest(self, words: Sequence[tuple[str, int, int]], number: int) -> dict[str, tuple[str, int]]:
        """Return by list the longest entry that begins at this word, and where the last of its words ends."""
        longest: dict[str, tuple[str, int]] = {}
        step: Step | None = self.root
        while step is not None and number < len(words):
            word, _, end = words[number]
            ends = [*step.begun_by(word)]
            step = step.after.get(word)
            if step is not None and step.ends:
                ends.append(step.ends)
            for by_list in ends:
                longest |= {listed: (entry, end) for listed, entry in by_list.items()}
            number += 1
        return longest


def _plant(root: Step, entry: str, listed: str) -> None:
    words = _WORD.findall(folded(entry)[0])
    begun = words.pop() if entry.endswith("*") else ""
    step = root
    for word in words:
        step = step.after.setdefault(word, Step())
    if begun:
        step.starts.setdefault(begun, {}).setdefault(listed, entry)
        step.lengths = tuple(sorted({*step.lengths, len(begun)}))
    else:
        step.ends.setdefault(listed, entry)


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
