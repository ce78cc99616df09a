"""Everything that a check may know."""

from dataclasses import dataclass
from datetime import datetime

from discuss.screening.words import WordLists


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
    others_last: tuple[str, ...]  # what others wrote in the last ten minutes
    now: datetime
    word_lists: WordLists
    markup_disagreement: bool  # the two sanitizers did not agree about it
    author_held_always: bool

    @property
    def newcomer(self) -> bool:
        """Whether moderators have not seen enough of the author yet."""
        return not self.author_staff and self.author_approved < NEWCOMER


NEWCOMER = 2  # published comments before somebody counts as known
