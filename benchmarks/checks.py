"""Trying a changed check on 10,000 comments, against rendering them: what an owner waits for. On both databases."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import select, text, update

from benchmarks import sites
from benchmarks.ratio import Ratio
from discuss import clock, markup
from discuss.accounts.models import Person
from discuss.checks import queries as checks
from discuss.checks.actions import Wanted
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.markup import parsing
from discuss.moderation import actions
from discuss.moderation.models import Replay
from discuss.policy import Actor, Role
from tests.services import postgres

COMMENTS = 10_000
MOST = 10  # seconds of a processor that a trial may take
ENTRIES = "\n".join(f"word{number}*" for number in range(400))
CHANGES: dict[str, dict[str, int | str]] = {
    "words": {"banned": "harbourmaster", "suspect": f"fuel\n{ENTRIES}"},
    "links": {"most": 1},
    "shouting": {"share": 50, "letters": 20, "signs": 3},
    "newcomer": {"first": 5},
    "repeat": {"hours": 48},
    "crowd": {"others": 1},
    "pace": {"minutes": 10, "some": 3, "many": 30, "newcomers_some": 2, "newcomers_many": 5},
}


def measure() -> list[Ratio]:
    """Return for each check: trying it / rendering the same comments, and the processor's seconds / those allowed."""
    rows = []
    for kind in ("SQLite", "PostgreSQL"):
        with _site(kind):
            sites.story("ferry", COMMENTS)
            _spread()
            bodies = list(db.session.scalars(select(Comment.body)))
            owner = _owner()
            rendering = _cpu(partial(_render, bodies))
            for name, values in CHANGES.items():
                took = _cpu(partial(_try, owner, name, values))
                what = f"{kind}, try {name} on 10,000 comments"
                rows += [
                    Ratio(f"{what} / render them", took / rendering, 3),
                    Ratio(f"{what}, processor time / {MOST} seconds", took / MOST, 1),
                ]
    return rows


@contextmanager
def _site(kind: str) -> Iterator[Flask]:
    with ExitStack() as stack:
        given = {}
        if kind == "PostgreSQL":
            cluster = postgres.start()
            stack.callback(postgres.stop, cluster)
            given["DISCUSS_DATABASE_URL"] = postgres.create(cluster, "checks")
        yield stack.enter_context(sites.site(**given))


def _spread() -> None:
    """Let the comments have come in over 29 days, one after the other."""
    now = clock.now()
    step = timedelta(days=29) / COMMENTS
    with transaction() as session:
        numbers = list(session.scalars(select(Comment.id).order_by(Comment.id.desc())))
        session.execute(
            update(Comment), [{"id": number, "posted_at": now - step * (at + 1)} for at, number in enumerate(numbers)]
        )


def _owner() -> Actor:
    with transaction() as session:
        owner = Person(handle="owner", name="Owner", name_skeleton="owner", role="owner", email_key="o@example.org")
        session.add(owner)
    return Actor(id=owner.id, name="Owner", role=Role.OWNER, confirmed=True)


def _try(owner: Actor, name: str, values: dict[str, int | str]) -> None:
    wanted = Wanted(enabled=True, values=values, reason="Measuring.", based_on=1)
    replay = actions.ask_replay(owner, name, wanted, checks.in_force().of(name).values)
    while actions.run_replays():
        db.session.expire_all()
    done = db.session.get_one(Replay, replay.id, populate_existing=True)
    if (done.state, done.looked_at) != ("done", COMMENTS):
        raise AssertionError(f"the trial of {name} is {done.state} after {done.looked_at} comments")


def _render(bodies: list[str]) -> None:
    for body in bodies:
        parsing.parse.cache_clear()  # the same text is not rendered twice in life
        markup.render(body)


def _cpu(work: Callable[[], None]) -> float:
    """Return the seconds of a processor that ``work`` takes, here and in the database's server."""
    begun = time.process_time() + _server()
    work()
    return time.process_time() + _server() - begun


def _server() -> float:
    """Return what PostgreSQL's process of this connection has used so far; SQLite works in this process."""
    if db.engine.dialect.name == "sqlite":
        return 0
    number = db.session.scalar(text("SELECT pg_backend_pid()"))
    db.session.rollback()
    used = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")
