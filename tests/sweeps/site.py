"""A site to send requests to that must be refused, and the account of those that were not."""

from collections.abc import Callable

import pytest

from discuss.db import db
from tests.services.visitor import TOKEN_PAGE, Visitor, csrf_token
from tests.sweeps import world
from tests.sweeps.dump import Twice, Watch
from tests.sweeps.world import World
from tests.sweeps.writes import add_people, writes

REFUSED = {400, 401, 402, 403, 404, 405, 409, 410, 413, 415, 422}


class Site:
    """The world, who is signed in there, and every request that did not do what a refused one must."""

    def __init__(self, visitor: Callable[..., Visitor]) -> None:
        self.world: World = world.build()
        add_people(self.world)
        self.writes = writes(self.world)
        self._visitor = visitor
        self._known: dict[str, Visitor] = {}
        self._watch: Watch | Twice = Watch() if db.engine.dialect.name == "sqlite" else Twice()
        self.sent = 0
        self.faults: list[str] = []

    def somebody(self, who: str) -> Visitor:
        """Return the visitor who is signed in as ``who``, with a token for forms."""
        if who not in self._known:
            self._end_watching()  # signing in is a change that is meant
            self._known[who] = self._visitor(self.world.people.get(who))
            self._known[who].token = csrf_token(self._known[who].get(TOKEN_PAGE))
        return self._known[who]

    def refuses(
        self, who: str, path: str, form: dict | None = None, *, method: str = "POST", **options: object
    ) -> None:
        """Send a request with the form's token, and note it if it is not refused or leaves anything behind."""
        somebody = self.somebody(who)
        if "json" not in options:
            options.setdefault("data", {"csrf_token": somebody.token} | (form or {}))
        self._watch.begin()
        answer = somebody.open(method, path, **options)
        self.sent += 1
        to_sign_in = answer.status_code == 303 and answer.location.startswith("/sign-in")
        changed = self._watch.changes()
        if changed or not (answer.status_code in REFUSED or to_sign_in):
            said = {name: value for name, value in (form or options).items() if name != "source"}
            self.faults.append(f"{who}: {method} {path} {said} is answered {answer.status_code}; {changed}"[:400])

    def settled(self, at_least: int) -> None:
        """Fail if any request was not refused, or if fewer were sent than the test means to send."""
        self._end_watching()
        if self.faults:
            pytest.fail("\n".join(self.faults), pytrace=False)
        assert self.sent >= at_least

    def _end_watching(self) -> None:
        if changed := self._watch.end():
            self.faults.append(f"one of the requests up to number {self.sent} is not refused; {changed}"[:400])
