"""Sessions of staff end when nobody uses them."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from discuss.db.types import UTCDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column. Nobody knows when the sessions of today were used last: they count as used now."""
    op.add_column("sessions", sa.Column("seen_at", UTCDateTime(), nullable=True))
    seen = sa.table("sessions", sa.column("seen_at", UTCDateTime()))
    op.execute(seen.update().values(seen_at=datetime.now(UTC)))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("sessions", "seen_at")
