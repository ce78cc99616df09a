"""What the address in a notice of illegal content names on this site: a story, a comment, or a person's page. Pure."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_COMMENT = re.compile(r"/stories/([a-z0-9-]{1,120})(?:/comments/([0-9]{1,9}))?/?")
_PERSON = re.compile(r"/people/([a-z0-9_-]{3,30})/?")
_FRAGMENT = re.compile(r"c([0-9]{1,9})")


@dataclass(frozen=True)
class Place:
    """A story's address, the number of a comment under it, or a handle; empty where it names none."""

    slug: str = ""
    comment: int | None = None
    handle: str = ""

    def canonical(self, address: str, base_url: str) -> str:
        """Return the one form of ``address``; that of a story stays, it may say which part of the story is meant."""
        if self.handle:
            return f"{base_url}/people/{self.handle}"
        return f"{base_url}/stories/{self.slug}/comments/{self.comment}" if self.comment else address


def place_of(address: str, base_url: str) -> Place | None:
    """Return what an address names; None for addresses of other sites and of anything else here."""
    try:
        parts = urlsplit(address)
        site = urlsplit(base_url)
        here = not parts.netloc or (parts.hostname, parts.port) == (site.hostname, site.port)
    except ValueError:
        return None
    if not here or parts.scheme not in {"", "http", "https"}:
        return None
    person = _PERSON.fullmatch(parts.path)
    if person is not None:
        return Place(handle=person[1])
    found = _COMMENT.fullmatch(parts.path)
    if found is None:
        return None
    marked = _FRAGMENT.fullmatch(parts.fragment)
    number = found[2] or (marked[1] if marked else None)
    return Place(slug=found[1], comment=int(number) if number else None)


def handle_in(address: str) -> str:
    """Return the handle in a stored address of a person's page; empty for all others."""
    person = _PERSON.fullmatch(urlsplit(address).path)
    return person[1] if person is not None else ""
