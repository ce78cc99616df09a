"""Trying a text: what every check would say of it, with nothing stored and nobody told."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from discuss import clock, markup
from discuss.errors import Invalid
from discuss.screening import Draft, Finding, Outcome, Setting, Verdict
from discuss.screening.check import Check
from discuss.screening.checks import CHECKS
from discuss.screening.draft import FIRST
from discuss.screening.pipeline import look
from discuss.screening.places import pieces
from discuss.screening.words import WordLists

AUTHORS = {"known": "Somebody who is known here", "newcomer": "Somebody who is new here"}
# What these checks ask for is not in a text: who posts it, where, and what was posted before.
DEPENDS = frozenset({"author_last", "others_last", "author_held_always", "story_held_first"})


@dataclass(frozen=True)
class Line:
    """What one check says, and under which setting."""

    check: Check
    setting: Setting
    finding: Finding | None

    @property
    def depends(self) -> bool:
        """Whether a text alone cannot tell what it would say."""
        return bool(self.check.reads & DEPENDS)


@dataclass(frozen=True)
class Tried:
    """The result: a refusal before any check (``refused``), or a line for each check."""

    body: str
    refused: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def verdict(self) -> Verdict:
        """What all checks together say."""
        return Verdict(tuple(line.finding for line in self.lines if line.finding is not None))

    @property
    def outcome(self) -> str:
        """What would happen, as a sentence."""
        if self.refused or self.verdict.outcome is Outcome.REJECT:
            return "It would be refused, and the text given back."
        held = self.verdict.outcome is Outcome.HOLD
        return "It would be held for a moderator." if held else "It would be published at once."

    @property
    def told(self) -> list[str]:
        """What its author would be told."""
        return self.refused or (self.verdict.messages if self.verdict.findings else [])

    @property
    def pieces(self) -> list[tuple[bool, str]]:
        """The text, cut at the places that checks have named."""
        return pieces(self.body, [span for finding in self.verdict.findings for span in finding.spans])


def try_text(
    typed: str, settings: Mapping[str, Setting], lists: WordLists, *, newcomer: bool = False, limit: int
) -> Tried:
    """Return what ``settings`` and ``lists`` make of a text by somebody new or known."""
    body = markup.clean_text(typed)
    try:
        markup.check(body, limit)
        rendered = markup.render(body)
    except Invalid as refusal:
        return Tried(body, refused=[sentence for sentences in refusal.fields.values() for sentence in sentences])
    draft = Draft(
        body=body,
        text=markup.to_text(body),
        links=tuple(markup.links(body)),
        limit=limit,
        author_staff=False,
        author_approved=0 if newcomer else FIRST.most,
        author_last=(),
        others_last=(),
        now=clock.now(),
        word_lists=lists,
        markup_disagreement=rendered.disagreement,
        author_held_always=False,
        story_held_first=False,
        settings=settings,
    )
    return Tried(
        body,
        lines=[Line(check, settings.get(check.name) or check.default, look(check, draft)) for check in CHECKS],
    )
