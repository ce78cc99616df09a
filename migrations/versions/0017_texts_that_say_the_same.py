"""Comments whose words say the same are found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SOME = sa.text("likeness IS NOT NULL")


def upgrade() -> None:
    """Add a column, which stays empty for what was written before, and an index."""
    op.add_column("comments", sa.Column("likeness", sa.String(length=16), nullable=True))
    op.create_index(
        "ix_comments_likeness", "comments", ["likeness", "status"], sqlite_where=SOME, postgresql_where=SOME
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_comments_likeness", "comments")
    op.drop_column("comments", "likeness")
