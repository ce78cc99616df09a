"""What differs between two texts, line by line, for editors who compare revisions. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 2  # unchanged lines shown beside a change


@dataclass(frozen=True)
class Line:
    """One line of a comparison: ``kept``, ``added``, ``removed``, or ``left-out`` for a run of unchanged ones."""

    kind: str
    text: str


def compared(old: str, new: str) -> list[Line]:
    """Return the changes from ``old`` to ``new`` with a little of what stands around them; none for equal texts."""
    before, after = old.splitlines(), new.splitlines()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    lines: list[Line] = []
    end = 0
    for group in matcher.get_grouped_opcodes(AROUND):
        if group[0][1] > end:
            lines.append(Line("left-out", f"{group[0][1] - end} lines unchanged"))
        lines += (line for change in group for line in _lines(change, before, after))
        end = group[-1][2]
    if lines and end < len(before):
        lines.append(Line("left-out", f"{len(before) - end} lines unchanged"))
    return lines


def _lines(change: tuple[str, int, int, int, int], before: list[str], after: list[str]) -> Iterator[Line]:
    kind, first, last, new_first, new_last = change
    if kind == "equal":
        yield from (Line("kept", text) for text in before[first:last])
        return
    yield from (Line("removed", text) for text in before[first:last])
    yield from (Line("added", text) for text in after[new_first:new_last])
