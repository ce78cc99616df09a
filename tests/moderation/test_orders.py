"""Orders of courts and authorities: recorded, confirmed and settled, by those alone who open legal matters."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from discuss import clock
from discuss.db import db, transaction
from discuss.errors import Conflict, Invalid, NotPermitted
from discuss.events import EventRecord
from discuss.moderation import actions, order_queries
from discuss.moderation.models import Order
from tests import factories as make
from tests.moderation.steps import fresh

NOON = datetime(2026, 6, 10, 12, 0, 30, tzinfo=UTC)
FORM = {
    "authority": "District Court of Northport",
    "authority_reference": "4 C 17/26",
    "country": "DE",
    "kind": "act",
    "category": "hatred",
    "about": "Remove /stories/a-bridge/comments/1.\nIt calls for violence.",
    "received_at": "2026-06-10T09:15",
}


def stored():
    db.session.rollback()
    return list(db.session.scalars(select(Order).order_by(Order.id)))


def happened():
    wanted = select(EventRecord).where(EventRecord.kind.like("order.%")).order_by(EventRecord.id)
    return [(event.kind, event.actor_id, event.payload) for event in db.session.scalars(wanted)]


@pytest.fixture
def desk(app_context, visitor):
    """Somebody who opens legal matters, at a noon in June."""
    with time_machine.travel(NOON, tick=False):
        yield visitor(make.moderator(name="Una Urgent", handles_urgent=True))


def test_an_order_is_recorded_confirmed_and_followed(desk):
    answer = desk.post("/moderation/orders", FORM)
    assert answer.status_code == 303
    (order,) = stored()
    assert (order.authority, order.country, order.kind, order.category) == (
        "District Court of Northport", "DE", "act", "hatred",
    )  # fmt: skip
    assert (order.state, order.received_at) == ("open", datetime(2026, 6, 10, 9, 15, tzinfo=UTC))
    page = desk.get(answer.location).text
    for said in (order.reference, "4 C 17/26", "Germany", "It calls for violence.", "by <bdi>Una Urgent</bdi>"):
        assert said in page
    assert 'value="2026-06-10T12:00"' in page
    listed = desk.get("/moderation/orders").text
    assert "Not confirmed yet" in listed
    assert "2 h old" in listed

    assert desk.post(answer.location, {"action": "confirmed", "confirmed_at": "2026-06-10T10:00"}).status_code == 303
    assert fresh(order).confirmed_at == datetime(2026, 6, 10, 10, tzinfo=UTC)
    assert "Say that it was confirmed" not in desk.get(answer.location).text
    done = {"action": "done", "statement": "The comment was removed.", "settled_at": "2026-06-10T11:30"}
    assert desk.post(answer.location, done).status_code == 303
    order = fresh(order)
    assert (order.state, order.outcome, order.settled_by) == ("done", "The comment was removed.", order.recorded_by)
    assert order.settled_at == datetime(2026, 6, 10, 11, 30, tzinfo=UTC)
    page = desk.get(answer.location).text
    assert "The comment was removed." in page
    assert "Settle the order" not in page
    listed = desk.get("/moderation/orders").text
    assert "No order is open." in listed
    assert "Followed" in listed


def test_what_is_not_followed_says_why(desk):
    order = make.order(kind="inform")
    refused = {"action": "refused", "statement": "We store no whole addresses.", "settled_at": "2026-06-10T12:00"}
    assert desk.post(f"/moderation/orders/{order.id}", refused).status_code == 303
    assert fresh(order).state == "refused"
    assert "Not followed" in desk.get("/moderation/orders").text
    assert fresh(order).confirmed_at is None
    assert "Say that it was confirmed" in desk.get(f"/moderation/orders/{order.id}").text


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"authority": " "}, "Say which court or authority ordered it."),
        ({"authority": "x" * 201}, "Shorten this by 1 characters."),
        ({"authority_reference": "x" * 102}, "Shorten this by 2 characters."),
        ({"country": ""}, "Choose the country"),
        ({"country": "XX"}, "Choose the country"),
        ({"country": "de"}, "Choose the country"),
        ({"kind": "obey"}, "Choose what is ordered."),
        ({"category": "nonsense"}, "Choose what it is about."),
        ({"about": ""}, "Say what is asked"),
        ({"about": "x" * 5003}, "Shorten this by 3 characters."),
        ({"received_at": ""}, "Give the day and the time, UTC, as 2026-06-10T12:00."),
        ({"received_at": "yesterday"}, "Give the day and the time"),
        ({"received_at": "0001-01-01T00:00+14:00"}, "Give the day and the time"),
        ({"received_at": "2026-06-10T12:01"}, "This lies in the future. Times are UTC here: it is 12:00 now."),
        ({"received_at": "1926-06-10T12:00"}, "This is more than ten years ago."),
    ],
)
def test_a_bad_order_comes_back_filled_in(desk, more, sentence):
    answer = desk.post("/moderation/orders", {"authority_reference": "4 C 17/26"} | FORM | more)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert ("It calls for violence." in answer.text) == ("about" not in more)
    assert '<option value="DE" selected>' in answer.text or "country" in more
    assert stored() == []


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"action": "confirmed", "confirmed_at": ""}, "Give the day and the time"),
        ({"action": "confirmed", "confirmed_at": "2026-06-10T12:01"}, "This lies in the future."),
        ({"action": "confirmed", "confirmed_at": "2026-06-10T09:14"}, "This lies before the order arrived."),
        ({"action": "mistaken", "why": " "}, "Say what is wrong with it."),
        ({"action": "mistaken", "why": "x" * 2001}, "Shorten this by 1 characters."),
        ({"action": "", "statement": "Kept words."}, "Choose whether it was followed."),
        ({"action": "done", "statement": " "}, "Say what was done, or why not."),
        ({"action": "done", "statement": "x" * 2001}, "Shorten this by 1 characters."),
        ({"action": "done", "statement": "Kept words.", "settled_at": "2026-06-10T09:14"}, "before the order arrived."),
        ({"action": "refused", "statement": "Kept words.", "settled_at": "soon"}, "Give the day and the time"),
    ],
)
def test_what_is_missing_or_impossible_is_said_and_nothing_is_lost(desk, form, sentence):
    order = make.order(received_at=datetime(2026, 6, 10, 9, 15, tzinfo=UTC))
    answer = desk.post(f"/moderation/orders/{order.id}", {"settled_at": "2026-06-10T12:00"} | form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert ("Kept words." in answer.text) == (form.get("statement") == "Kept words.")
    assert (fresh(order).state, fresh(order).confirmed_at) == ("open", None)


def test_an_order_is_settled_and_confirmed_once(desk):
    order, actor = make.order(), make.actor(make.moderator(handles_urgent=True))
    actions.settle_order(actor, order, "done", "It was removed.", clock.now())
    with pytest.raises(Conflict, match="is settled already"):
        actions.settle_order(actor, fresh(order), "refused", "It was not.", clock.now())
    again = {"action": "refused", "statement": "It was not.", "settled_at": "2026-06-10T12:00"}
    answer = desk.post(f"/moderation/orders/{order.id}", again)
    assert answer.status_code == 409
    assert "This order is settled already." in answer.text
    assert fresh(order).outcome == "It was removed."
    actions.confirm_order(actor, fresh(order), clock.now())
    answer = desk.post(f"/moderation/orders/{order.id}", {"action": "confirmed", "confirmed_at": "2026-06-10T12:00"})
    assert answer.status_code == 409
    assert "It is noted already when this order was confirmed." in answer.text
    assert fresh(order).confirmed_at == NOON


@pytest.mark.parametrize("before", ["open", "done", "refused"])
def test_what_was_recorded_by_mistake_stays_on_record_and_is_no_longer_to_be_done(desk, before):
    order, other = make.order(received_at=clock.now() - timedelta(hours=1)), make.moderator(handles_urgent=True)
    if before != "open":
        actions.settle_order(make.actor(other), order, before, "So it was.", clock.now() - timedelta(minutes=9))
    path = f"/moderation/orders/{order.id}"
    assert "Say that it was recorded by mistake" in desk.get(path).text
    assert desk.post(path, {"action": "mistaken", "why": "It came from France."}).status_code == 303
    order = fresh(order)
    said = {"open": "", "done": "Followed", "refused": "Not followed"}[before]
    said += ", 2026-06-10 11:51 UTC:\nSo it was.\n\n" if said else ""
    assert (order.state, order.outcome, order.settled_at) == ("mistaken", f"{said}It came from France.", NOON)
    assert order.settled_by not in {other.id, order.recorded_by}
    assert happened()[-1] == ("order.noted", order.settled_by, {"order_id": order.id, "what": "mistaken"})
    page, listed = desk.get(path).text, desk.get("/moderation/orders").text
    assert "It came from France." in page
    assert "<form class" not in page.split("<h1>")[1]
    assert "No order is open." in listed
    assert "Recorded by mistake" in listed
    actor = make.actor(other)
    for again in (
        lambda: actions.mark_order_mistaken(actor, fresh(order), "Twice."),
        lambda: actions.settle_order(actor, fresh(order), "done", "So.", clock.now()),
        lambda: actions.confirm_order(actor, fresh(order), clock.now()),
    ):
        with pytest.raises(Conflict):
            again()


def test_the_record_says_who_did_what_when_and_not_a_word_of_it(desk):
    order = make.order()
    other = make.moderator(handles_urgent=True)
    actions.confirm_order(make.actor(other), order, clock.now())
    actions.settle_order(make.actor(other), fresh(order), "done", "It was removed.", clock.now())
    assert happened() == [
        ("order.noted", order.recorded_by, {"order_id": order.id, "what": "recorded"}),
        ("order.noted", other.id, {"order_id": order.id, "what": "confirmed"}),
        ("order.noted", other.id, {"order_id": order.id, "what": "done"}),
    ]


@pytest.mark.database("sqlite")
def test_a_moderator_without_the_right_finds_neither_the_pages_nor_a_link(app_context, visitor):
    order, moderator = make.order(), make.moderator()
    somebody = visitor(moderator)
    for path in ("/moderation/orders", f"/moderation/orders/{order.id}"):
        assert somebody.get(path).status_code == 403
    assert "/moderation/orders" not in somebody.get("/moderation/held").text
    for act in (
        lambda actor: actions.record_order(actor, actions.NewOrder(**FORM | {"received_at": NOON})),
        lambda actor: actions.confirm_order(actor, order, clock.now()),
        lambda actor: actions.settle_order(actor, order, "done", "So.", clock.now()),
        lambda actor: actions.mark_order_mistaken(actor, order, "So."),
        lambda actor: order_queries.get_order(actor, order.id),
        lambda actor: order_queries.names_of(actor, order),
        order_queries.open_orders,
        lambda actor: order_queries.settled_orders(actor, None),
    ):
        with pytest.raises(NotPermitted):
            act(make.actor(moderator))


@pytest.mark.database("sqlite")
def test_the_desk_and_the_notices_lead_there_and_the_page_says_what_belongs_elsewhere(desk):
    for path in ("/moderation/held", "/moderation/notices"):
        assert 'href="/moderation/orders"' in desk.get(path).text
    page = desk.get("/moderation/orders").text
    assert "a court or an authority of a state demands" in page
    assert 'href="/notices/new"' in page
    assert desk.get("/moderation/orders/999999").status_code == 404


@pytest.mark.database("sqlite")
def test_open_orders_stand_first_the_oldest_at_the_top_and_settled_ones_page_by_page(desk, monkeypatch):
    monkeypatch.setattr(order_queries, "PAGE", 2)
    later, earlier = make.order(), make.order(received_at=clock.now() - timedelta(days=3))
    settled = [make.order() for _ in range(3)]
    for order in settled:
        actions.settle_order(make.actor(make.moderator(handles_urgent=True)), order, "done", "So.", clock.now())
    page = desk.get("/moderation/orders").text
    listed = [earlier, later, settled[2], settled[1]]
    places = [page.index(f'href="/moderation/orders/{order.id}"') for order in listed]
    assert places == sorted(places)
    assert f'href="/moderation/orders/{settled[0].id}"' not in page
    older = desk.get(page.split('rel="next" href="')[1].split('"')[0]).text
    assert f'href="/moderation/orders/{settled[0].id}"' in older
    assert f'href="/moderation/orders/{earlier.id}"' not in older


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "obey"},
        {"state": "lost"},
        {"state": "done"},
        {"state": "mistaken"},
        {"settled_at": NOON},
        {"confirmed_at": NOON - timedelta(days=1)},
    ],
)
def test_the_database_refuses_what_makes_no_sense(app_context, wrong):
    owner = make.person(role="owner")
    values = {
        "reference": "R-1", "authority": "A court", "authority_reference": "", "country": "DE", "kind": "act",
        "category": "other", "about": "So.", "received_at": NOON, "state": "open", "outcome": "",
        "recorded_by": owner.id,
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(insert(Order).values(**values | wrong))


@pytest.mark.database("sqlite")
def test_an_order_that_is_written_by_a_program_is_checked_as_well(desk):
    with pytest.raises(Invalid):
        make.order(country="ZZ")
