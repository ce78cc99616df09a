"""What the desk asks of the database: as many statements for many cards as for a few, and each by an index."""

import pytest

from discuss.db import db
from discuss.moderation import queries
from discuss.moderation.mailboxes import Mailboxes
from tests import factories as make
from tests.moderation.steps import decide, fresh
from tests.services.statements import noted

GROWING = ("comments", "decisions", "reports", "screenings", "people", "events")


@pytest.fixture
def sent(app_context):
    """Every statement with its parameters from now on."""
    with noted(without=("BEGIN", "SAVEPOINT", "RELEASE")) as seen:
        yield seen


def waiting(number):
    """So many held answers in one discussion, each by somebody who wrote before and was decided about."""
    story = make.story()
    above = make.comment(story)
    for _ in range(number):
        author = make.person()
        decide("remove", make.comment(story, by=author))
        comment = make.comment(story, by=author, reply_to=above, status="held")
    return comment


def approve(somebody, comment):
    comment = fresh(comment)
    form = {"action": "approve", "version": comment.version}
    return somebody.post(f"/moderation/comments/{comment.id}/decision", form)


def test_a_queue_and_a_decision_cost_as_many_statements_among_many_as_among_few(sent, visitor):
    costs = []
    for number in (2, 20):
        comment, somebody = waiting(number), visitor(make.moderator())
        somebody.get("/moderation/held")
        sent.clear()
        assert somebody.get("/moderation/held").text.count('<article class="q') >= number
        opened = len(sent)
        fresh(comment)
        sent.clear()
        assert approve(somebody, comment).status_code == 303
        costs.append((opened, len(sent)))
    assert costs[0] == costs[1]
    assert costs[0][0] <= 35
    assert costs[0][1] <= 20


@pytest.mark.database("sqlite")
def test_neither_looks_at_a_whole_table_that_grows(sent, visitor):
    comment, moderator = waiting(2), make.moderator()
    somebody = visitor(moderator)
    sent.clear()
    somebody.get("/moderation/held")
    approve(somebody, comment)
    assert len(sent) > 30
    scans = [f"{step} in {sql}" for sql, steps in plans(sent) for step in steps if step.startswith("SCAN")]
    assert [scan for scan in scans if scan.split()[1] in GROWING] == []


@pytest.mark.database("sqlite")
def test_what_a_card_counts_of_its_author_is_counted_in_indexes_alone(sent):
    comment = waiting(2)
    sent.clear()
    queries.facts_of([comment.author_id, make.person().id], Mailboxes(("key",)))
    counting = [sql for sql in sent if "count(*)" in sql]
    assert len(counting) == 4
    for sql, steps in plans(counting):
        read = [step for step in steps if step.startswith(("SEARCH", "SCAN")) and step.split()[1] in GROWING]
        assert read, sql
        assert all("COVERING INDEX" in step for step in read), (read, sql)


def plans(sent):
    """How the database goes about each statement."""
    connection = db.session.connection()
    for sql in list(sent):
        if sql.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")) and isinstance(sql.parameters, (tuple, dict)):
            yield sql, [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", sql.parameters)]


@pytest.mark.database("sqlite")
def test_what_was_passed_on_is_not_looked_for_among_all_that_is_published(sent):
    waiting(2)
    moderator = make.actor(make.moderator())
    sent.clear()
    queries.standing(moderator)
    queries.queue_page(moderator, "held", queries.Filters(), None)
    passed_on = [steps for sql, steps in plans(sent) if "escalated_at IS NOT NULL" in sql]
    assert len(passed_on) == 2
    assert all("ix_comments_passed_on" in steps[0] for steps in passed_on), passed_on
