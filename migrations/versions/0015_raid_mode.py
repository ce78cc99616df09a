"""A discussion can be protected for a time: raid mode."""

import sqlalchemy as sa
from alembic import op

from discuss.db.types import UTCDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns."""
    op.add_column("stories", sa.Column("raid_mode", sa.String(length=10), server_default="", nullable=False))
    op.add_column("stories", sa.Column("raid_until", UTCDateTime(), nullable=True))
    op.add_column("stories", sa.Column("raid_joined_before", UTCDateTime(), nullable=True))
    op.add_column("stories", sa.Column("raid_seconds", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Take them away."""
    for name in ("raid_seconds", "raid_joined_before", "raid_until", "raid_mode"):
        op.drop_column("stories", name)
