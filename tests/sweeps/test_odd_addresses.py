"""Whatever stands behind the question mark of an address, the answer is a page or a clear refusal.

What each view reads there is not listed here: it is heard while the view is asked, so that nothing can be forgotten.
"""

from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import quote

import pytest
from flask import Request
from werkzeug.datastructures import ImmutableMultiDict

from discuss.web import cursors
from tests.sweeps import calls, world

ODD = [
    *(quote(value) for value in ("-1", str(2**31), str(2**63), "9" * 4000, "٣", "²")),
    *(quote(value) for value in ("'\"; DROP TABLE comments; -- 100%_\\ \u202e", '["x", {"$in": []}]')),
    *(quote(value) for value in ("9999-12", "0000-13", "9999-12-31T23:59", "0001-01-01T00:00", "http://[")),
    "%ff%fe",  # no UTF-8
]
KEYS = ["0", str(2**31), str(2**63), "9" * 96, "z.z"]  # behind the word that the next page's address begins with


class Heard(ImmutableMultiDict):
    """What an address says behind its question mark; notes which names it is asked for."""

    names: ClassVar[set[str]] = set()

    def __getitem__(self, key):
        self.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key):
        self.names.add(key)
        return super().__contains__(key)

    def getlist(self, key, *given, **more):
        self.names.add(key)
        return super().getlist(key, *given, **more)


class Listening(Request):
    parameter_storage_class = Heard


class Asking:
    """Somebody who asks for addresses; keeps what the views have read of them, and each answer that is a fault."""

    def __init__(self, somebody):
        self.somebody, self.names, self.orders, self.faults, self.asked = somebody, set(), set(), [], 0

    def get(self, path):
        """Ask for an address; return the status."""
        Heard.names = self.names
        status = self.somebody.get(path).status_code
        self.asked += 1
        if status >= 500:
            self.faults.append(f"{path[:200]} is answered {status}")
        return status

    def learn(self, rule, made):
        """Ask for a page of ``rule``, and for all that it is usually told; return its address."""
        self.names, self.orders = set(), set()
        paths = [path + query for path in calls.paths(rule, made) for query in calls.NEEDED.get(rule, [""])]
        # 303: to sign in, and so would be all others.
        path = next((path for path in paths if self.get(path) in {200, 303}), paths[0]).split("?")[0]
        for query in calls.QUERIES.get(rule, []):
            self.get(path + query.replace("{any}", "1"))
        return path

    def together(self, path) -> list[list[str]]:
        """Return the names that can be said at once, for none makes the view stop before it reads the others."""
        names = sorted(self.names - {"csrf_token"})
        refused = [name for name in names if self.get(f"{path}?{name}=-1") != 200]
        rest = [name for name in names if name not in refused]
        return [[name] for name in refused] + ([rest] if rest else [])


def odd_queries(together, orders, values) -> Iterator[str]:
    """Return what to put behind the question mark."""
    for names in together:
        yield from ("&".join(f"{name}={value}" for name in names) for value in values)
        yield "&".join(f"{name}=1&{name}=2&{name}[]=3" for name in names)
    yield from (f"after={order}-{key}" for order in sorted(orders) for key in KEYS)


@pytest.fixture
def asking(app_context, visitor, monkeypatch):
    """Somebody who asks, and to whom the application says what it reads."""
    monkeypatch.setattr(app_context, "request_class", Listening)
    read, current = cursors.read_cursor, []

    def listen(order, given):
        current[-1].orders.add(order)
        return read(order, given)

    def make(person):
        current.append(Asking(visitor(person)))
        return current[-1]

    monkeypatch.setattr(cursors, "read_cursor", listen)
    return make


# Names that are certainly read: without them nothing was heard.
KNOWN = {"about", "after", "draft", "month", "next", "parent", "rule", "side", "since", "sort"}
STAFFS = {"as", "below", "format", "from", "kept", "older_than", "q", "search", "until", "version"}


@pytest.mark.parametrize("who", ["owner", "visitor"])
def test_whatever_an_address_says_it_is_answered(app_context, asking, who):
    made, read = world.build(), set()
    somebody = asking(made.people.get(who))
    values = ODD if who == "owner" else ODD[:: len(ODD) // 4]
    for route in calls.routes(app_context):
        method, rule = route.split()
        if method == "GET":
            path = somebody.learn(rule, made)
            read |= somebody.names
            for query in odd_queries(somebody.together(path), frozenset(somebody.orders), values):
                somebody.get(f"{path}?{query}")
    assert not somebody.faults, "\n".join(somebody.faults)
    assert read >= (KNOWN | STAFFS if who == "owner" else KNOWN)
    assert somebody.asked > (800 if who == "owner" else 300)
