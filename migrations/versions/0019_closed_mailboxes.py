"""Mailboxes of erased accounts that were closed for writing are known again, by codes alone."""

import sqlalchemy as sa
from alembic import op

from discuss.db.types import UTCDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table."""
    op.create_table(
        "closed_mailboxes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_closed_mailboxes_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_mailboxes")),
        sa.UniqueConstraint("person_id", name=op.f("uq_closed_mailboxes_person_id")),
    )
    op.create_index("ix_closed_mailboxes_until", "closed_mailboxes", ["until"], unique=False)


def downgrade() -> None:
    """Take it away."""
    op.drop_table("closed_mailboxes")
