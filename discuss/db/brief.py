"""What lets somebody in, and how all of it ends at once."""

import sqlalchemy as sa

# In the order in which it can be deleted; an older schema may not have all of it.
BRIEF = ("kept_forms", "pending_steps", "mailed_links", "sessions")


def end_all(connection: sa.Connection) -> None:
    """End every session and void every mailed link and half-done sign-in, in the transaction of ``connection``."""
    here = set(sa.inspect(connection).get_table_names())
    for name in BRIEF:
        if name in here:
            connection.execute(sa.delete(sa.table(name)))
