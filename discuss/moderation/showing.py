"""How the desk shows texts: matched words marked, wordings compared, and how long something has waited. Pure."""

import difflib
import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from discuss import clock
from discuss.screening.places import pieces

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
LONGEST_COMPARED = 4000  # words and signs; comparing is quadratic at its worst


def marked(body: str, findings: Iterable[dict[str, object]]) -> list[tuple[bool, str]]:
    """Return ``body`` as pieces, each with whether a check matched it; nothing when no check named a place."""
    spans = [span for finding in findings if isinstance(found := finding.get("spans"), list) for span in found]
    cut = pieces(body, spans)
    return cut if any(hit for hit, _ in cut) else []


def matched_words(body: str, findings: Iterable[dict[str, object]]) -> list[str]:
    """Return the words that checks matched, each once."""
    return list(dict.fromkeys(text for hit, text in marked(body, findings) if hit))


def difference(old: str, new: str) -> list[tuple[str, str]]:
    """Return pieces of both wordings in order: ``same``, ``gone`` (old only) or ``new``."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) > LONGEST_COMPARED or len(after) > LONGEST_COMPARED:
        return [("gone", old), ("new", new)]
    pieces: list[tuple[str, str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(before[a:b])))
            continue
        pieces += [("gone", "".join(before[a:b]))] if a < b else []
        pieces += [("new", "".join(after[c:d]))] if c < d else []
    return pieces


def age(since: datetime) -> str:
    """Return how long ago ``since`` is, in two words."""
    waited = clock.now() - since
    if waited < timedelta(hours=1):
        return f"{max(1, int(waited.total_seconds() // 60))} min"
    if waited < timedelta(days=1):
        return f"{int(waited.total_seconds() // 3600)} h"
    return f"{waited.days} day{'' if waited.days == 1 else 's'}"


def span_words(span: timedelta) -> str:
    """Return a target age in two words."""
    hours = int(span.total_seconds() // 3600)
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"
