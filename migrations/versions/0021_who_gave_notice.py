"""Notices know the account that filed them, so that unfounded ones are counted."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column, empty for what was filed before, and an index."""
    # In words that both databases know: rebuilding the table on SQLite would lose its conditions.
    key = "CONSTRAINT fk_notices_filer_id_people REFERENCES people (id)"
    op.execute(f"ALTER TABLE notices ADD COLUMN filer_id INTEGER {key}")
    op.create_index("ix_notices_filer", "notices", ["filer_id", "filed_at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_notices_filer", "notices")
    op.drop_column("notices", "filer_id")
