"""Screening."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Outcome(IntEnum):
    PUBLISH = 0
    HOLD = 1
    REJECT = 2


@dataclass(frozen=True, kw_only=True)
class Draft:
    body: str
    text: str
    links: tuple
    limit: int
    author_staff: bool
    author_approved: int
    author_last: tuple
    others_last: tuple
    now: datetime
    word_lists: object
    markup_disagreement: bool
    author_held_always: bool


@dataclass(frozen=True)
class Finding:
    check: str
    version: int
    outcome: Outcome
    reason: str
    message: str
    spans: tuple = ()


@dataclass(frozen=True)
class Verdict:
    findings: tuple = ()

    @property
    def outcome(self):
        return max((f.outcome for f in self.findings), default=Outcome.PUBLISH)

    @property
    def messages(self):
        return [f.message for f in self.findings]

    def for_record(self):
        return [
            {"check": f.check, "version": f.version, "outcome": f.outcome.name.lower(), "reason": f.reason}
            for f in self.findings
        ]


def screen(draft):
    found = []
    if not draft.body.strip():
        found.append(Finding("length", 1, Outcome.REJECT, "empty", "Write something before you post."))
    if draft.author_approved < 2 and not draft.author_staff:
        found.append(Finding("newcomer", 1, Outcome.HOLD, "newcomer", "held"))
    return Verdict(tuple(found))


def notice(**facts):
    return []
