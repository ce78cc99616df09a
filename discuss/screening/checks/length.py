"""Too long, or nothing at all."""

from discuss.screening.draft import Draft
from discuss.screening.verdict import Finding, Outcome

VERSION = 1


def length(draft: Draft) -> Finding | None:
    """Refuse a text without words, and one longer than the owner allows."""
    if not draft.text.strip():
        return Finding("length", VERSION, Outcome.REJECT, "No words.", "Write something before you post.")
    over = len(draft.body) - draft.limit
    if over > 0:
        message = f"Shorten your comment by {over:,} character{'s' if over > 1 else ''}."
        return Finding("length", VERSION, Outcome.REJECT, f"{over} characters too long.", message)
    return None
