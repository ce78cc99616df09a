"""Threads of one side, or about one part of a story, are found by an index however long the thread is."""

from alembic import op
from sqlalchemy import text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROOTS = text("parent_id IS NULL")
INDEXES = {"ix_comments_sides": "side", "ix_comments_abouts": "about"}


def upgrade() -> None:
    """Add the two indexes over first comments of threads."""
    for name, column in INDEXES.items():
        op.create_index(
            name,
            "comments",
            ["story_id", column, "shown", "id"],
            sqlite_where=ROOTS,
            postgresql_where=ROOTS,
        )


def downgrade() -> None:
    """Take them away."""
    for name in INDEXES:
        op.drop_index(name, "comments")
