"""A server that is killed in the middle of posting loses nothing it has acknowledged, and stores nothing twice."""

import http.client
import random
import threading
import time
from collections import Counter
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from discuss.comments import counters
from discuss.comments.models import Comment
from discuss.db import db
from tests import factories as make
from tests.services.remote import Remote
from tests.services.visitor import PASSWORD

PATIENCE = 120  # seconds for one comment, restarts included


class Writer(threading.Thread):
    """Posts its share; whatever has no answer is sent again with the same key, as a browser's user would."""

    def __init__(self, remote, path, number, share):
        super().__init__(daemon=True)
        self.remote, self.path, self.number, self.share = remote, path, number, share
        self.acknowledged = {}
        self.faults = []

    def run(self):
        for turn in range(self.share):
            self._post(f"trial-{self.number:03}-{turn:04}-key", f"Writer {self.number} says thing number {turn}.")

    def _post(self, key, body):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                answer = self.remote.post(self.path, {"body": body, "idempotency_key": key})
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
                continue
            if answer.status == 303:
                self.acknowledged[key] = int(answer.headers["location"].rsplit("/", 1)[1]), body
                return
            if answer.status != 503:
                self.faults.append((answer.status, answer.text[:500]))
                return
            time.sleep(0.1)
        self.faults.append(("gave up", key))


@pytest.mark.timeout(1800)
def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(app_context, live_server, request):
    kills, people, posts = (20, 50, 500) if request.config.getoption("--soak") else (3, 6, 60)
    story = make.story()
    path = f"/stories/{story.slug}/comments"
    address = urlsplit(live_server.url)
    writers = []
    for number in range(people):
        remote = Remote(address.hostname, address.port)
        remote.sign_in(make.person().email, PASSWORD)
        remote.learn_token(f"/stories/{story.slug}")
        writers.append(Writer(remote, path, number, posts // people))
    for writer in writers:
        writer.start()
    chance = random.Random(7)
    for _ in range(kills):
        time.sleep(chance.uniform(0.1, 0.4))
        live_server.restart()
    for writer in writers:
        writer.join(PATIENCE * 2)
    assert [fault for writer in writers for fault in writer.faults] == []
    acknowledged = {key: value for writer in writers for key, value in writer.acknowledged.items()}
    assert len(acknowledged) == people * (posts // people)
    db.session.rollback()
    stored = db.session.execute(select(Comment.id, Comment.body, Comment.idempotency_key)).all()
    assert {row.idempotency_key: (row.id, row.body) for row in stored} == acknowledged
    assert Counter(row.body for row in stored).most_common(1)[0][1] == 1
    assert counters.faults() == []
    assert "right" in live_server.run("doctor", "--counters")
