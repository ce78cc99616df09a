"""Whose turn it is: a request is worked on once all of it has arrived, so that slow senders hold up nobody else.

The server gives each request a thread before its body is there, and cannot take it back. So it has many threads, of
which most may wait for bodies (few of them for one network), and as many work at a time as the settings say: so many
that read, and so many that write. A database that is locked stops those who write, and nobody else.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from io import BytesIO
from queue import SimpleQueue
from typing import Any

from discuss.web.limits import network_of

OF_ONE_NETWORK = 64  # bodies under way; a crowd behind one address that sends at once needs about forty
ARRIVING = 192  # bodies under way in all
WAITING = ARRIVING + 32  # threads of the server beside those that work; the 32 wait for their turn without a body
REFUSED = "discuss.body-refused"  # in the environment of a request whose body was not waited for
UNASKED = "discuss.body-unasked"  # in that of one that only reads, and announces a body all the same

HEALTH = "/healthz"  # waits for no turn: it says that the process answers, whatever the others wait for
READING = {"GET", "HEAD", "OPTIONS"}  # methods that wait for no lock

WSGI = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Turns:
    """A WSGI layer around the application: ``at_once`` of each kind are worked on, none before its body is here."""

    def __init__(self, inner: WSGI, at_once: int, longest_body: int) -> None:
        self.inner = inner
        self.longest_body = longest_body
        self._reading, self._writing = _places(at_once), _places(at_once)
        self._arriving: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Take the body in, wait for a turn, and hand the request on."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if environ["REQUEST_METHOD"] in READING and (length > 0 or "HTTP_TRANSFER_ENCODING" in environ):
            # Its bytes may be the next request of somebody else: a proxy can have seen no length here.
            environ |= {UNASKED: True, "CONTENT_LENGTH": "0", "wsgi.input": BytesIO()}
        elif 0 < length <= self.longest_body:  # a longer one is refused unread
            self._take_in(environ)
        if environ.get("PATH_INFO") == HEALTH and environ["REQUEST_METHOD"] in READING:
            return self.inner(environ, start_response)
        free = self._reading if environ["REQUEST_METHOD"] in READING else self._writing
        free.get()
        try:
            return self.inner(environ, start_response)
        finally:
            free.put(None)

    def _take_in(self, environ: dict[str, Any]) -> None:
        network = network_of(environ.get("REMOTE_ADDR", ""))
        if not self._may_wait(network):
            environ |= {REFUSED: True, "CONTENT_LENGTH": "0", "wsgi.input": BytesIO()}
            return
        try:
            # The declared length stays as it is: it tells a body that was cut off from a whole one.
            environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(self.longest_body))
        finally:
            with self._lock:
                self._arriving[network] -= 1

    def _may_wait(self, network: str) -> bool:
        with self._lock:
            if self._arriving[network] >= OF_ONE_NETWORK or self._arriving.total() >= ARRIVING:
                return False
            self._arriving += Counter()  # forgets the networks that have nothing under way
            self._arriving[network] += 1
            return True


def _places(count: int) -> SimpleQueue[None]:
    free: SimpleQueue[None] = SimpleQueue()
    for _ in range(count):
        free.put(None)
    return free
