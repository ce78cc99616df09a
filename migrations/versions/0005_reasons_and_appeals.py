"""Why a rule was reworded; the log, appeals and notices by index; nobody answers an appeal that is their own."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_decisions_rule", "decisions", ["rule", "id"], False),
    ("ix_reports_decision", "reports", ["decision_id"], False),
    ("uq_appeals_answer_id", "appeals", ["answer_id"], True),
    ("ix_appeals_filed", "appeals", ["filed_at"], False),
    ("ix_proposals_decision", "proposals", ["decision_id"], False),
    ("ix_notices_filed", "notices", ["filed_at"], False),
)
BEFORE = "(SELECT actor_id FROM decisions WHERE id = NEW.decision_id)"
PROPOSED = "EXISTS (SELECT 1 FROM proposals WHERE decision_id = NEW.decision_id AND proposed_by = NEW.answered_by)"
NOW = f"{BEFORE} OR NEW.answered_by = NEW.person_id OR {PROPOSED}"
OWN_ANSWER = "whoever took a decision cannot answer an appeal against it"


def upgrade() -> None:
    """Add the column, the indexes, and the other conditions of the trigger."""
    op.add_column("rule_versions", sa.Column("reason", sa.Text(), server_default="", nullable=False))
    for name, table, columns, unique in INDEXES:
        op.create_index(name, table, columns, unique=unique)
    _refuse_answers_by(NOW)


def downgrade() -> None:
    """Take them away."""
    _refuse_answers_by(BEFORE)
    for name, table, _, _ in INDEXES:
        op.drop_index(name, table)
    op.drop_column("rule_versions", "reason")


def _refuse_answers_by(these: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("INSERT", "UPDATE"):
            name = f"appeals_refuse_own_answer_{verb.lower()}"
            op.execute(f"DROP TRIGGER {name}")
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON appeals "
                f"WHEN NEW.answered_by IS NOT NULL AND (NEW.answered_by = {these}) "
                f"BEGIN SELECT RAISE(ABORT, '{OWN_ANSWER}'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION appeals_refuse_own_answer() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF NEW.answered_by = {these} THEN RAISE EXCEPTION '{OWN_ANSWER}'; END IF; RETURN NEW; END $$"
    )
