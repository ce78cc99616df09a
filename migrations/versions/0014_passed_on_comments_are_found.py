"""Comments that were passed on to a second moderator are found without looking through all others."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PASSED_ON = sa.text("escalated_at IS NOT NULL")


def upgrade() -> None:
    """Add an index."""
    op.create_index(
        "ix_comments_passed_on", "comments", ["escalated_at"], sqlite_where=PASSED_ON, postgresql_where=PASSED_ON
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_comments_passed_on", "comments")
