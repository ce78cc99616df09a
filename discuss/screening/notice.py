"""What authors are told before they post, from the same facts and settings that the checks use."""

from collections.abc import Mapping

from discuss.screening.checks.links import LINKS
from discuss.screening.checks.newcomer import NEWCOMER
from discuss.screening.draft import first_comments
from discuss.screening.parameters import Setting


def notice(
    *, approved: int, held_always: bool, staff: bool, settings: Mapping[str, Setting] | None = None
) -> list[str]:
    """Return sentences about what will happen to the next comment; none if it is published at once."""
    settings = settings or {}
    if held_always:
        return ["A moderator looks at your comments before others see them."]
    first = first_comments(settings)
    if staff or approved >= first:
        return []
    newcomer = settings.get(NEWCOMER.name) or NEWCOMER.default
    links = settings.get(LINKS.name) or LINKS.default
    which = f"the first {first} comments" if first > 1 else "the first comment"
    told = []
    if newcomer.enabled:
        told.append(f"A moderator looks at {which} of each account before others see them.")
    if links.enabled:
        them = "them" if newcomer.enabled else f"{which} of each account"
        told.append(f"Links in {them} are checked, later only if there are more than {links.number('most')}.")
    return told
