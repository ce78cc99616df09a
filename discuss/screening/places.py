"""A text cut at the places that were found in it."""

import itertools
from collections.abc import Iterable

from discuss.screening.verdict import Span


def pieces(text: str, spans: Iterable[Span]) -> list[tuple[bool, str]]:
    """Return ``text`` as pieces, each with whether it lies in one of ``spans``; one piece when there are none."""
    inside = [False] * len(text)
    for start, end in spans:
        inside[start:end] = [True] * len(inside[start:end])
    cuts = [0, *(place for place in range(1, len(text)) if inside[place] != inside[place - 1]), len(text)]
    return [(inside[a], text[a:b]) for a, b in itertools.pairwise(cuts) if a < b]
