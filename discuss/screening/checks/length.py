"""Too long, or nothing at all."""

from discuss.screening.check import Check
from discuss.screening.draft import Draft
from discuss.screening.parameters import Setting
from discuss.screening.verdict import Outcome, Said


def length(draft: Draft, setting: Setting) -> Said | None:
    """Refuse a text without words, and one longer than the owner allows."""
    if not draft.text.strip():
        return Said(Outcome.REJECT, "No words.", "Write something before you post.")
    over = len(draft.body) - draft.limit
    if over > 0:
        message = f"Shorten your comment by {over:,} character{'s' if over > 1 else ''}."
        return Said(Outcome.REJECT, f"{over} characters too long.", message)
    return None


LENGTH = Check(
    name="length",
    title="Length",
    does="Refuses a text without words, and one that is longer than the setting DISCUSS_COMMENT_LIMIT allows.",
    always_on="This check stays on: without it empty texts and texts without end could be posted.",
    look=length,
    reads=frozenset({"text"}),
)
