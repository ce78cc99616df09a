"""What checks have held, and how much of it a person approved: counted from the record of decisions."""

import dataclasses
from datetime import timedelta

import pytest
import time_machine

from discuss import clock
from discuss.accounts.models import Person
from discuss.checks import queries
from discuss.checks.actions import Wanted, prune_refusals, save_check
from discuss.checks.models import CheckRefusal
from discuss.checks.queries import Hits
from discuss.comments import actions as comments
from discuss.db import db, transaction
from discuss.decisions import Decision, record
from discuss.errors import Invalid, TooFast
from discuss.screening.pace import PACE
from discuss.screening.words import WordLists
from tests import factories as make
from tests.services.statements import noted


@pytest.fixture
def owner(app_context):
    return make.actor(make.person("Olga Owner", role="owner", plan=""))


def held(body="Words of a newcomer."):
    return comments.post(make.actor(make.person()), make.story(), comments.NewComment(body=body), None, make.SETTINGS)


def decide(comment, action, by=None, **more):
    with transaction():
        return record(
            Decision(
                action=action,
                comment_id=comment.id,
                person_id=comment.author_id,
                actor_id=by.id if by else None,
                automatic=by is None,
                reason="Looked at.",
                **more,
            )
        )


def test_what_a_person_approved_later_counts_as_overturned(owner):
    moderator = make.moderator()
    approved, appealed, removed, waiting, by_itself = (held() for _ in range(5))
    decide(approved, "approve", moderator)
    decide(appealed, "overturn", moderator)
    decide(removed, "remove", moderator, rule=2)
    decide(by_itself, "approve")
    assert waiting.status == "held"
    assert queries.hits(owner) == {"newcomer": {1: Hits(5, 2)}}
    assert Hits(4, 1).overturned == 25
    assert Hits().overturned is None


def test_an_approval_that_was_taken_back_does_not_count(owner):
    moderator = make.moderator()
    comment = held()
    approval = decide(comment, "approve", moderator)
    decide(comment, "undo", moderator, undoes_id=approval.id)
    assert queries.hits(owner) == {"newcomer": {1: Hits(1, 0)}}


def test_hits_are_those_of_the_last_30_days_for_each_check_and_version(owner):
    with time_machine.travel(clock.now() - timedelta(days=31)):
        held()
    held("See https://a.example and write to a.b@c.example")
    assert queries.hits(owner) == {name: {1: Hits(1, 0)} for name in ("newcomer", "links", "contact")}


@pytest.mark.database("sqlite")
def test_all_hits_are_one_statement_that_finds_its_rows_by_index(owner):
    held()
    with noted() as seen:
        queries.hits(owner)
    (sql,) = [sql for sql in seen if "decision_checks" in sql]
    plan = [row[3] for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", sql.parameters)]
    assert [step for step in plan if step.startswith("SCAN")] == ["SCAN recent"], plan


def refused(body, by=None, settings=make.SETTINGS, error=Invalid):
    with pytest.raises(error):
        comments.post(make.actor(by or make.person()), make.story(), comments.NewComment(body=body), None, settings)


def test_refusals_are_counted_by_check_and_version_and_nothing_else_is_kept_of_them(owner):
    banned = dataclasses.replace(make.SETTINGS, words=lambda: WordLists.parse("[banned]\nblorp\n"))
    refused("A blorp and a casino.", settings=banned)
    refused(" ")
    refused("x" * 2001)
    author = make.person()
    comments.post(make.actor(author), make.story(), comments.NewComment(body="Twice the same."), None, make.SETTINGS)
    refused("Twice the same.", author)
    assert queries.hits(owner) == {
        "words": {1: Hits(refused=1)},
        "length": {1: Hits(refused=2)},
        "repeat": {1: Hits(refused=1)},
        "newcomer": {1: Hits(held=1)},
    }
    assert {column.name for column in CheckRefusal.__table__.columns} == {"id", "name", "version", "refused_at"}


def test_what_comes_too_soon_is_counted_with_the_version_of_the_pace_that_says_so(owner):
    save_check(owner, "pace", Wanted(
        enabled=True, values=dict(PACE.default.values) | {"newcomers_some": 1}, reason="Slower.", based_on=1,
    ))  # fmt: skip
    author, paced = make.person(), dataclasses.replace(make.SETTINGS, pace=True)
    comments.post(make.actor(author), make.story(), comments.NewComment(body="The first one."), None, paced)
    refused("The second one.", author, paced, TooFast)
    assert queries.hits(owner)["pace"] == {2: Hits(refused=1)}


def test_an_edit_that_is_refused_counts_as_well(owner):
    comment = make.comment()
    author = db.session.get_one(Person, comment.author_id)
    with pytest.raises(Invalid):
        comments.edit(make.actor(author), comment, " ", make.SETTINGS)
    assert queries.hits(owner)["length"] == {1: Hits(refused=1)}


def test_refusals_of_more_than_thirty_days_ago_are_neither_counted_nor_kept(owner):
    refused(" ")
    with time_machine.travel(clock.now() + timedelta(days=31)):
        refused(" ")
        assert queries.hits(owner) == {"length": {1: Hits(refused=1)}}
        assert prune_refusals() == 1
        assert prune_refusals() == 0
        assert queries.hits(owner) == {"length": {1: Hits(refused=1)}}
