"""From typed text to the HTML that is stored and shown."""

import re
from dataclasses import dataclass
from html import escape

from discuss.markup import characters, parsing, refusals, sanitizing

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Rendered:
    """Safe HTML. ``disagreement``: the sanitizers changed it or differed, so a person should look before readers do."""

    html: str
    disagreement: bool


def render(source: str) -> Rendered:
    """Return ``source`` as safe HTML; never raises.

    A text that :func:`discuss.markup.check` would refuse at the highest limit becomes plain paragraphs without any
    markup, so that texts stored under earlier rules can always be rendered again.
    """
    try:
        parsed = refusals.checked(source, refusals.LONGEST)
    except refusals.Refused:
        return Rendered(sanitizing.last_word(_plain_paragraphs(source)), disagreement=False)
    return Rendered(*sanitizing.sanitize(parsing.to_markup(parsed)))


def to_html(source: str) -> str:
    """Return ``source`` as safe HTML; never raises. See :func:`render`."""
    return render(source).html


def _plain_paragraphs(source: str) -> str:
    text = _UNSAFE.sub("\ufffd", characters.clean_text(source))
    return "\n".join(f"<p>{escape(block).replace(chr(10), '<br>')}</p>" for block in re.split(r"\n\n+", text) if block)
