"""Count texts that checks refuse: nothing else is kept of them."""

from collections.abc import Iterable

from discuss import clock
from discuss.checks import queries
from discuss.checks.models import CheckRefusal
from discuss.db import transaction


def count_refusals(names: Iterable[str]) -> None:
    """Note that each of these checks, as it is set now, has refused a text."""
    now = queries.in_force()
    with transaction() as session:
        session.add_all(
            CheckRefusal(name=name, version=now.of(name).version, refused_at=clock.now()) for name in sorted(set(names))
        )
