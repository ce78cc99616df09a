"""The house rules for templates: read at their first use in a request, once, and not at all on pages without any."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask, g

from discuss.decisions.rules import HouseRule, house_rules


class RulesInForce(Mapping[int, HouseRule]):
    """Behaves as the mapping that :func:`discuss.decisions.rules.house_rules` returns."""

    _read: dict[int, HouseRule] | None = None

    def _rules(self) -> dict[int, HouseRule]:
        if self._read is None:
            self._read = house_rules()
        return self._read

    def __getitem__(self, number: int) -> HouseRule:
        return self._rules()[number]

    def __iter__(self) -> Iterator[int]:
        return iter(self._rules())

    def __len__(self) -> int:
        return len(self._rules())


def register(app: Flask) -> None:
    """Give every template ``house_rules``."""

    @app.context_processor
    def rules() -> dict[str, Any]:
        if "house_rules" not in g:
            g.house_rules = RulesInForce()
        return {"house_rules": g.house_rules}
