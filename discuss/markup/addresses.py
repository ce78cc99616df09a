"""Which addresses a comment may link to, in one spelling, and what a reader is shown of them."""

import ipaddress
import re
from urllib.parse import quote

import idna
from confusable_homoglyphs import categories, confusables

LONGEST = 2_000  # characters of an address, as typed and as written in the link

# Anything here lets an address look like another one, or be read differently by another program: controls, blanks,
# hidden and reordering characters, quotes and brackets of markup, and the backslash, which browsers read as a slash.
_NEVER = re.compile(
    '[\x00-\x20\x7f-\xa0\\\\<>"\u00ad\u034f\u061c\u115f\u1160\u1680\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f'
    "\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\ue000-\uf8ff\U000e0000-\U0010ffff]"
)
_WEB = re.compile(r"(https?)://([^/?#]+)(.*)", re.IGNORECASE | re.ASCII | re.DOTALL)
_MAIL = re.compile(r"mailto:([A-Za-z0-9.!#$&'*+/=?^_{|}~-]{1,64})@([A-Za-z0-9.-]+)", re.IGNORECASE | re.ASCII)
_PORT = re.compile(r":([0-9]{1,5})\Z", re.ASCII)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_UNQUOTED = "/?#[]@!$&()*+,;=:-._~%"  # "'" is left out: it ends an attribute in hands less careful than ours
_SPELLED_PREFIX = re.compile(r"(?:https?://|mailto:)?(?:www\.)?", re.IGNORECASE | re.ASCII)

_WRITTEN_TOGETHER = (frozenset({"HAN", "HIRAGANA", "KATAKANA", "BOPOMOFO"}), frozenset({"HAN", "HANGUL"}))
_LAST_FAMILIAR_LATIN = "\u017f"  # beyond Latin Extended-A there are letters with dots that one does not see


def destination(typed: str) -> str | None:
    """Return the address to link to, in ASCII and in one spelling, or None for what a comment may not link to.

    Linked are absolute http and https addresses, and mailto with one plain address. Refused are names and passwords
    before the host, hidden characters, numbers that a browser takes for an IP address in disguise, broken hosts.
    ``destination(destination(x)) == destination(x)``.
    """
    if len(typed) > LONGEST or _NEVER.search(typed):
        return None
    if match := _WEB.fullmatch(typed):
        scheme, authority, rest = match.groups()
        port = _PORT.search(authority)
        host = _ascii_host(authority[: port.start()] if port else authority)
        if host is None or (port and int(port[1]) > 65_535):
            return None
        url = f"{scheme.lower()}://{host}{port[0] if port else ''}{quote(rest, safe=_UNQUOTED)}"
        return url if len(url) <= LONGEST else None
    if match := _MAIL.fullmatch(typed):
        host = _ascii_host(match[2])
        return f"mailto:{quote(match[1], safe=_UNQUOTED)}@{host}" if host and "." in host else None
    return None


def shown(address: str) -> str:
    """Return what tells a reader where ``address``, a :func:`destination`, leads: its host, or the mail address.

    International hosts are shown in their own letters, but in punycode as soon as scripts are mixed or the name could
    be read as another one (after Unicode Technical Standard 39, sections 4 and 5, and stricter).
    """
    if address.startswith("mailto:"):
        return address.removeprefix("mailto:")
    host = re.split(r"[/?#:]", address.split("://", 1)[1], maxsplit=1)[0]
    if "xn--" not in host:
        return host
    labels = [idna.ulabel(label) if label.startswith("xn--") else label for label in host.split(".")]
    return ".".join(labels) if all(map(_is_familiar, labels)) else host


def says(text: str, place: str) -> bool:
    """Return whether a link's visible ``text`` already begins with ``place``, the :func:`shown` of its address."""
    spelled = text.strip().lower()
    spelled = spelled[_SPELLED_PREFIX.match(spelled).end() :]  # type: ignore[union-attr]  # it matches '' too
    rest = spelled.removeprefix(place.removeprefix("www."))
    return rest != spelled and (not rest or rest[0] in "/?#:")


def _ascii_host(host: str) -> str | None:
    host = host.lower()
    if not host.isascii() or "xn--" in host:
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
            idna.decode(host)  # labels that were typed in punycode must stand for something, or browsers refuse them
        except (idna.IDNAError, UnicodeError):
            return None
    labels = host.split(".")
    if len(host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        return None
    return host if not _NUMBER.fullmatch(labels[-1]) or _is_dotted_quad(host) else None


def _is_dotted_quad(host: str) -> bool:
    try:
        return str(ipaddress.IPv4Address(host)) == host
    except ValueError:
        return False


def _is_familiar(label: str) -> bool:
    """Return whether ``label`` can be shown in its own letters without being taken for another one."""
    if label.isascii():
        return True
    scripts = {categories.alias(character) for character in label} - {"COMMON", "INHERITED"}
    if len(scripts) > 1:
        return any(scripts <= together for together in _WRITTEN_TOGETHER)
    foreign = [character for character in label if not character.isascii()]
    if scripts == {"LATIN"}:
        return not any(character > _LAST_FAMILIAR_LATIN or _looks_ascii(character) for character in foreign)
    return not all(map(_looks_ascii, foreign))


def _looks_ascii(character: str) -> bool:
    return any(form["c"].isascii() for form in confusables.confusables_data.get(character, ()))
