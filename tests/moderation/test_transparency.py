"""Moderation in numbers: sums that equal the log, by month, counted once an hour, as page, table and for programs."""

import csv
import io
import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from discuss import clock
from discuss.comments import actions as comments
from discuss.comments.models import Comment
from discuss.db import db
from discuss.decisions import Decision
from discuss.moderation import actions, log_queries
from discuss.moderation.log_queries import Asked
from discuss.moderation.models import Order
from discuss.moderation.months import Month, month_of, months
from discuss.moderation.transparency import first_month, numbers_of
from discuss.policy import VISITOR
from tests import factories as make
from tests.moderation.steps import PAST_UNDO, answered, appealed, decide, decide_account
from tests.services.statements import noted

JUNE = datetime(2026, 6, 10, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
# Of these a table has a row for each that there is, of those below one always.
GROUPED = {"actions", "rules", "sources", "notices", "orders", "orders_by_country"}
COUNTED = {
    *("comments", "restrictions", "automatic", "automatic_undone", "minutes", "minutes_95", "appeals", "upheld"),
    *("overturned", "notices_decided", "notice_minutes", "notice_minutes_95", "orders_settled", "orders_followed"),
    *("order_confirmed_minutes", "order_minutes"),
}


def busy_month():
    """A June with one of everything; returns the moment after it."""
    with time_machine.travel(JUNE, tick=False) as clockwork:
        author, reporter, moderator = make.person(), make.person(), make.moderator()
        reported = [make.comment() for _ in range(3)]
        for comment in reported:
            actions.report(make.actor(reporter), comment, actions.Complaint(category="attack"))
        words = comments.NewComment(body="See the report at https://report.example/toll please.")
        held = [comments.post(make.actor(make.person()), make.story(), words, None, make.SETTINGS) for _ in range(2)]
        clockwork.shift(2 * HOUR)
        removed = decide("remove", reported[0], rule=2)
        decide("remove", reported[1], rule=5)
        decide("keep", reported[2], rule=None)
        decide("approve", held[0], rule=None)
        decide("remove", held[1], rule=5)
        decide_account("suspend", author, until=clock.now() + timedelta(days=3))
        actions.undo(make.actor(moderator), decide("remove", make.comment(), moderator))
        clockwork.shift(HOUR)
        answered(appealed(removed))
        appealed(db.session.scalars(select(Decision).where(Decision.action == "suspend")).one())
    return JUNE + timedelta(days=1)


def test_the_sums_equal_the_log_and_what_was_taken_back_is_in_neither(app_context):
    with time_machine.travel(busy_month()):
        june = numbers_of(Month(2026, 6))
        db.session.rollback()
        in_june = Asked(everything=True, since=Month(2026, 6).since, until=Month(2026, 6).until)
        entries = log_queries.log(VISITOR, in_june, limit=1000)
        assert june.actions == Counter(entry.action for entry in entries)
        assert june.entries == len(entries)
        restricting = [entry for entry in entries if entry.action in {"hold", "remove", "suspend"}]
        assert june.restrictions == len(restricting)
        assert june.rules == Counter(entry.rule for entry in restricting if entry.rule) == {2: 2, 5: 2}
        assert sum(june.sources.values()) == june.restrictions
        assert june.sources == {"check": june.automatic + 1, "own-initiative": 1, "report": 2}
        assert june.automatic == len([entry for entry in entries if entry.automatic])
    assert june.removed == 3
    assert june.suspensions == 1
    assert (june.appeals, june.upheld, june.overturned) == (2, 0, 1)
    assert june.comments == db.session.query(Comment).count()
    assert june.automatic_undone == 1
    assert june.minutes == 120


def test_how_long_people_waited_is_said_for_most_and_for_nearly_all(app_context):
    with time_machine.travel(JUNE, tick=False) as clockwork:
        moderator, urgent = make.moderator(), make.moderator(handles_urgent=True)
        comments = [make.comment() for _ in range(5)]
        for comment in comments:
            actions.report(VISITOR, comment, actions.Complaint(category="attack"))
        notices = [make.notice(make.comment()) for _ in range(2)]
        for comment, minutes in zip(comments, (10, 20, 30, 40, 100), strict=True):
            clockwork.move_to(JUNE + timedelta(minutes=minutes))
            decide("keep", comment, moderator, rule=None)
        for notice, minutes in zip(notices, (120, 180), strict=True):
            clockwork.move_to(JUNE + timedelta(minutes=minutes))
            actions.decide_notice(make.actor(urgent), notice, "refused", "It is within the law.")
        clockwork.shift(HOUR)
        june = numbers_of(Month(2026, 6))
    assert (june.minutes, june.minutes_95) == (30, 88)
    assert (june.notices_decided, june.notice_minutes, june.notice_minutes_95) == (2, 150, 177)


def ordered(arrived, confirmed=None, settled=None, state="done", **given):
    """An order that arrived then, was confirmed and settled so many minutes later."""
    by, order = make.actor(make.moderator(handles_urgent=True)), make.order(received_at=arrived, **given)
    if confirmed is not None:
        actions.confirm_order(by, order, arrived + timedelta(minutes=confirmed))
    if settled is not None:
        actions.settle_order(by, order, state, "So.", arrived + timedelta(minutes=settled))


def test_the_orders_of_a_month_are_those_in_the_table_with_how_long_they_took(app_context):
    with time_machine.travel(datetime(2026, 7, 20, tzinfo=UTC), tick=False):
        ordered(JUNE, 10, 100)
        ordered(JUNE + HOUR, 30, 300, "refused", kind="inform", country="FR")
        ordered(JUNE + 2 * HOUR, 50, category="threat")
        ordered(JUNE + 3 * HOUR, country="FR")
        ordered(datetime(2026, 6, 30, 23, 59, tzinfo=UTC), settled=200)  # settled in July, and counted where it arrived
        ordered(datetime(2026, 7, 1, tzinfo=UTC), 1, 1, kind="inform")
        june, running = numbers_of(Month(2026, 6)), numbers_of(Month(2026, 7))
    with time_machine.travel(datetime(2026, 8, 1, tzinfo=UTC), tick=False):
        july = numbers_of(Month(2026, 7))
    of_june = [order for order in db.session.scalars(select(Order)) if order.received_at.month == 6]
    assert june.orders == Counter(f"{order.kind}: {order.category}" for order in of_june)
    assert june.orders == {"act: hatred": 3, "act: threat": 1, "inform: hatred": 1}
    assert june.orders_by_country == Counter(order.country for order in of_june) == {"DE": 3, "FR": 2}
    settled = [order.state for order in of_june if order.settled_at]
    assert (june.orders_settled, june.orders_followed) == (len(settled), settled.count("done")) == (3, 2)
    assert (june.order_confirmed_minutes, june.order_minutes) == (30, 150)  # the refused one was never followed
    assert (running.orders, running.orders_by_country, running.orders_settled, running.order_minutes) == (
        {},
        {},
        None,
        None,
    )
    assert (july.orders, july.orders_settled, july.order_minutes) == ({"inform: hatred": 1}, 1, 1)


@pytest.mark.database("sqlite")
def test_a_site_with_an_order_and_no_decision_begins_with_it(app_context, visitor):
    with time_machine.travel(JUNE + timedelta(days=40), tick=False):
        assert first_month() == clock.now()
        ordered(JUNE, 15, 90)
        assert first_month() == JUNE
        reader = visitor()
        page, running = (reader.get(f"/transparency?month={month}").text for month in ("2026-06", "2026-07"))
        rows = list(csv.DictReader(io.StringIO(reader.get("/transparency.csv").text)))
        answer = json.loads(reader.get("/transparency.json").data)
    assert "1 settled, 1 of these followed; median until confirmed 15 min; median until followed 1 h 30 min" in page
    assert "counted once the month is over" in running
    assert "Act against illegal content: Hatred against a group of people" in page
    assert '<th scope="row">Germany</th><td>1</td>' in page
    (june,) = [month for month in answer if month["month"] == "2026-06"]
    table = {(row["what"], row["which"]): row["count"] for row in rows if row["month"] == "2026-06"}
    assert table["orders", "act: hatred"] == str(june["orders"]["act: hatred"]) == "1"
    assert table["orders_by_country", "DE"] == str(june["orders_by_country"]["DE"]) == "1"
    assert table["order_confirmed_minutes", ""] == str(june["order_confirmed_minutes"]) == "15"


@pytest.mark.database("sqlite")
def test_an_order_that_was_recorded_by_mistake_counts_nowhere(app_context, visitor):
    with time_machine.travel(JUNE + timedelta(days=40), tick=False):
        ordered(JUNE - timedelta(days=400), 1, 1)
        wrong = db.session.scalars(select(Order)).one()
        assert first_month() == wrong.received_at
        before = numbers_of(month_of(wrong.received_at))
        actions.mark_order_mistaken(make.actor(make.moderator(handles_urgent=True)), wrong, "It came this year.")
        after = numbers_of(month_of(JUNE - timedelta(days=400)))
        assert first_month() == clock.now()
    assert (before.orders, before.orders_settled, before.order_minutes) == ({"act: hatred": 1}, 1, 1)
    assert (after.orders, after.orders_by_country, after.orders_settled, after.orders_followed) == ({}, {}, 0, 0)
    assert (after.order_confirmed_minutes, after.order_minutes) == (None, None)


@pytest.mark.database("sqlite")
def test_an_order_of_the_running_month_stands_in_no_published_number(app_context, visitor):
    with time_machine.travel(JUNE, tick=False):
        decide("remove", make.comment())
        ordered(JUNE - HOUR, 10, 20, country="SE")
        reader = visitor()
        page, table = reader.get("/transparency").text, reader.get("/transparency.csv").text
        (june,) = json.loads(reader.get("/transparency.json").data)
    assert "counted once the month is over" in page
    assert "Sweden" not in page
    assert {name: value for name, value in june.items() if name.startswith("order")} == {
        "orders": {}, "orders_by_country": {}, "orders_settled": None, "orders_followed": None,
        "order_confirmed_minutes": None, "order_minutes": None,
    }  # fmt: skip
    counts = {row["count"] for row in csv.DictReader(io.StringIO(table)) if row["what"].startswith("order")}
    assert counts == {""}


def test_other_months_are_empty_and_the_last_moment_of_a_month_is_its_own(app_context):
    with time_machine.travel(datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC), tick=False):
        decide("remove", make.comment())
    with time_machine.travel(datetime(2026, 8, 1, tzinfo=UTC)):
        found = {month: numbers_of(month).removed for month in months(JUNE, 12)}
    assert found == {Month(2026, 8): 0, Month(2026, 7): 0, Month(2026, 6): 1}


def test_december_is_followed_by_january():
    assert Month(2026, 12).until == datetime(2027, 1, 1, tzinfo=UTC)
    assert str(month_of(datetime(2027, 3, 4, tzinfo=UTC))) == "2027-03"


@pytest.mark.database("sqlite")
def test_page_table_and_programs_say_the_same(app_context, visitor):
    with time_machine.travel(busy_month()):
        reader = visitor()
        page = reader.get("/transparency").text
        rows = list(csv.DictReader(io.StringIO(reader.get("/transparency.csv").text)))
        answer = json.loads(reader.get("/transparency.json").data)
    (june,) = [month for month in answer if month["month"] == "2026-06"]
    table = {(row["what"], row["which"]): row["count"] for row in rows if row["month"] == "2026-06"}
    assert june.keys() == GROUPED | COUNTED | {"month"}
    assert rows[0].keys() == {"month", "what", "which", "count"}
    assert {what for what, _ in table} == COUNTED | {what for what in GROUPED if june[what]}
    assert june["actions"]["remove"] == int(table["actions", "remove"]) == 3
    assert june["rules"] == {"2": 2, "5": 2}
    assert table["appeals", ""] == str(june["appeals"]) == "2"
    assert '<h2 id="m-h">June 2026</h2>' in page
    assert "2. Criticise positions, not people" in page
    assert "answered: 0 stand, 1 reversed" in page
    assert "95 in 100 within 2 h" in page
    assert table["minutes_95", ""] == str(june["minutes_95"]) == "120"
    assert (table["notice_minutes_95", ""], june["notice_minutes_95"]) == ("", None)


@pytest.mark.database("sqlite")
def test_numbers_are_counted_at_most_once_an_hour(app_context, visitor):
    noon = clock.now().replace(day=15, hour=12)  # an hour later it is the same month
    with time_machine.travel(noon):
        decide("remove", make.comment())
    with time_machine.travel(noon + PAST_UNDO) as clockwork, noted() as seen:
        reader = visitor()
        reader.get("/transparency")
        first = len(seen)
        for _ in range(3):
            seen.clear()
            reader.get("/transparency")
            again = len(seen)
        assert again <= 3 < first
        clockwork.shift(timedelta(minutes=61))
        seen.clear()
        reader.get("/transparency")
        assert len(seen) == first


@pytest.mark.database("sqlite")
def test_the_log_shows_the_numbers_of_its_month(app_context, visitor):
    with time_machine.travel(busy_month()):
        page = visitor().get("/moderation-log?month=2026-06").text
    assert "1 decision reversed" in page
    assert "2 h" in page


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("month", ["2026-00", "june", "2026-6", "1999-01"])
def test_a_month_that_is_none_is_refused(app_context, visitor, month):
    assert visitor().get(f"/transparency?month={month}").status_code == 400
