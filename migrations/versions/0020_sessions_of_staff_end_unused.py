"""Sessions of staff end when nobody uses them."""

import sqlalchemy as sa
from alembic import op

from discuss.db.types import UTCDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column: until it is filled the beginning of the session counts."""
    op.add_column("sessions", sa.Column("seen_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("sessions", "seen_at")
