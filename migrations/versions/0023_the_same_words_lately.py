"""Comments whose words say the same are found by when they were posted: a post looks at the last minutes alone."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

NAME = "ix_comments_likeness"
SOME = sa.text("likeness IS NOT NULL")


def upgrade() -> None:
    """Order what says the same by time."""
    op.drop_index(NAME, "comments")
    op.create_index(NAME, "comments", ["likeness", "posted_at"], sqlite_where=SOME, postgresql_where=SOME)


def downgrade() -> None:
    """Order it by status again."""
    op.drop_index(NAME, "comments")
    op.create_index(NAME, "comments", ["likeness", "status"], sqlite_where=SOME, postgresql_where=SOME)
