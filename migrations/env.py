"""How Alembic reaches the running application's database. Every migration is one transaction on both databases."""

import logging

from alembic import context
from sqlalchemy import Connection, Engine

from discuss.accounts import models as _accounts
from discuss.checks import models as _checks
from discuss.comments import models as _comments
from discuss.db import db
from discuss.decisions import models as _decisions
from discuss.events import log as _events
from discuss.mail import outbox as _mail
from discuss.moderation import models as _moderation
from discuss.stories import models as _stories
from discuss.subscriptions import models as _subscriptions

TABLES = (
    _accounts,
    _checks,
    _comments,
    _decisions,
    _events,
    _mail,
    _moderation,
    _stories,
    _subscriptions,
)  # all that have any

log = logging.getLogger("alembic.env")


def run(engine: Engine) -> None:
    """Migrate through one connection."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            migrate_sqlite(connection)
        else:
            # A request may not take that long, but an index on all comments of a large site may.
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            migrate(connection)
            connection.commit()


def migrate_sqlite(connection: Connection) -> None:
    """Foreign keys off while tables are rebuilt: with them on, rebuilding a parent deletes its children."""
    raw = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        connection = connection.execution_options(write=True)
        with connection.begin():
            migrate(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration would break references: {broken[:5]}")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def migrate(connection: Connection) -> None:
    """Run the migrations inside the transaction that the caller holds."""
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
        compare_server_default=connection.dialect.name == "postgresql",
    )
    with context.begin_transaction():
        context.run_migrations()


run(db.engine)
