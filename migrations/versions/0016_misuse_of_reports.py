"""Reporting can be paused for a person, and decisions keep the counts that led to them."""

import sqlalchemy as sa
from alembic import op

from discuss.db.types import JSONType, UTCDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns."""
    op.add_column("people", sa.Column("reports_paused_until", UTCDateTime(), nullable=True))
    op.add_column("decisions", sa.Column("facts", JSONType, nullable=True))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("decisions", "facts")
    op.drop_column("people", "reports_paused_until")
