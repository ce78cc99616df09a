"""Safe HTML and plain text from what people type, and the refusal of what cannot be shown.

The way of a comment: :func:`clean_text` before it is stored, :func:`check` before anything costly, :func:`render` for
what is shown. ``html`` is stored with :data:`VERSION`; a change of what comes out for the same text needs a new number.
"""

from discuss.markup.characters import clean_text
from discuss.markup.plain import links, mentions, to_text, without_links
from discuss.markup.refusals import Refused, check
from discuss.markup.rendering import Rendered, render, to_html

VERSION = 1  # of the HTML that render() makes

__all__ = [
    "VERSION",
    "Refused",
    "Rendered",
    "check",
    "clean_text",
    "links",
    "mentions",
    "render",
    "to_html",
    "to_text",
    "without_links",
]
