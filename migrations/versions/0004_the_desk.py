"""The desk: reasons, claims, appeals, notices, notes, second persons; versions of rules and checks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

from discuss.db.types import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns, and what the database itself refuses."""
    op.create_table(
        "check_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column(
            "parameters", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_check_versions_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_versions")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_check_versions_name_version")),
    )
    op.create_table(
        "replays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_name", sa.String(length=40), nullable=False),
        sa.Column(
            "parameters", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("last_comment_id", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_replays_state")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_replays_asked_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replays")),
    )
    op.create_table(
        "rule_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("example", sa.Text(), nullable=False),
        sa.Column("tombstone", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 8", name=op.f("ck_rule_versions_number")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_rule_versions_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_versions")),
        sa.UniqueConstraint("number", "version", name=op.f("uq_rule_versions_number_version")),
    )
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_claims_comment_id_comments")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_claims_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_claims_comment_id")),
    )
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.create_index("ix_claims_person", ["person_id"], unique=False)

    op.create_table(
        "moderator_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR comment_id IS NOT NULL", name=op.f("ck_moderator_notes_about_something")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_moderator_notes_author_id_people")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_moderator_notes_comment_id_comments")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_moderator_notes_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderator_notes")),
    )
    with op.batch_alter_table("moderator_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_moderator_notes_comment_id"), ["comment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_moderator_notes_person_id"), ["person_id"], unique=False)

    op.create_table(
        "acknowledgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_acknowledgements_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_acknowledgements_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgements")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_acknowledgements_decision_id")),
    )
    with op.batch_alter_table("acknowledgements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_acknowledgements_person_id"), ["person_id"], unique=False)

    op.create_table(
        "appeals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("filed_at", UTCDateTime(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (answered_by IS NULL)", name=op.f("ck_appeals_answered_by_somebody")),
        sa.CheckConstraint("state IN ('open', 'upheld', 'overturned')", name=op.f("ck_appeals_state")),
        sa.ForeignKeyConstraint(["answer_id"], ["decisions.id"], name=op.f("fk_appeals_answer_id_decisions")),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_appeals_answered_by_people")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_appeals_decision_id_decisions")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_appeals_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_appeals_decision_id")),
    )
    with op.batch_alter_table("appeals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeals_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_appeals_state", ["state", "id"], unique=False)

    op.create_table(
        "decision_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_decision_checks_decision_id_decisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_checks")),
        sa.UniqueConstraint("decision_id", "name", name=op.f("uq_decision_checks_decision_id_name")),
    )
    with op.batch_alter_table("decision_checks", schema=None) as batch_op:
        batch_op.create_index("ix_decision_checks_name", ["name", "version"], unique=False)

    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("story_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("filed_at", UTCDateTime(), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'decided')", name=op.f("ck_notices_state")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_notices_comment_id_comments")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_notices_decided_by_people")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_notices_decision_id_decisions")),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_notices_story_id_stories")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("reference", name=op.f("uq_notices_reference")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_notices_token_hash")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_comment_id"), ["comment_id"], unique=False)
        batch_op.create_index("ix_notices_state", ["state", "id"], unique=False)

    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("rule", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", UTCDateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (settled_by IS NULL)", name=op.f("ck_proposals_settled_by_somebody")),
        sa.CheckConstraint("action IN ('ban', 'purge')", name=op.f("ck_proposals_action")),
        sa.CheckConstraint("state IN ('open', 'confirmed', 'refused')", name=op.f("ck_proposals_state")),
        sa.CheckConstraint("settled_by IS NULL OR settled_by <> proposed_by", name=op.f("ck_proposals_two_people")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_proposals_comment_id_comments")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_proposals_decision_id_decisions")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_proposals_person_id_people")),
        sa.ForeignKeyConstraint(["proposed_by"], ["people.id"], name=op.f("fk_proposals_proposed_by_people")),
        sa.ForeignKeyConstraint(["settled_by"], ["people.id"], name=op.f("fk_proposals_settled_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposals_comment_id"), ["comment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposals_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_proposals_state", ["state", "id"], unique=False)

    op.create_table(
        "second_looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("drawn_at", UTCDateTime(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("rule", sa.Integer(), nullable=True),
        sa.Column("looked_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_second_looks_decision_id_decisions")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_second_looks_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_looks")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_second_looks_decision_id")),
    )
    with op.batch_alter_table("second_looks", schema=None) as batch_op:
        batch_op.create_index("ix_second_looks_open", ["looked_at", "id"], unique=False)

    op.add_column("comments", sa.Column("reviewed_at", UTCDateTime(), nullable=True))
    op.add_column("comments", sa.Column("escalated_at", UTCDateTime(), nullable=True))
    op.add_column("comments", sa.Column("replies_muted", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("comments", sa.Column("featured_at", UTCDateTime(), nullable=True))
    op.create_index(
        "ix_comments_unreviewed",
        "comments",
        ["id"],
        unique=False,
        sqlite_where=sa.text("reviewed_at IS NULL AND status = 'published'"),
        postgresql_where=sa.text("reviewed_at IS NULL AND status = 'published'"),
    )

    op.add_column("decisions", sa.Column("rule_version", sa.Integer(), nullable=True))
    op.add_column("decisions", sa.Column("law", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "decisions", sa.Column("source", sa.String(length=20), server_default="own-initiative", nullable=False)
    )
    op.add_column("decisions", sa.Column("scope", sa.String(length=20), server_default="comment", nullable=False))
    op.add_column("decisions", sa.Column("batch", sa.String(length=32), server_default="", nullable=False))
    op.add_column("decisions", sa.Column("undoes_id", sa.Integer(), nullable=True))
    op.add_column(
        "decisions",
        sa.Column("before", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=True),
    )
    op.create_index("ix_decisions_actor", "decisions", ["actor_id", "id"], unique=False)
    op.create_index("ix_decisions_batch", "decisions", ["batch"], unique=False)
    op.create_index("uq_decisions_undoes_id", "decisions", ["undoes_id"], unique=True)

    op.add_column("people", sa.Column("warning_id", sa.Integer(), nullable=True))
    op.add_column("people", sa.Column("handles_urgent", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("people", sa.Column("softened", sa.Boolean(), server_default=sa.false(), nullable=False))

    op.add_column("reports", sa.Column("outcome", sa.String(length=20), server_default="", nullable=False))
    op.create_index("ix_reports_reporter", "reports", ["reporter_id", "outcome"], unique=False)

    op.add_column("stories", sa.Column("pinned_id", sa.Integer(), nullable=True))
    op.add_column("stories", sa.Column("slow_seconds", sa.Integer(), server_default="0", nullable=False))
    _add_triggers()


def downgrade() -> None:
    """Take it all away; decisions keep what the schema before can hold."""
    _drop_triggers()
    op.drop_column("stories", "slow_seconds")
    op.drop_column("stories", "pinned_id")
    op.drop_index("ix_reports_reporter", "reports")
    op.drop_column("reports", "outcome")
    op.drop_column("people", "softened")
    op.drop_column("people", "handles_urgent")
    op.drop_column("people", "warning_id")
    op.drop_index("uq_decisions_undoes_id", "decisions")
    op.drop_index("ix_decisions_batch", "decisions")
    op.drop_index("ix_decisions_actor", "decisions")
    op.drop_column("decisions", "before")
    op.drop_column("decisions", "undoes_id")
    op.drop_column("decisions", "batch")
    op.drop_column("decisions", "scope")
    op.drop_column("decisions", "source")
    op.drop_column("decisions", "law")
    op.drop_column("decisions", "rule_version")
    op.drop_index("ix_comments_unreviewed", "comments")
    op.drop_column("comments", "featured_at")
    op.drop_column("comments", "replies_muted")
    op.drop_column("comments", "escalated_at")
    op.drop_column("comments", "reviewed_at")
    for table in (
        "second_looks",
        "proposals",
        "notices",
        "decision_checks",
        "appeals",
        "acknowledgements",
        "moderator_notes",
        "claims",
        "rule_versions",
        "replays",
        "check_versions",
    ):
        op.drop_table(table)


APPEND_ONLY = ("decision_checks", "rule_versions", "check_versions")
OWN_ANSWER = "whoever took a decision cannot answer an appeal against it"


def _add_triggers() -> None:
    """Versions and records are never changed or deleted; an appeal is never answered by whoever decided."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in APPEND_ONLY:
        refusal = f"{table} is only added to"
        if sqlite:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
                )
            continue
        op.execute(
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_refuse BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
        )
    decider = "(SELECT actor_id FROM decisions WHERE id = NEW.decision_id)"
    if sqlite:
        for verb in ("INSERT", "UPDATE"):
            op.execute(
                f"CREATE TRIGGER appeals_refuse_own_answer_{verb.lower()} BEFORE {verb} ON appeals "
                f"WHEN NEW.answered_by IS NOT NULL AND NEW.answered_by = {decider} "
                f"BEGIN SELECT RAISE(ABORT, '{OWN_ANSWER}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION appeals_refuse_own_answer() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF NEW.answered_by = {decider} THEN RAISE EXCEPTION '{OWN_ANSWER}'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER appeals_refuse_own_answer BEFORE INSERT OR UPDATE ON appeals "
        "FOR EACH ROW EXECUTE FUNCTION appeals_refuse_own_answer()"
    )


def _drop_triggers() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return  # they go with their tables
    for table in APPEND_ONLY:
        op.execute(f"DROP FUNCTION {table}_refuse CASCADE")
    op.execute("DROP FUNCTION appeals_refuse_own_answer CASCADE")
