"""Numbers in addresses: those that no row can have lead nowhere, instead of making the database stumble."""

import re

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1  # what the columns of row numbers hold on PostgreSQL


_DIGITS = re.compile("[0-9]{1,10}")


class RowNumber(IntegerConverter):
    """``<int:…>``: from 0 to :data:`LARGEST`; a larger one matches no route, which is a 404."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **({"max": LARGEST} | options))  # type: ignore[arg-type]


def row_number(text: str | None) -> int | None:
    """Return the row's number that ``text`` says, or None for what no row can have."""
    found = _DIGITS.fullmatch(text or "")
    number = int(found[0]) if found else LARGEST + 1
    return number if number <= LARGEST else None


def register(app: Flask) -> None:
    """Let every ``<int:…>`` of the application mean a row's number."""
    app.url_map.converters["int"] = RowNumber
