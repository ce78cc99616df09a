"""The last two looks at rendered HTML: bleach, then nh3, which is another parser. The only module that imports bleach.

Rendered Markdown holds nothing that they should take away. If they do take something away, or if one of them would keep
what the other does not, then something is wrong with one of the three, and a person should look.
"""

import html
import re
import threading

import nh3
from bleach.sanitizer import Cleaner

from discuss.markup import addresses
from discuss.markup.parsing import HOST_CLASS

TAGS = frozenset({"a", "bdi", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "s", "strong", "ul"})
SCHEMES = frozenset({"http", "https", "mailto"})
REL = "nofollow ugc noopener noreferrer"

_PERSON = re.compile(r"/people/[a-z0-9_-]{3,30}", re.ASCII)
_START = re.compile(r"[0-9]{1,9}", re.ASCII)


def is_allowed(tag: str, name: str, value: str) -> bool:
    """Return whether the attribute may stay. ``value`` has its entities decoded.

    A link must already be in the one spelling that :func:`addresses.destination` gives.
    """
    match tag, name:
        case "a", "href":
            return bool(_PERSON.fullmatch(value)) or addresses.destination(value) == value
        case "a", "rel":
            return value == REL  # nh3 asks about what it has added itself
        case "ol", "start":
            return bool(_START.fullmatch(value))
        case "bdi", "class":
            return value == HOST_CLASS
    return False


class _OfThisThread(threading.local):
    """bleach keeps the state of its parser in the cleaner, so threads must not share one."""

    def __init__(self) -> None:
        self.bleach = Cleaner(
            tags=TAGS,
            attributes=lambda tag, name, value: is_allowed(tag, name, html.unescape(value)),
            protocols=SCHEMES,
            strip=True,
            strip_comments=True,
        )


_own = _OfThisThread()
_nh3 = nh3.Cleaner(
    tags=set(TAGS),
    # Without the '*' it keeps lang and title everywhere.
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}, "bdi": {"class"}},
    attribute_filter=lambda tag, name, value: value if is_allowed(tag, name, value) else None,
    url_schemes=set(SCHEMES),
    link_rel=REL,
)


def sanitize(rendered: str) -> tuple[str, bool]:
    """Return safe HTML, and whether the sanitizers took something away or would not have kept the same."""
    bleached = _own.bleach.clean(rendered)
    safe = _nh3.clean(bleached)
    return safe, not (_spelled(rendered) == _spelled(bleached) == _spelled(safe) == _spelled(_nh3.clean(rendered)))


def last_word(rendered: str) -> str:
    """Return safe HTML in the cheapest way, for text that holds nothing but paragraphs and line breaks."""
    return _nh3.clean(rendered)


def _spelled(markup: str) -> str:
    """Return ``markup`` without the differences that mean nothing: what each serializer escapes, and the added rel."""
    return markup.replace("&quot;", '"').replace("&nbsp;", "\xa0").replace(f' rel="{REL}"', "")
