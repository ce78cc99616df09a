"""What authors are told before they post, from the same facts that the checks use."""

from discuss.screening.checks.links import MOST
from discuss.screening.draft import NEWCOMER


def notice(*, approved: int, held_always: bool, staff: bool) -> list[str]:
    """Return sentences about what will happen to the next comment; none if it is published at once."""
    if held_always:
        return ["A moderator looks at your comments before others see them."]
    if staff or approved >= NEWCOMER:
        return []
    return [
        f"A moderator looks at the first {NEWCOMER} comments of each account before others see them.",
        f"Links in them are checked, later only if there are more than {MOST}.",
    ]
