"""Links: too many, or the first ones of an account."""

from discuss.screening.check import Check
from discuss.screening.draft import Draft
from discuss.screening.parameters import Number, Setting
from discuss.screening.verdict import Outcome, Said


def links(draft: Draft, setting: Setting) -> Said | None:
    """Hold comments with many links, and any link of somebody who is new here."""
    most = setting.number("most")
    if len(draft.links) > most:
        which = f"with more than {most} links" if most > 1 else "with several links" if most else "with links"
        return Said(
            Outcome.HOLD, f"{_links(len(draft.links))}.", f"A moderator looks first at comments {which}.", _where(draft)
        )
    if draft.links and draft.newcomer:
        message = "First links from an account are checked by a moderator."
        return Said(Outcome.HOLD, "A link of a newcomer.", message, _where(draft))
    return None


def _links(count: int) -> str:
    return f"{count} link{'s' if count > 1 else ''}"


def _where(draft: Draft) -> tuple[tuple[int, int], ...]:
    """Return where addresses stand as they were typed; one that was typed in another form is not found."""
    found = [(draft.body.find(link), len(link)) for link in draft.links]
    return tuple(sorted((start, start + long) for start, long in found if start >= 0))


LINKS = Check(
    name="links",
    title="Links",
    does="Holds a comment with more than {most} links, and any link in the first comments of an account.",
    parameters=(Number(name="most", label="Links in a comment that needs no look", default=3, least=0, most=20),),
    look=links,
    reads=frozenset({"links"}),
)
