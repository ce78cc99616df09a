"""What endangers a child is kept for the law, apart from all else."""

import sqlalchemy as sa
from alembic import op

from discuss.db.types import JSONType, UTCDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table."""
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("content", JSONType, nullable=False),
        sa.Column("held_at", UTCDateTime(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_legal_holds_comment_id_comments")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_holds")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_legal_holds_comment_id")),
    )
    op.create_index("ix_legal_holds_until", "legal_holds", ["until"], unique=False)


def downgrade() -> None:
    """Take it away."""
    op.drop_table("legal_holds")
