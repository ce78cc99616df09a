"""The database keeps the record: no statement changes, deletes, replaces or empties what was decided."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from discuss.checks.models import CheckVersion
from discuss.db import db, transaction
from discuss.decisions import Decision, DecisionQuote
from discuss.decisions.models import DecisionCheck, RuleVersion
from discuss.moderation import actions
from discuss.moderation.rulings import Ruling
from tests import factories as make
from tests.sweeps.dump import dump

TABLES = ("decisions", "decision_checks", "decision_quotes", "rule_versions", "check_versions")
WHY = "It attacks another person."


@pytest.fixture
def kept(app_context):
    """One row of each table that is only added to."""
    comment = make.comment(body="The words it was about.")
    ruling = Ruling(action="remove", rule=2, reason=WHY, version=comment.version)
    decision = actions.decide(make.actor(make.moderator()), comment, ruling)
    with transaction() as session:
        session.add(DecisionCheck(decision_id=decision.id, name="links", version=1))
        session.add(RuleVersion(number=2, version=2, title="a", example="b", tombstone="c", message="d"))
        session.add(CheckVersion(name="links", version=1, parameters={}, reason="It is needed."))
    number = decision.id
    db.session.rollback()
    return number


def refused(statement, kind=DatabaseError):
    before = dump()
    with pytest.raises(kind), db.engine.begin() as connection:
        connection.execute(text(statement))
    assert dump() == before


@pytest.mark.parametrize("table", TABLES)
def test_no_record_is_changed_or_deleted(kept, table):
    word = {"decisions": "reason", "decision_checks": "name", "decision_quotes": "words", "rule_versions": "title"}
    refused(f"UPDATE {table} SET {word.get(table, 'reason')} = 'Another.'")
    refused(f"UPDATE {table} SET id = id + 1000")
    refused(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.database("sqlite")
def test_no_record_makes_room_for_one_that_replaces_it(kept, table):
    """SQLite deletes for a replacing row without asking the triggers for deletions."""
    for verb in ("INSERT OR REPLACE INTO", "REPLACE INTO"):
        refused(f"{verb} {table} SELECT * FROM {table}")


@pytest.mark.database("sqlite")
def test_an_undoing_makes_no_room_either(kept):
    with transaction() as session:
        first = Decision(action="undo", actor_id=None, automatic=True, reason="So.", undoes_id=kept)
        session.add(first)
    names = "action, automatic, checks, reason, undoes_id, from_status, to_status, decided_at"
    values = f"'undo', 1, '', 'Other.', {kept}, '', '', '2026-01-01 00:00:00'"
    refused(f"INSERT OR REPLACE INTO decisions ({names}) VALUES ({values})")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.database("postgresql")
def test_no_table_of_records_is_emptied(kept, table):
    refused(f"TRUNCATE {table} CASCADE")


def test_the_words_beside_a_decision_can_be_blanked_and_nothing_else(kept):
    quote = select(DecisionQuote).where(DecisionQuote.decision_id == kept)
    with transaction() as session:
        session.scalars(quote).one().words = ""
    db.session.expire_all()
    assert db.session.scalars(quote).one().words == ""
    refused("UPDATE decision_quotes SET words = 'Quite other words.'")
