"""Everything that stands in the database, to compare before and after."""

from collections import Counter

import sqlalchemy as sa
from pysqlite3 import dbapi2

from discuss.db import db

Dump = dict[str, Counter[tuple[object, ...]]]

# A refused request may leave a draft, so that no text is lost, the note that a sign-in failed, and the number of texts
# that a check has refused.
LEFT_BY_REFUSALS = {
    "check_refusals": "1 = 1",
    "drafts": "1 = 1",
    "events": "kind IN ('person.sign-in-failed', 'person.second-factor-failed')",
}


def dump(*, whole: bool = False) -> Dump:
    """Return each table's rows, without what a refusal may leave; with all of it if ``whole``."""
    found = {}
    with db.engine.connect() as connection:
        for name in sa.inspect(connection).get_table_names():
            left_out = "" if whole else LEFT_BY_REFUSALS.get(name, "")
            rows = connection.execute(sa.text(f"SELECT * FROM {name}{f' WHERE NOT ({left_out})' if left_out else ''}"))
            found[name] = Counter(tuple(map(str, row)) for row in rows)
    return found


def difference(before: Dump, after: Dump) -> list[str]:
    """Return a line for each row that came or went; none if nothing changed."""
    lines = []
    for name in sorted(before.keys() | after.keys()):
        was, has = before.get(name, Counter()), after.get(name, Counter())
        lines += [f"{name} lost {row}" for row in was - has] + [f"{name} got {row}" for row in has - was]
    return lines


class Twice:
    """Tells what has changed in any database between two moments: nobody says which of the requests between did it."""

    def __init__(self) -> None:
        self._dump: Dump | None = None

    def begin(self) -> None:
        """Take what stands now as what changes are told against, unless that was done."""
        if self._dump is None:
            self._dump = dump()

    def changes(self) -> list[str]:
        """Return nothing yet."""
        return []

    def end(self) -> list[str]:
        """Return a line for each row that came or went since the beginning, and forget the beginning."""
        before, self._dump = self._dump, None
        return difference(before, dump()) if before is not None else []


class Watch:
    """Tells what has changed in an SQLite database. Of thousands of requests the fewest commit anything.

    SQLite counts the commits of all other connections; only when it has counted one is everything read again.
    """

    def __init__(self) -> None:
        self._connection = dbapi2.connect(db.engine.url.database)
        self._seen, self._dump = -1, Dump()

    def begin(self) -> None:
        """Take what stands now as what changes are told against."""
        if (seen := self._commits()) != self._seen:
            self._seen, self._dump = seen, dump()

    def changes(self) -> list[str]:
        """Return a line for each row that came or went since the beginning or the last asking."""
        before = self._dump
        self.begin()
        return [] if before is self._dump else difference(before, self._dump)

    def end(self) -> list[str]:
        """Return nothing more: each change was told when it was made."""
        return []

    def _commits(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


# What moderation takes and gives back, by table.
TAKEN = {
    "comments": ("status", "replies_muted", "featured_at"),
    "people": ("suspended_until", "banned_at", "held_always", "warning_id", "reports_paused_until"),
    "stories": (
        "closed_at",
        "closes_at",
        "slow_seconds",
        "pinned_id",
        "raid_mode",
        "raid_until",
        "raid_joined_before",
        "raid_seconds",
    ),
}


def taken() -> dict[tuple[str, int], tuple[object, ...]]:
    """Return what stands about every comment, account and discussion that only a decision may change."""
    found = {}
    with db.engine.connect() as connection:
        for table, columns in TAKEN.items():
            for row in connection.execute(sa.text(f"SELECT id, {', '.join(columns)} FROM {table}")):
                found[table, row[0]] = tuple(row[1:])
    return found


def unrecorded(before: dict[tuple[str, int], tuple[object, ...]], last: int) -> list[str]:
    """Return a line for each thing that was changed, and that no whole decision after number ``last`` is about."""
    with db.engine.connect() as connection:
        decisions = connection.execute(
            sa.text(
                "SELECT comment_id, person_id, story_id FROM decisions WHERE id > :last AND reason <> '' "
                "AND scope <> '' AND (actor_id IS NOT NULL OR (automatic AND checks <> ''))"
            ),
            {"last": last},
        ).all()
        stories = dict(connection.execute(sa.text("SELECT id, story_id FROM comments")).all())
    about = {("people", row.person_id) for row in decisions} | {("stories", row.story_id) for row in decisions}
    about |= {("comments", row.comment_id) for row in decisions}
    return [
        f"{table} {number}: {before[table, number]} became {now}"
        for (table, number), now in taken().items()
        if (table, number) in before and before[table, number] != now and (table, number) not in about
        and not (table == "comments" and ("stories", stories[number]) in about)
    ]  # fmt: skip


def latest_decision() -> int:
    """Return the number of the newest decision."""
    with db.engine.connect() as connection:
        return connection.scalar(sa.text("SELECT max(id) FROM decisions")) or 0
