"""The texts of the owner's pages: dated files in one folder, so that every version stays and says when it began."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from discuss import clock
from discuss.config import Settings

TITLES = {"terms": "Terms", "privacy": "Privacy", "contact": "Contact"}
DEFAULTS = Path(__file__).with_name("defaults")
DEFAULTS_OF = date(2026, 12, 1)  # when the default texts were last changed
LONGEST = 100_000  # characters that are read of a file
TO_FILL = "[FILL IN:"  # how a text begins that only the owner knows
FOLDER = "pages"  # under var/
LOOKS_AGAIN = timedelta(minutes=1)  # at the files, for what stands at the foot of every page

_NAME = re.compile(r"(terms|privacy|contact)\.([0-9]{4}-[0-9]{2}-[0-9]{2})\.md")


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a page: the day from which it is in force, and its file."""

    since: date
    file: Path


class OwnPages:
    """The pages of one site."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.var / FOLDER
        self._values = values_of(settings)
        self._public = settings.production
        self._ready: tuple[datetime | None, list[str]] = (None, [])

    def versions(self, page: str) -> list[Version]:
        """Return every version of a page, newest first; the default text only while none of the owner's has begun."""
        found: list[Version] = []
        for file in self.folder.glob(f"{page}.*.md"):
            named = _NAME.fullmatch(file.name)
            since = _day(named[2]) if named else None
            if since is not None:
                found.append(Version(since=since, file=file))
        if not any(version.since <= clock.now().date() for version in found):
            found.append(Version(since=DEFAULTS_OF, file=DEFAULTS / f"{page}.md"))
        return sorted(found, key=lambda version: version.since, reverse=True)

    def in_force(self, page: str) -> Version:
        """Return the owner's latest version that has begun, else the default text."""
        today = clock.now().date()
        every = self.versions(page)
        return next(version for version in every if version.since <= today or version.file.parent == DEFAULTS)

    def coming(self, page: str) -> Version | None:
        """Return the owner's next version, which has not begun."""
        today = clock.now().date()
        later = [one for one in self.versions(page) if one.since > today and one.file.parent == self.folder]
        return later[-1] if later else None

    def text(self, version: Version) -> str:
        """Return its words, with what the settings know filled in."""
        words = version.file.read_bytes().decode("utf-8", "replace")[:LONGEST]
        for name, value in self._values.items():
            words = words.replace(name, value)
        return words

    def unfilled(self) -> list[str]:
        """Return the pages in force that still ask the owner for something."""
        return [page for page in TITLES if TO_FILL in self.text(self.in_force(page))]

    def ready(self) -> list[str]:
        """Return the pages that readers are led to: on a public site those that are filled in. Looks once a minute."""
        looked_at, ready = self._ready
        if not looked_at or not timedelta() <= clock.now() - looked_at < LOOKS_AGAIN:
            unfilled = self.unfilled() if self._public else []
            ready = [page for page in TITLES if page not in unfilled]
            self._ready = (clock.now(), ready)
        return ready


def sections(text: str) -> list[tuple[str, str]]:
    """Cut a text at its lines that begin with ``## ``: headings, each with what follows; the first may be empty."""
    pieces = re.split(r"^## +(.+?) *$", f"\n{text}", flags=re.MULTILINE)
    headed = zip(["", *pieces[1::2]], pieces[0::2], strict=True)
    return [(heading, words.strip()) for heading, words in headed if heading or words.strip()]


def values_of(settings: Settings) -> Mapping[str, str]:
    """Return what may stand in a text for what the settings know."""
    return {
        "{site}": settings.site_name,
        "{address}": settings.base_url,
        "{age}": str(settings.minimum_age),
        "{contact}": settings.contact or f"{TO_FILL} an address for messages, in DISCUSS_CONTACT]",
        "{redress}": settings.redress or f"{TO_FILL} who else helps against a decision, in DISCUSS_REDRESS]",
    }


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
