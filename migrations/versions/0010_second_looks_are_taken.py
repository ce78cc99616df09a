"""Second looks lie before one person at a time, and never before whoever decided or whom the decision is about."""

import sqlalchemy as sa
from alembic import op

from discuss.db.types import UTCDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NAME = "second_looks_refuse_own_look"
INVOLVED = "EXISTS (SELECT 1 FROM decisions WHERE id = NEW.decision_id AND NEW.person_id IN (actor_id, person_id))"
OWN_LOOK = "whoever took a decision or is meant by it cannot look at it a second time"


def upgrade() -> None:
    """Add the column and what the database itself refuses."""
    op.add_column("second_looks", sa.Column("taken_at", UTCDateTime(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("INSERT", "UPDATE"):
            op.execute(
                f"CREATE TRIGGER {NAME}_{verb.lower()} BEFORE {verb} ON second_looks WHEN {INVOLVED} "
                f"BEGIN SELECT RAISE(ABORT, '{OWN_LOOK}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {INVOLVED} THEN RAISE EXCEPTION '{OWN_LOOK}'; END IF; RETURN NEW; END $$"
    )
    op.execute(f"CREATE TRIGGER {NAME} BEFORE INSERT OR UPDATE ON second_looks FOR EACH ROW EXECUTE FUNCTION {NAME}()")


def downgrade() -> None:
    """Take them away."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("insert", "update"):
            op.execute(f"DROP TRIGGER {NAME}_{verb}")
    else:
        op.execute(f"DROP FUNCTION {NAME} CASCADE")
    op.drop_column("second_looks", "taken_at")
