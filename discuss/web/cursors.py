"""Keyset cursors: where the next page begins, as a short opaque word that is checked against its order."""

import re

from discuss.errors import BadRequest
from discuss.web.numbers import row_number

CURSOR = re.compile(r"(?P<order>[a-z]{1,12})-(?P<key>[0-9a-z.]{1,160})")


def write_cursor(order: str, key: int | str) -> str:
    """Make the cursor for ``order`` that goes on after ``key``."""
    return f"{order}-{key}"


def read_cursor(order: str, given: str | None) -> str | None:
    """Return the key inside ``given``, or None without one. Raises :class:`BadRequest` for any other text."""
    if not given:
        return None
    found = CURSOR.fullmatch(given)
    if found is None or found["order"] != order:
        raise BadRequest("This page address is damaged. Open the first page again.")
    return found["key"]


def read_number_cursor(order: str, given: str | None) -> int | None:
    """The same for keys that are numbers of rows."""
    key = read_cursor(order, given)
    number = row_number(key)
    if key is not None and number is None:
        raise BadRequest("This page address is damaged. Open the first page again.")
    return number
