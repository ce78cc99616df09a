"""What a card says about its author is counted in indexes alone, however much was written and decided."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the index of an author's comments hold their states, and add one of what was decided about a person when."""
    op.drop_index("ix_comments_author", "comments")
    op.create_index("ix_comments_author", "comments", ["author_id", "id", "status"])
    op.create_index("ix_decisions_recent", "decisions", ["person_id", "action", "decided_at"])


def downgrade() -> None:
    """Make them what they were."""
    op.drop_index("ix_decisions_recent", "decisions")
    op.drop_index("ix_comments_author", "comments")
    op.create_index("ix_comments_author", "comments", ["author_id", "id"])
