"""The list of what was erased for good, kept beside the database, so that an older copy cannot bring it back.

One line each, appended and never changed: numbers and times, nobody's name and nobody's words. A number alone would not
do: after an older copy was restored, the next person or comment gets a number that somebody had before.
"""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from discuss.accounts.models import Person
from discuss.comments.models import Comment
from discuss.db import db
from discuss.decisions import Decision

FILE = "erasures.jsonl"


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """An account that was erased, or a comment that its author withdrew or whose words were blanked.

    ``since`` is when it was made.
    """

    person: int = 0
    comment: int = 0
    since: str
    keep_words: bool = False
    rule: int | None = None
    by: int | None = None  # who confirmed that words are blanked
    withdrawn: bool = False  # its words stand, where nobody but its author and moderators see them


class Erasures:
    """The list in one site's folder; its methods are reactions to events, and harmless when run twice for one."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def account(self, _number: int, _actor_id: int | None, payload: dict[str, object]) -> None:
        """An account was erased."""
        person = db.session.get_one(Person, payload["person_id"])
        self._add(Erasure(person=person.id, since=person.created_at.isoformat(), keep_words=person.keep_words))

    def words(self, _number: int, _actor_id: int | None, payload: dict[str, object]) -> None:
        """A decision was taken: it is noted if it blanks words."""
        if payload["action"] != "purge":
            return
        decision = db.session.get_one(Decision, payload["decision_id"])
        comment = db.session.get_one(Comment, decision.comment_id)
        since = comment.posted_at.isoformat()
        self._add(Erasure(comment=comment.id, since=since, rule=decision.rule, by=decision.actor_id))

    def withdrawal(self, _number: int, _actor_id: int | None, payload: dict[str, object]) -> None:
        """An author deleted a comment."""
        comment = db.session.get_one(Comment, payload["comment_id"])
        self._add(Erasure(comment=comment.id, since=comment.posted_at.isoformat(), withdrawn=True))

    def all(self) -> list[Erasure]:
        """Return what is on the list, each once. A line that was cut off by a crash is written again by its event."""
        found: dict[tuple[int, int, str, bool], Erasure] = {}
        for line in self._lines():
            with contextlib.suppress(ValueError, TypeError):
                erasure = Erasure(**json.loads(line))
                found[erasure.person, erasure.comment, erasure.since, erasure.withdrawn] = erasure
        return list(found.values())

    def _lines(self) -> Iterator[str]:
        if self.path.exists():
            yield from self.path.read_text(encoding="ascii").splitlines()

    def _add(self, erasure: Erasure) -> None:
        # A line of its own, whatever an earlier crash has left behind, in one write, and on the disk before we go on.
        line = f"\n{json.dumps(asdict(erasure))}\n".encode("ascii")
        if self.path.exists() and line in self.path.read_bytes():
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(file, line)
            os.fsync(file)
        finally:
            os.close(file)
