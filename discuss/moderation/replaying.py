"""Trying a changed check on comments: what it would have said of each, beside the version in force. Knows no database.

A check is given what it would have been given when a comment was posted, as far as that can still be told: the words as
they stand now, and as published before what is published now.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from discuss import markup
from discuss.screening import CATALOGUE, Draft, Outcome, Setting
from discuss.screening.check import Check
from discuss.screening.draft import FIRST, first_comments
from discuss.screening.likeness import alike
from discuss.screening.pace import DAY, next_allowed
from discuss.screening.words import WordLists

BEFORE = timedelta(days=7)  # the longest that any check looks back at what somebody has posted
CROWD = timedelta(minutes=10)
SHOWN = 20  # examples kept


@dataclass(frozen=True)
class Trial:
    """One setting that is tried: of which check, and all the settings it would stand among."""

    check: str
    settings: Mapping[str, Setting]
    lists: WordLists

    @property
    def setting(self) -> Setting:
        """The setting itself."""
        return self.settings.get(self.check) or CATALOGUE[self.check].default


@dataclass(frozen=True)
class Said:
    """Something that was posted: by whom, when, and its words."""

    id: int
    author_id: int
    body: str
    posted_at: datetime


@dataclass(frozen=True)
class Old:
    """A comment that is looked at again, and what was posted before it that says the same."""

    id: int
    author_id: int
    body: str
    posted_at: datetime
    approved: int
    own: tuple[tuple[str, datetime], ...] = ()
    others: tuple[tuple[int, str], ...] = ()
    times: tuple[datetime, ...] = field(default=())


def stops(trial: Trial) -> Callable[[Old], str]:
    """Return a function that says what happens to a comment by this check alone: ``held``, ``refused``, ``paced``, ''.

    A check that breaks breaks the trial: it would hold everything, and that is no result.
    """
    described, setting = CATALOGUE[trial.check], trial.setting
    if not isinstance(described, Check):
        return lambda old: _paced(trial, old)
    if not setting.enabled:
        return lambda old: ""

    def stop(old: Old) -> str:
        said = described.look(_draft(described, trial, old), setting)
        if said is None:
            return ""
        return "refused" if said.outcome is Outcome.REJECT else "held"

    return stop


def _paced(trial: Trial, old: Old) -> str:
    newcomer = old.approved < first_comments(trial.settings)
    return "paced" if next_allowed(old.times, old.posted_at, newcomer=newcomer, setting=trial.setting) else ""


def _draft(check: Check, trial: Trial, old: Old) -> Draft:
    """Return what the check would have been given; what it does not read is not worked out."""
    return Draft(
        body=old.body,
        text=markup.to_text(old.body) if "text" in check.reads else old.body,
        links=tuple(markup.links(old.body)) if "links" in check.reads else (),
        limit=len(old.body),
        author_staff=False,
        author_approved=min(old.approved, FIRST.most),
        author_last=old.own,
        others_last=old.others,
        now=old.posted_at,
        word_lists=trial.lists,
        markup_disagreement=False,
        author_held_always=False,
        story_held_first=False,
        settings=trial.settings,
    )


def looks_back(check: str) -> str:
    """Say what of the past a check asks for: ``own`` or ``all`` that was posted before, or nothing."""
    described = CATALOGUE[check]
    if not isinstance(described, Check) or "author_last" in described.reads:
        return "own"
    return "all" if "others_last" in described.reads else ""


def with_past(rows: Iterable[Any], past: Sequence[Said], check: str) -> list[Old]:
    """Return the comments with what was posted before each.

    Of earlier words only those that say the same are handed on: no check asks for others, and comparing each with each
    would take longer than everything else.
    """
    described = CATALOGUE[check]
    reads = described.reads if isinstance(described, Check) else frozenset()
    alike_by_key: dict[str, list[Said]] = defaultdict(list)
    times: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for said in past:
        if reads:
            alike_by_key[alike(said.body)].append(said)
        times[said.author_id].append((said.id, said.posted_at))
    found = []
    for row in rows:
        same = [said for said in alike_by_key.get(alike(row.body), ()) if said.id < row.id] if reads and past else []
        found.append(
            Old(
                id=row.id,
                author_id=row.author_id,
                body=row.body,
                posted_at=row.posted_at,
                approved=row.approved,
                own=tuple((said.body, said.posted_at) for said in same if said.author_id == row.author_id),
                others=tuple(
                    (said.author_id, said.body)
                    for said in same
                    if said.author_id != row.author_id and row.posted_at - CROWD < said.posted_at
                ),
                times=tuple(at for number, at in times[row.author_id] if number < row.id and row.posted_at - DAY < at),
            )
        )
    return found


@dataclass
class Tally:
    """What one setting would have done, and what people have decided about the comments it would have stopped."""

    held: int = 0
    refused: int = 0
    paced: int = 0
    approved: int = 0
    removed: int = 0

    @property
    def stopped(self) -> int:
        """All that would not have been published at once."""
        return self.held + self.refused + self.paced

    def add(self, stop: str, verdict: str) -> None:
        """Count one comment that was stopped."""
        setattr(self, stop, getattr(self, stop) + 1)
        if verdict:
            setattr(self, verdict, getattr(self, verdict) + 1)


@dataclass
class Result:
    """Two settings side by side, with comments that show the difference."""

    before: dict[str, Any] = field(default_factory=dict)  # how the check was set when the trial was asked for
    wanted: Tally = field(default_factory=Tally)
    now: Tally = field(default_factory=Tally)
    newly: list[int] = field(default_factory=list)  # comments that only the wanted setting stops
    freed: list[int] = field(default_factory=list)  # comments that only the one in force stops
    both: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Result":
        """Return what the database has kept."""
        wanted, now = (Tally(**stored.get(name, {})) for name in ("wanted", "now"))
        newly, freed, both = (list(stored.get(name, [])) for name in EXAMPLES)
        return cls(dict(stored.get("before", {})), wanted, now, newly, freed, both)

    def to_json(self) -> dict[str, object]:
        """Return it as the database keeps it: numbers, never words."""
        tallies = {"wanted": asdict(self.wanted), "now": asdict(self.now)}
        return {"before": self.before, **tallies, **{name: list(getattr(self, name)) for name in EXAMPLES}}

    def add(self, stops: Mapping[int, tuple[str, str]], verdicts: Mapping[int, str]) -> None:
        """Count comments: by number, what the wanted setting and the one in force do to each."""
        for number, (wanted, now) in stops.items():
            if wanted:
                self.wanted.add(wanted, verdicts.get(number, ""))
            if now:
                self.now.add(now, verdicts.get(number, ""))
            kept = self.both if wanted and now else self.newly if wanted else self.freed
            if len(kept) < SHOWN:
                kept.append(number)


EXAMPLES = ("newly", "freed", "both")
