"""Everything that a check may know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from discuss.screening.parameters import Number, Setting
from discuss.screening.words import WordLists

FIRST = Number(
    name="first",
    label="Comments that a moderator looks at first",
    default=2,
    least=1,
    most=20,
    hint="Published comments before somebody counts as known; contact details and links are looked at until then, too.",
)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A text on its way in, and the facts about its author that checks ask for."""

    body: str  # as typed, in its one form
    text: str  # the same without marks of Markdown
    links: tuple[str, ...]  # addresses in it
    limit: int  # characters it may have
    author_staff: bool
    author_approved: int  # published comments so far
    author_last: tuple[tuple[str, datetime], ...]  # own recent bodies with their times, newest first
    others_last: tuple[tuple[int, str], ...]  # who else wrote what in the last ten minutes
    now: datetime
    word_lists: WordLists
    markup_disagreement: bool  # the two sanitizers did not agree about it
    author_held_always: bool
    story_held_first: bool
    settings: Mapping[str, Setting] = field(default_factory=dict)  # by check; one that is missing is as delivered

    @property
    def first_comments(self) -> int:
        """How many published comments it takes to be known."""
        return first_comments(self.settings)

    @property
    def newcomer(self) -> bool:
        """Whether moderators have not seen enough of the author yet."""
        return not self.author_staff and self.author_approved < self.first_comments


def first_comments(settings: Mapping[str, Setting]) -> int:
    """Return how many published comments it takes to be known."""
    found = settings.get("newcomer")
    return found.number(FIRST.name) if found else int(FIRST.default)
