"""What owners can set about a check: numbers within a safe range, and lists of words. Plain values, pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from discuss.errors import Invalid
from discuss.screening.words import WordLists

Value = int | str


@dataclass(frozen=True)
class Setting:
    """How a check is set: the version in force, whether it is on, and its values by their parameters' names."""

    version: int = 1  # 1 is as delivered; what owners save begins at 2
    enabled: bool = True
    values: Mapping[str, Value] = field(default_factory=dict)

    def number(self, name: str) -> int:
        """Return a value that is a number."""
        return int(self.values[name])

    def text(self, name: str) -> str:
        """Return a value that is a text."""
        return str(self.values[name])


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One thing that can be set."""

    name: str
    label: str
    default: Value
    hint: str = ""

    kind = ""

    def read(self, typed: str) -> Value:
        """Return what a form says. Raises :class:`Invalid` at the parameter's name."""
        raise NotImplementedError

    def kept(self, stored: object) -> Value:
        """Return a stored value if it is one that :meth:`read` could have returned, else the default."""
        try:
            return self.read(str(stored))
        except Invalid:
            return self.default

    def difference(self, before: Value, after: Value) -> list[str]:
        """Say what a change of this value changes; nothing if it changes nothing."""
        return [f"{self.label}: {before} → {after}"] if before != after else []

    def _refused(self, sentence: str) -> Invalid:
        return Invalid({self.name: [sentence]})


@dataclass(frozen=True, kw_only=True)
class Number(Parameter):
    """A whole number from ``least`` to ``most``: beyond them a check would be useless or would stop everybody."""

    least: int
    most: int

    kind = "number"

    def read(self, typed: str) -> int:
        """Return the number."""
        plain = typed.strip()
        if not (plain.isascii() and plain.isdecimal()) or len(plain) > 9 or not self.least <= int(plain) <= self.most:
            raise self._refused(f"Enter a whole number from {self.least} to {self.most}.")
        return int(plain)


LONGEST_LIST = 20_000  # characters
MOST_ENTRIES = 1_000


@dataclass(frozen=True, kw_only=True)
class Words(Parameter):
    """A list of words and phrases, one a line."""

    listed: str  # which of the two lists

    kind = "words"

    def read(self, typed: str) -> str:
        """Return the entries, one a line, each once, as typed."""
        if len(typed) > LONGEST_LIST:
            raise self._refused(f"Shorten the list by {len(typed) - LONGEST_LIST:,} characters.")
        entries = list(dict.fromkeys(filter(None, (line.split("#", 1)[0].strip() for line in typed.splitlines()))))
        if len(entries) > MOST_ENTRIES:
            raise self._refused(
                f"Take out {len(entries) - MOST_ENTRIES:,} entries: at most {MOST_ENTRIES:,} stay fast."
            )
        if inner := next((entry for entry in entries if entry.startswith("[")), ""):
            raise self._refused(f"“{inner}” is no word; each list has a field of its own.")
        try:
            WordLists.of({self.listed: entries})
        except Invalid as fault:
            raise Invalid({self.name: fault.fields["words"]}) from fault
        return "\n".join(entries)

    def difference(self, before: Value, after: Value) -> list[str]:
        """Name the entries that come and go."""
        old, new = str(before).splitlines(), str(after).splitlines()
        came = [entry for entry in new if entry not in set(old)]
        went = [entry for entry in old if entry not in set(new)]
        return [
            f"{self.label}, {what}: {_some(entries)}" for what, entries in (("new", came), ("gone", went)) if entries
        ]


def _some(entries: list[str], shown: int = 20) -> str:
    more = len(entries) - shown
    return ", ".join(f"“{entry}”" for entry in entries[:shown]) + (f" and {more:,} more" if more > 0 else "")
