"""A whole story as editors have it: plain values, the same whichever form it came in."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from discuss.errors import Invalid

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
KINDS = ("why", "point", "expert", "plain", "side", "noise", "forecast", "event")
MOST = {"why": 1, "point": 20, "expert": 10, "plain": 10, "side": 8, "noise": 1, "forecast": 1, "event": 100}
ACCESS = ("off", "members", "subscribers", "paid")
LONGEST_HEADLINE, LONGEST_LABEL, LONGEST_TEXT, LONGEST_SLUG = 200, 200, 4000, 100  # characters
LONGEST_TOPIC = 60  # characters
LONGEST_FILE = 200_000  # bytes
NAMES = {
    "why": "“Why it matters”",
    "point": "a key point",
    "expert": "the expert summary",
    "plain": "the plain-language summary",
    "side": "a side",
    "noise": "the noise level",
    "forecast": "the forecast",
    "event": "an event",
}


@dataclass(frozen=True)
class Part:
    """One element of a story. ``label`` is a side's name or an event's title, ``slug`` a side's value in forms."""

    kind: str
    text: str
    label: str = ""
    slug: str = ""
    happened_on: date | None = None
    disclaimer: str = ""
    public_id: str = ""  # if the file names it; the site gives ids otherwise


@dataclass(frozen=True)
class StoryDocument:
    """A story. None means "not said here": an import leaves that as it is."""

    headline: str
    parts: tuple[Part, ...] = ()
    noise_level: int | None = None  # 1 quiet to 5 extreme
    slug: str | None = None
    topic: str | None = None
    access: str | None = None
    closes_on: date | None = None  # last day of the discussion

    def of(self, kind: str) -> tuple[Part, ...]:
        """Return the parts of one kind, in order."""
        return tuple(part for part in self.parts if part.kind == kind)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON can say it, for keeping revisions."""
        said = asdict(self)
        said["closes_on"] = self.closes_on.isoformat() if self.closes_on else None
        for part in said["parts"]:
            part["happened_on"] = part["happened_on"].isoformat() if part["happened_on"] else None
        return said

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> "StoryDocument":
        """Return what :meth:`to_dict` kept."""
        parts = tuple(Part(**(part | {"happened_on": _date(part["happened_on"])})) for part in said["parts"])
        return cls(**(dict(said) | {"parts": parts, "closes_on": _date(said["closes_on"])}))


def _date(given: str | None) -> date | None:
    return date.fromisoformat(given) if given else None


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong on a line of a file, and what to do."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class BadStory(Invalid):
    """A file that is refused whole, with every fault."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__({"file": [str(fault) for fault in self.faults]})

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


@dataclass
class Lines:
    """Where things stood in the file: for faults that are found after reading."""

    headline: int = 1
    settings: dict[str, int] = field(default_factory=dict)
    parts: list[int] = field(default_factory=list)


def checked(document: StoryDocument, lines: Lines) -> StoryDocument:
    """Return ``document`` if it can be a page. Raises :class:`BadStory` with every fault."""
    faults = [*_settings(document, lines), *_parts(document, lines)]
    if faults:
        raise BadStory(faults)
    return document


def _settings(document: StoryDocument, lines: Lines) -> list[Fault]:
    at = lines.settings.get
    top = lines.headline
    found = [Fault(top, fault) for fault in _text_faults("the headline", document.headline, LONGEST_HEADLINE)]
    if document.slug is not None and (len(document.slug) > LONGEST_SLUG or not SLUG.fullmatch(document.slug)):
        found.append(Fault(at("slug", 1), "the slug may hold a to z, 0 to 9 and single dashes, at most 100; change it"))
    if document.topic:
        found += [Fault(at("topic", 1), fault) for fault in _text_faults("the topic", document.topic, LONGEST_TOPIC)]
    if document.access is not None and document.access not in ACCESS:
        found.append(Fault(at("access", 1), f"access must be one of {', '.join(ACCESS)}; change it"))
    if document.noise_level is not None and document.noise_level not in range(1, 6):
        found.append(Fault(at("noise", 1), "the noise level must be a number from 1 to 5; change it"))
    return found


def _parts(document: StoryDocument, lines: Lines) -> list[Fault]:
    found: list[Fault] = []
    seen: set[tuple[str, str]] = set()
    ids: set[str] = set()
    last: dict[str, int] = {}
    for number, part in enumerate(document.parts):
        line = lines.parts[number] if number < len(lines.parts) else 1
        found += [Fault(line, fault) for fault in _part_faults(part)]
        key = (part.kind, part.slug if part.kind == "side" else part.text)
        if part.kind in {"point", "side"} and key[1].strip() and key in seen:
            found.append(Fault(line, f"{NAMES[part.kind]} stands here a second time; remove one"))
        if part.public_id and (part.public_id in ids or not SLUG.fullmatch(part.public_id) or len(part.public_id) > 60):
            found.append(Fault(line, f"the id {part.public_id!r} is used twice or is no id; change it"))
        if part.kind == "noise" and document.noise_level is None:
            found.append(Fault(line, "the noise level has a sentence but no level; add 1 to 5"))
        seen.add(key)
        ids.add(part.public_id)
        last[part.kind] = line
    counts = Counter(part.kind for part in document.parts)
    return found + [
        Fault(last[kind], f"there is more than {MOST[kind]} of {NAMES[kind]}; remove some")
        for kind, count in counts.items()
        if count > MOST[kind]
    ]


def _part_faults(part: Part) -> list[str]:
    name = NAMES[part.kind]
    found = _text_faults(name, part.text, LONGEST_TEXT)
    if part.kind == "side" and not SLUG.fullmatch(part.slug):
        found.append("the side needs a name with letters; change it")
    elif part.kind == "event" and not part.label:
        found.append("an event has no title; write one before its text")
    elif part.label:
        found += _text_faults(f"the title of {name}", part.label, LONGEST_LABEL)
    if part.disclaimer:
        found += _text_faults(f"the disclaimer of {name}", part.disclaimer, LONGEST_TEXT)
    return found


def day_of(text: str) -> date:
    """Return the day that ``text`` says, written 2026-06-18 and in no other way. Raises ValueError."""
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _text_faults(name: str, text: str, longest: int) -> list[str]:
    faults = []
    if not text.strip():
        faults.append(f"{name} is empty; write it or remove it")
    if len(text) > longest:
        faults.append(f"{name} is longer than {longest} characters; shorten it by {len(text) - longest}")
    bad = next((c for c in text if unicodedata.category(c) in {"Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp"}), None)
    if bad is not None:
        faults.append(f"{name} holds the hidden character U+{ord(bad):04X}; remove it")
    return faults


def slug_of(text: str) -> str:
    """Return the address form of a name: its Latin letters and digits with dashes between."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    plain = plain.replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")
