"""How often each check has refused a text."""

import sqlalchemy as sa
from alembic import op

from discuss.db.types import UTCDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table."""
    op.create_table(
        "check_refusals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("refused_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_refusals")),
    )
    op.create_index("ix_check_refusals_refused", "check_refusals", ["refused_at"], unique=False)


def downgrade() -> None:
    """Take it away."""
    op.drop_table("check_refusals")
