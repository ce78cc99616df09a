"""What a check can say, and what all of them add up to."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

Span = tuple[int, int]


class Outcome(IntEnum):
    """From harmless to refused; the severest wins."""

    PUBLISH = 0
    HOLD = 1
    REJECT = 2


@dataclass(frozen=True)
class Said:
    """One check's word: for the moderator (``reason``), for the author (``message``), and where in the text."""

    outcome: Outcome
    reason: str
    message: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What was said, by which check in which version."""

    check: str
    version: int
    outcome: Outcome
    reason: str
    message: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """All findings about one text."""

    findings: tuple[Finding, ...] = field(default=())

    @property
    def outcome(self) -> Outcome:
        """The severest outcome; without findings the text is published."""
        return max((finding.outcome for finding in self.findings), default=Outcome.PUBLISH)

    @property
    def messages(self) -> list[str]:
        """What the author is told: of refusals only, if there are any."""
        worst = self.outcome
        return [finding.message for finding in self.findings if finding.outcome is worst]

    def for_record(self) -> list[dict[str, Any]]:
        """Return the findings as the database keeps them."""
        return [
            {
                "check": finding.check,
                "version": finding.version,
                "outcome": finding.outcome.name.lower(),
                "reason": finding.reason,
                "message": finding.message,
                "spans": [list(span) for span in finding.spans],
            }
            for finding in self.findings
        ]
