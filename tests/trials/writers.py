"""People who write at once, and send again whatever has no answer, as a browser's user would."""

import http.client
import random
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
    """Posts its share under a story, each comment until it is acknowledged or refused for good.

    It answers one of the ``answerable`` each time, if there are any, and adds what is acknowledged to ``told``.
    """

    def __init__(
        self, remote: Remote, path: str, number: int, share: int, answerable: list[int] | None, told: list[int]
    ) -> None:
        super().__init__(daemon=True)
        self.remote, self.path, self.number, self.share = remote, path, number, share
        self.acknowledged: dict[str, tuple[int, str]] = {}  # number and words by key
        self.slowest = 0.0  # seconds that the slowest answer took
        self.unanswered = 0  # requests that were cut off or turned away
        self.faults: list[tuple[object, str]] = []
        self.stopped = threading.Event()
        self.answerable, self.told = answerable, told
        self.parents: dict[str, int | None] = {}  # what was answered, by key
        self.chance = random.Random(number)

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
        parent = self.parents[key] = self.chance.choice(self.answerable) if self.answerable else None
        fields = {"body": body, "idempotency_key": key} | ({"parent": str(parent)} if parent else {})
        while time.monotonic() < deadline:
            begun = time.monotonic()
            try:
                answer = self.remote.post(self.path, fields)
            except (OSError, http.client.HTTPException):
                self.unanswered += 1
                if self.stopped.is_set():
                    return
                time.sleep(0.1)
                continue
            self.slowest = max(self.slowest, time.monotonic() - begun)
            if answer.status == 303:
                self.acknowledged[key] = int(answer.headers["location"].rsplit("/", 1)[1]), body
                self.told.append(self.acknowledged[key][0])
                return
            if answer.status not in LATER:
                self.faults.append((answer.status, answer.text[:500]))
                return
            time.sleep(0.1)
        self.faults.append(("gave up", key))


class Writers:
    """A number of people who write under one story at once. Make it before the server is killed for the first time."""

    def __init__(self, url: str, people: int, posts: int, *, known: bool = False, answering: bool = False) -> None:
        """With ``known`` moderators have approved of them before: what they write is published, not held.

        With ``answering`` every second one answers what others have had acknowledged.
        """
        self.story, earlier = make.story(), make.story()
        self.path = f"/stories/{self.story.slug}"
        address = urlsplit(url)
        self.all: list[Writer] = []
        told: list[int] = []  # numbers of all that is acknowledged
        for number in range(people):
            remote = Remote(address.hostname or "", address.port or 80)
            person = make.person()
            for _ in range(2 * known):
                make.comment(on=earlier, by=person)
            remote.sign_in(person.email, PASSWORD)
            remote.learn_token(self.path)
            answerable = told if answering and number % 2 else None
            self.all.append(Writer(remote, f"{self.path}/comments", number, posts // people, answerable, told))
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
    def parents(self) -> dict[str, int | None]:
        """What each comment answers, by key."""
        return {key: value for writer in self.all for key, value in list(writer.parents.items())}

    @property
    def unanswered(self) -> int:
        """How many requests got no answer and were sent again."""
        return sum(writer.unanswered for writer in self.all)

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
