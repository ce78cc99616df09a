"""One rendering for everybody, with slots for what differs by viewer."""

import re
from collections.abc import Mapping

# User text cannot hold one: the sanitizer lets no HTML comment through and escaping turns "<" into "&lt;".
SLOT = re.compile(r"<!--slot:([a-z0-9-]{1,60})-->")


def fill(page: str, values: Mapping[str, str]) -> str:
    """Return ``page`` with each slot replaced by its value, unknown ones by nothing."""
    return SLOT.sub(lambda found: values.get(found[1], ""), page)
