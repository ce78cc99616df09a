"""Numbers in addresses: those that no row can have lead nowhere, instead of making the database stumble."""

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1  # what the columns of row numbers hold on PostgreSQL


class RowNumber(IntegerConverter):
    """``<int:…>``: from 0 to :data:`LARGEST`; a larger one matches no route, which is a 404."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **({"max": LARGEST} | options))  # type: ignore[arg-type]


def register(app: Flask) -> None:
    """Let every ``<int:…>`` of the application mean a row's number."""
    app.url_map.converters["int"] = RowNumber
