"""``discuss decisions export``: one statement of reasons a restriction, in the DSA database's words, about nobody."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
import time_machine

from discuss import clock
from discuss.db import transaction
from discuss.decisions import Decision, record
from discuss.decisions.acts import APPEALABLE
from discuss.moderation import actions
from discuss.moderation.rulings import Ruling
from discuss.moderation.transparency_database import RESTRICTION
from tests import factories as make

pytestmark = pytest.mark.usefixtures("app_context")

TODAY = f"{clock.now():%Y-%m-%d}"
ALWAYS = {"decision_ground", "category", "content_type", "territorial_scope", "content_date", "application_date",
            "decision_facts", "source_type", "automated_detection", "automated_decision", "puid"}  # fmt: skip
BY_RULE = {"incompatible_content_ground", "incompatible_content_explanation"}
BY_LAW = {"illegal_content_legal_ground", "illegal_content_explanation"}


def removed(**given):
    comment = make.comment(by=make.person(name="Gil Groomer"), body="Words, wqzx, of somebody.")
    actions.report(make.actor(make.person()), comment, actions.Complaint(category="attack", explanation="Gil, xqzw."))
    ruling = {"action": "remove", "rule": 2, "reason": "Gil attacks Ada, qzwx.", "version": comment.version} | given
    return actions.decide(make.actor(make.moderator(name="Mia Moderator")), comment, Ruling(**ruling))


@pytest.fixture
def exported(run):
    def exported(since="2020-01-01", until="2100-01-01", later=timedelta(minutes=1), by_hand=True):
        """What is told; without what checks have held, as first comments are, unless it is not ``by_hand``."""
        with time_machine.travel(clock.now() + later):
            done = run("decisions", "export", "--since", since, "--until", until)
        assert done.exit_code == 0, done.output
        told = [json.loads(line) for line in done.stdout.splitlines()]
        return [one for one in told if not (by_hand and one["automated_decision"] == "AUTOMATED_DECISION_FULLY")]

    return exported


def test_every_act_that_restricts_has_a_name_there():
    assert RESTRICTION.keys() == APPEALABLE


def test_a_removal_is_told_with_rule_source_and_dates_and_names_nobody(exported):
    decision = removed()
    (told,) = exported()
    assert told.keys() == ALWAYS | BY_RULE | {"decision_visibility"}
    assert told["puid"] == f"decision-{decision.id}"
    assert told["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_REMOVED"]
    assert told["decision_ground"] == "DECISION_GROUND_INCOMPATIBLE_CONTENT"
    assert told["incompatible_content_ground"].startswith("Rule 2: ")
    assert told["source_type"] == "SOURCE_TYPE_OTHER_NOTIFICATION"
    assert (told["automated_detection"], told["automated_decision"]) == ("No", "AUTOMATED_DECISION_NOT_AUTOMATED")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", told["content_date"])
    assert len(told["territorial_scope"]) == 30
    assert not re.search("wqzx|xqzw|qzwx|Gil|Mia|Ada", json.dumps(told))


def test_a_law_is_the_ground_where_there_was_one(exported):
    removed(law="Criminal Code, section 241")
    (told,) = exported()
    assert told.keys() == ALWAYS | BY_LAW | {"decision_visibility"}
    assert told["decision_ground"] == "DECISION_GROUND_ILLEGAL_CONTENT"
    assert told["illegal_content_legal_ground"] == "Criminal Code, section 241"


def test_a_hold_by_a_check_is_automatic_and_names_the_check(exported):
    comment = make.comment(status="held")
    with transaction():
        record(Decision(action="hold", comment_id=comment.id, person_id=comment.author_id, automatic=True,
                        checks="links", source="check", reason="A link."))  # fmt: skip
    (told,) = [one for one in exported(by_hand=False) if "links" in one.get("incompatible_content_ground", "")]
    assert told.keys() == ALWAYS | BY_RULE | {"decision_visibility"}
    assert (told["automated_detection"], told["automated_decision"]) == ("Yes", "AUTOMATED_DECISION_FULLY")


def test_a_pause_has_its_end(exported):
    until = clock.now() + timedelta(days=3)
    ruling = Ruling(action="suspend", rule=2, reason="Attacks.", until=until)
    actions.decide_account(make.actor(make.moderator()), make.person(), ruling)
    (told,) = exported()
    assert told.keys() == ALWAYS | BY_RULE | {"decision_account", "end_date_account_restriction"}
    assert told["decision_account"] == "DECISION_ACCOUNT_SUSPENDED"
    assert told["end_date_account_restriction"] == f"{until:%Y-%m-%d}"


def test_what_was_taken_back_in_time_is_not_told_nor_what_can_still_be(exported):
    judge = make.moderator()
    comment = make.comment()
    ruling = Ruling(action="remove", rule=2, reason="So.", version=comment.version)
    actions.undo(make.actor(judge), actions.decide(make.actor(judge), comment, ruling))
    removed()
    assert exported(later=timedelta()) == []
    assert len(exported()) == 1


def test_days_are_told_apart(exported):
    removed()
    assert exported(until="2020-01-02") == []
    assert len(exported(since=TODAY)) == 1


def test_the_numbers_of_a_period_are_a_table_of_its_months(run):
    with time_machine.travel("2026-06-10T09:00:00+00:00"):
        removed()
        make.order(received_at=clock.now() - timedelta(days=31))
    with time_machine.travel("2026-08-10T09:00:00+00:00"):
        make.order(received_at=clock.now())
        done = run("decisions", "transparency", "--from", "2025-12", "--to", "2026-07")
        running = run("decisions", "transparency", "--from", "2026-08", "--to", "2026-08").stdout
        refused = run("decisions", "transparency", "--from", "June", "--to", "2026-07")
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert sorted({row["month"] for row in rows}) == ["2026-05", "2026-06", "2026-07"]
    counted = {(row["month"], row["what"], row["which"]): row["count"] for row in rows}
    assert counted["2026-05", "orders", "act: hatred"] == "1"
    assert counted["2026-06", "sources", "report"] == "1"
    assert "2026-08,restrictions,,0" in running
    assert "2026-08,orders_settled,,\n" in running
    assert "2026-08,orders," not in running
    assert counted["2026-06", "restrictions", ""] == str(
        sum(int(row["count"]) for row in rows if row["what"] == "sources")
    )
    assert (refused.exit_code, "written as 2026-06" in refused.stderr) == (2, True)
