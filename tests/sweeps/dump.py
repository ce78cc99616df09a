"""Everything that stands in the database, to compare before and after."""

from collections import Counter

import sqlalchemy as sa

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
