"""Decisions are append-only: the database itself refuses to change or delete one."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFUSAL = "a decision is never changed or deleted"


def upgrade() -> None:
    """Add one trigger for changes and one for deletions."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER decisions_refuse_{verb.lower()} BEFORE {verb} ON decisions "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION decisions_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER decisions_refuse BEFORE UPDATE OR DELETE ON decisions "
        "FOR EACH ROW EXECUTE FUNCTION decisions_refuse()"
    )
    op.execute(
        "CREATE TRIGGER decisions_refuse_truncate BEFORE TRUNCATE ON decisions EXECUTE FUNCTION decisions_refuse()"
    )


def downgrade() -> None:
    """Take the triggers away."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER decisions_refuse_update")
        op.execute("DROP TRIGGER decisions_refuse_delete")
        return
    op.execute("DROP TRIGGER decisions_refuse ON decisions")
    op.execute("DROP TRIGGER decisions_refuse_truncate ON decisions")
    op.execute("DROP FUNCTION decisions_refuse()")
