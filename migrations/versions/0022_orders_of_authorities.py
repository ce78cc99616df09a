"""Orders of courts and authorities are recorded."""

import sqlalchemy as sa
from alembic import op

from discuss.db.types import UTCDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table."""
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("authority_reference", sa.String(length=100), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('act', 'inform')", name=op.f("ck_orders_kind")),
        sa.CheckConstraint("state IN ('open', 'done', 'refused', 'mistaken')", name=op.f("ck_orders_state")),
        sa.CheckConstraint("(state = 'open') = (settled_by IS NULL)", name=op.f("ck_orders_settled_by_somebody")),
        sa.CheckConstraint("(state = 'open') = (settled_at IS NULL)", name=op.f("ck_orders_settled_at_some_time")),
        sa.CheckConstraint("confirmed_at >= received_at", name=op.f("ck_orders_confirmed_after_it_came")),
        sa.CheckConstraint("settled_at >= received_at", name=op.f("ck_orders_settled_after_it_came")),
        sa.ForeignKeyConstraint(["recorded_by"], ["people.id"], name=op.f("fk_orders_recorded_by_people")),
        sa.ForeignKeyConstraint(["settled_by"], ["people.id"], name=op.f("fk_orders_settled_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("reference", name=op.f("uq_orders_reference")),
    )
    op.create_index("ix_orders_state", "orders", ["state", "id"], unique=False)
    op.create_index("ix_orders_received", "orders", ["received_at"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        # PostgreSQL would keep samples of these in its own statistics, where no purge reaches.
        for column in ("about", "outcome"):
            op.execute(f"ALTER TABLE orders ALTER COLUMN {column} SET STATISTICS 0")


def downgrade() -> None:
    """Take it away."""
    op.drop_table("orders")
