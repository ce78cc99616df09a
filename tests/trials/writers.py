"""People who write at once, and send again whatever has no answer, as a browser's user would."""

import http.client
import threading
import time
from collections import Counter
from urllib.parse import urlsplit

from sqlalchemy import select

from discuss.comments import counters
from discuss.comments.models import Comment
from discuss.db import db
from tests import factories as make
from tests.services.remote import Remote
from tests.services.visitor import PASSWORD

PATIENCE = 600  # seconds for one comment: some are cut off by one kill after another
LATER = {429, 503}  # answers that ask to try again


class Writer(threading.Thread):
    """Posts its share under a story, each comment until it is acknowledged or refused for good."""

    def __init__(self, remote: Remote, path: str, number: int, share: int) -> None:
        super().__init__(daemon=True)
        self.remote, self.path, self.number, self.share = remote, path, number, share
        self.acknowledged: dict[str, tuple[int, str]] = {}  # number and words by key
        self.slowest = 0.0  # seconds that the slowest answer took
        self.faults: list[tuple[object, str]] = []
        self.stopped = threading.Event()

    def run(self) -> None:
        """Post until the share is done or :meth:`stop` is called."""
        for turn in range(self.share):
            if self.stopped.is_set():
                return
            self._post(f"trial-{self.number:03}-{turn:05}-key", f"Writer {self.number} says thing number {turn}.")

    def stop(self) -> None:
        """End after the answer to what is under way, or after its loss."""
        self.stopped.set()

    def _post(self, key: str, body: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            begun = time.monotonic()
            try:
                answer = self.remote.post(self.path, {"body": body, "idempotency_key": key})
            except (OSError, http.client.HTTPException):
                if self.stopped.is_set():
                    return
                time.sleep(0.1)
                continue
            self.slowest = max(self.slowest, time.monotonic() - begun)
            if answer.status == 303:
                self.acknowledged[key] = int(answer.headers["location"].rsplit("/", 1)[1]), body
                return
            if answer.status not in LATER:
                self.faults.append((answer.status, answer.text[:500]))
                return
            time.sleep(0.1)
        self.faults.append(("gave up", key))


class Writers:
    """A number of people who write under one story at once. Make it before the server is killed for the first time."""

    def __init__(self, url: str, people: int, posts: int, *, known: bool = False) -> None:
        """With ``known`` moderators have approved of them before: what they write is published, not held."""
        self.story, earlier = make.story(), make.story()
        self.path = f"/stories/{self.story.slug}"
        address = urlsplit(url)
        self.all: list[Writer] = []
        for number in range(people):
            remote = Remote(address.hostname or "", address.port or 80)
            person = make.person()
            for _ in range(2 * known):
                make.comment(on=earlier, by=person)
            remote.sign_in(person.email, PASSWORD)
            remote.learn_token(self.path)
            self.all.append(Writer(remote, f"{self.path}/comments", number, posts // people))
        self.posts = posts // people * people
        db.session.rollback()  # PostgreSQL ends a connection that keeps a transaction open and says nothing

    def start(self) -> None:
        """Let all begin."""
        for writer in self.all:
            writer.start()

    def wait_for(self, count: int) -> None:
        """Wait until so many comments are acknowledged."""
        deadline = time.monotonic() + PATIENCE
        while len(self.acknowledged) < count and time.monotonic() < deadline and any(w.is_alive() for w in self.all):
            time.sleep(0.01)

    def finish(self) -> None:
        """Wait until every writer is done."""
        for writer in self.all:
            writer.join(PATIENCE * 2)

    def stop(self) -> None:
        """Stop all and wait."""
        for writer in self.all:
            writer.stop()
        self.finish()

    @property
    def acknowledged(self) -> dict[str, tuple[int, str]]:
        """Number and words of every acknowledged comment, by key."""
        return {key: value for writer in self.all for key, value in list(writer.acknowledged.items())}

    @property
    def faults(self) -> list[tuple[object, str]]:
        """Every answer that is neither an acknowledgement nor a request to try again."""
        return [fault for writer in self.all for fault in writer.faults]


def stored() -> dict[str, tuple[int, str]]:
    """Return number and words of every comment in the database, by key; fail if counters or keys are wrong."""
    db.session.rollback()
    written = Comment.idempotency_key.like("trial-%")
    rows = db.session.execute(select(Comment.id, Comment.body, Comment.idempotency_key).where(written)).all()
    assert Counter(row.body for row in rows).most_common(1)[0][1] == 1
    assert counters.faults() == []
    return {row.idempotency_key: (row.id, row.body) for row in rows}
