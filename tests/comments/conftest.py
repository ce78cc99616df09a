"""What a page or an act asks of the database."""

from collections.abc import Iterator

import pytest

from tests.services.statements import Statement, noted


@pytest.fixture
def statements(app_context) -> Iterator[list[Statement]]:
    """The statements of the application since the list was last cleared, without BEGIN; COMMIT is none."""
    with noted(without=("BEGIN",)) as seen:
        yield seen
