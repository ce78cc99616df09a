"""Second factors: authenticator apps, passkeys, recovery codes, and when a session's person last proved themselves."""

import sqlalchemy as sa
from alembic import op

from discuss.db.types import UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two columns and five tables."""
    op.add_column("people", sa.Column("second_factor_at", UTCDateTime(), nullable=True))
    op.add_column("sessions", sa.Column("proved_at", UTCDateTime(), nullable=True))
    op.create_table(
        "authenticator_apps",
        _person("authenticator_apps"),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_authenticator_apps")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        _person("recovery_codes"),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("person_id", "code_hash", name=op.f("uq_recovery_codes_person_id_code_hash")),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Integer(), nullable=False),
        _person("passkeys"),
        sa.Column("credential_id", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("user_handle", sa.String(length=88), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_index(op.f("ix_passkeys_person_id"), "passkeys", ["person_id"])
    op.create_table(
        "pending_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        _person("pending_steps", nullable=True),
        sa.Column("challenge", sa.Text(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_steps")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_pending_steps_secret_hash")),
    )
    op.create_index(op.f("ix_pending_steps_person_id"), "pending_steps", ["person_id"])
    op.create_index(op.f("ix_pending_steps_expires_at"), "pending_steps", ["expires_at"])
    op.create_table(
        "kept_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "session_id",
            sa.Integer(),
            sa.ForeignKey("sessions.id", name=op.f("fk_kept_forms_session_id_sessions"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("kept_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_forms")),
    )
    op.create_index(op.f("ix_kept_forms_session_id"), "kept_forms", ["session_id"])
    op.create_index(op.f("ix_kept_forms_kept_at"), "kept_forms", ["kept_at"])


def downgrade() -> None:
    """Take them away."""
    for table in ("kept_forms", "pending_steps", "passkeys", "recovery_codes", "authenticator_apps"):
        op.drop_table(table)
    op.drop_column("sessions", "proved_at")
    op.drop_column("people", "second_factor_at")


def _person(table: str, *, nullable: bool = False) -> sa.Column[int]:
    owner = sa.ForeignKey("people.id", name=op.f(f"fk_{table}_person_id_people"), ondelete="CASCADE")
    return sa.Column("person_id", sa.Integer(), owner, nullable=nullable)
