"""Links: too many, or the first ones of an account."""

from discuss.screening.draft import Draft
from discuss.screening.verdict import Finding, Outcome

VERSION = 1
MOST = 3  # links in a comment that needs no look


def links(draft: Draft) -> Finding | None:
    """Hold comments with many links, and any link of somebody who is new here."""
    if len(draft.links) > MOST:
        message = f"A moderator looks first at comments with more than {MOST} links."
        return Finding("links", VERSION, Outcome.HOLD, f"{len(draft.links)} links.", message)
    if draft.links and draft.newcomer:
        message = "First links from an account are checked by a moderator."
        return Finding("links", VERSION, Outcome.HOLD, "A link of a newcomer.", message)
    return None
