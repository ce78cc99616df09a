"""Records are neither replaced nor emptied; purges note when the files are clean; acts by who and what, by index."""

import sqlalchemy as sa
from alembic import op

from discuss.db.types import UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

REFUSAL = "a record is never replaced"
# What SQLite would delete, without its triggers for deletions, to make room for a row that replaces it.
SAME = {
    "decisions": "id = NEW.id OR undoes_id = NEW.undoes_id",
    "decision_checks": "id = NEW.id OR (decision_id = NEW.decision_id AND name = NEW.name)",
    "decision_quotes": "id = NEW.id OR decision_id = NEW.decision_id",
    "rule_versions": "id = NEW.id OR (number = NEW.number AND version = NEW.version)",
    "check_versions": "id = NEW.id OR (name = NEW.name AND version = NEW.version)",
}
EMPTIED = ("decision_checks", "rule_versions", "check_versions")  # decisions are kept from it already
QUOTES = "the words of a decision are blanked or left as they are"
REWORDED = "NEW.words <> '' OR NEW.id <> OLD.id OR NEW.decision_id <> OLD.decision_id"
WHOLE = {"ix_decisions_account": "person_id", "ix_decisions_discussion": "story_id"}
# PostgreSQL would keep samples of these in its own statistics, where no purge reaches.
WORDS = (
    ("appeals", "words"),
    ("comment_revisions", "body"),
    ("comment_revisions", "html"),
    ("comments", "body"),
    ("comments", "html"),
    ("decision_quotes", "words"),
    ("drafts", "body"),
    ("mails", "body"),
    ("moderator_notes", "text"),
    ("notices", "explanation"),
    ("notices", "statement"),
    ("reports", "explanation"),
    ("screenings", "findings"),
)


def upgrade() -> None:
    """Add triggers, a column and indexes."""
    op.add_column("proposals", sa.Column("scrubbed_at", UTCDateTime(), nullable=True))
    op.create_index("ix_decisions_pace", "decisions", ["actor_id", "decided_at"])
    for name, column in WHOLE.items():
        op.create_index(
            name,
            "decisions",
            [column, "id"],
            sqlite_where=sa.text("comment_id IS NULL"),
            postgresql_where=sa.text("comment_id IS NULL"),
        )
    if op.get_bind().dialect.name == "sqlite":
        _keep_on_sqlite()
    else:
        _keep_on_postgresql()


def _keep_on_sqlite() -> None:
    for table, same in SAME.items():
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - names of our own
        op.execute(
            f"CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table} "
            f"WHEN {there} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
    for verb, condition in (("UPDATE", f"WHEN {REWORDED} "), ("DELETE", "")):
        op.execute(
            f"CREATE TRIGGER decision_quotes_refuse_{verb.lower()} BEFORE {verb} ON decision_quotes "
            f"{condition}BEGIN SELECT RAISE(ABORT, '{QUOTES}'); END"
        )


def _keep_on_postgresql() -> None:
    for table in EMPTIED:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_refuse()"
        )
    op.execute(
        "CREATE FUNCTION decision_quotes_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{QUOTES}'; END $$"
    )
    refuse = "EXECUTE FUNCTION decision_quotes_refuse()"
    for name, when in (
        ("update", f"BEFORE UPDATE ON decision_quotes FOR EACH ROW WHEN ({REWORDED})"),
        ("delete", "BEFORE DELETE ON decision_quotes FOR EACH ROW"),
        ("truncate", "BEFORE TRUNCATE ON decision_quotes"),
    ):
        op.execute(f"CREATE TRIGGER decision_quotes_refuse_{name} {when} {refuse}")
    for table, column in WORDS:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


def downgrade() -> None:
    """Take them away."""
    if op.get_bind().dialect.name == "sqlite":
        for table in SAME:
            op.execute(f"DROP TRIGGER {table}_refuse_replace")
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER decision_quotes_refuse_{verb}")
    else:
        for table in EMPTIED:
            op.execute(f"DROP TRIGGER {table}_refuse_truncate ON {table}")
        op.execute("DROP FUNCTION decision_quotes_refuse CASCADE")
        for table, column in WORDS:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS -1")
    for name in (*WHOLE, "ix_decisions_pace"):
        op.drop_index(name, "decisions")
    op.drop_column("proposals", "scrubbed_at")
