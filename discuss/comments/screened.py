"""A text on its way in: refused if it cannot be shown, made into safe HTML, and looked at by every check."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from discuss import clock, markup
from discuss.checks.actions import count_refusals
from discuss.comments import gate
from discuss.comments.author_queries import AuthorFacts
from discuss.db import Turn
from discuss.errors import Invalid
from discuss.policy import Actor
from discuss.screening import ALONE, BESIDE_OTHERS, Draft, Outcome, Verdict, screen
from discuss.screening.likeness import likeness
from discuss.screening.words import WordLists
from discuss.stories.models import Story

OF_LENGTH = frozenset({"too_long", "empty"})  # what is refused early for what the check of the length is there for


@dataclass(frozen=True)
class CommentSettings:
    """What the owner decides about comments."""

    limit: int  # characters
    pace: bool  # whether the pace per person is kept
    words: Callable[[], WordLists]  # the lists in the owner's file, which count until a version of them is saved


@dataclass(frozen=True)
class Screened:
    """A text that may be stored: its safe HTML, what the checks say of it by itself, and its likeness."""

    rendered: markup.Rendered
    alone: Verdict
    draft: Draft
    likeness: str | None

    @property
    def turns(self) -> dict[Turn, int]:
        """The turn in which it is stored, so that nobody stores the same words meanwhile."""
        return {Turn.WORDS: int(self.likeness[:8], 16) - 2**31} if self.likeness else {}

    def beside(self, others: tuple[tuple[int, str], ...]) -> Verdict:
        """Return what all checks say, those as well that look at who else has just written what."""
        findings = screen(replace(self.draft, others_last=others), BESIDE_OTHERS).findings
        return Verdict(self.alone.findings + findings)


def screened(actor: Actor, story: Story, body: str, facts: AuthorFacts, settings: CommentSettings) -> Screened:
    """Return ``body`` as it may be stored, after all checks that need nothing but it and its author have looked.

    Raises ``Invalid`` (a 422 at the field ``body``) for what is refused: what cannot be shown before any costly work,
    what a check refuses when all have looked.
    """
    try:
        markup.check(body, settings.limit)
    except markup.Refused as refused:
        if refused.code in OF_LENGTH:
            count_refusals(["length"])
        raise
    rendered = markup.render(body)
    draft = Draft(
        body=body,
        text=markup.to_text(body),
        links=tuple(markup.links(body)),
        limit=settings.limit,
        author_staff=actor.staff,
        author_approved=facts.approved,
        # Whoever deletes a comment may post it again, in another place or after second thoughts.
        author_last=tuple((row.body, row.posted_at) for row in facts.recent if row.status != "withdrawn"),
        others_last=(),
        now=clock.now(),
        word_lists=facts.checks.words or settings.words(),
        markup_disagreement=rendered.disagreement,
        author_held_always=facts.held_always,
        story_held_first=gate.held_here(actor, story),
        settings=facts.checks.settings,
    )
    verdict = screen(draft, ALONE)
    if verdict.outcome is Outcome.REJECT:
        count_refusals(finding.check for finding in verdict.findings if finding.outcome is Outcome.REJECT)
        raise Invalid({"body": list(verdict.messages)})
    return Screened(rendered, verdict, draft, likeness(body))
