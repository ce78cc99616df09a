"""One rendering for everybody, with slots for what differs by viewer."""

import re
from collections.abc import Mapping

# User text cannot hold one: the sanitizer lets no HTML comment through and escaping turns "<" into "&lt;".
SLOT = re.compile(r"<!--slot:([a-z0-9-]{1,60})-->")
Cut = tuple[str, ...]  # text and names of slots by turns, beginning and ending with text


def slot(name: str) -> str:
    """Return what stands in a page for the value called ``name`` until it is known."""
    return f"<!--slot:{name}-->"


def cut(page: str) -> Cut:
    """Cut a page at its slots, once for all who fill them."""
    return tuple(SLOT.split(page))


def fill(page: Cut, values: Mapping[str, str]) -> str:
    """Return the page with each slot replaced by its value, unknown ones by nothing."""
    parts = list(page)
    parts[1::2] = [values.get(name, "") for name in page[1::2]]
    return "".join(parts)
