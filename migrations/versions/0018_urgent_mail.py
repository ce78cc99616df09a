"""Urgent mail goes before what has waited longer."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column: nothing that waits already is urgent."""
    op.add_column("mails", sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False))
    waiting = sa.text("sent_at IS NULL AND given_up_at IS NULL")
    op.create_index("ix_mails_turn", "mails", ["urgent", "id"], sqlite_where=waiting, postgresql_where=waiting)


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_mails_turn", "mails")
    op.drop_column("mails", "urgent")
