"""Templates whose answer other programs read as XML, which takes no character outside of its own list."""

import re

from flask import render_template

_NONE_OF_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def render_xml(template: str, **values: object) -> str:
    """Render a template; a character that would make the whole feed unreadable is a mark in it."""
    return _NONE_OF_XML.sub("\N{REPLACEMENT CHARACTER}", render_template(template, **values))
