"""A store for finished pages: least recently used first out, bounded by bytes, each page made once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")
Made = TypeVar("Made")


class PageMemory(Generic[T]):
    """Keeps up to ``limit`` bytes of values; safe for threads. A limit of 0 keeps nothing."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._values: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable) -> T | None:
        """Return the value and mark it as just used."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: T, size: int) -> None:
        """Keep ``value`` of ``size`` bytes, and let go of what has not been used for longest."""
        if size > self.limit:
            return
        with self._lock:
            old = self._values.pop(key, None)
            self.size += size - (old[1] if old else 0)
            self._values[key] = value, size
            while self.size > self.limit:
                self.size -= self._values.popitem(last=False)[1][1]

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Run ``make`` while others who want the same key wait, so that a crowd costs one rendering."""
        with self._lock:
            turn = self._making.setdefault(key, threading.Lock())
        try:
            with turn:
                return make()
        finally:
            with self._lock:
                self._making.pop(key, None)
