"""Checks: what a replay was asked for, what the score has learnt, and the comments of a period by index."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

from discuss.db.types import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table, the columns of replays, and an index."""
    op.create_table(
        "score_models",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learnt_at", UTCDateTime(), nullable=False),
        sa.Column("latest_decision_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_models")),
    )
    op.add_column("replays", sa.Column("enabled", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("replays", sa.Column("reason", sa.Text(), server_default="", nullable=False))
    op.add_column("replays", sa.Column("based_on", sa.Integer(), server_default="1", nullable=False))
    op.add_column("replays", sa.Column("made_version", sa.Integer(), nullable=True))
    op.create_index("ix_comments_posted", "comments", ["posted_at", "id"], unique=False)


def downgrade() -> None:
    """Take it all away."""
    op.drop_index("ix_comments_posted", "comments")
    op.drop_column("replays", "made_version")
    op.drop_column("replays", "based_on")
    op.drop_column("replays", "reason")
    op.drop_column("replays", "enabled")
    op.drop_table("score_models")
