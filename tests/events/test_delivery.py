"""Events: stored with the change, delivered after it, each reaction by itself and again until it works."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from discuss import clock, events
from discuss.db import db, transaction
from discuss.events import reactions
from discuss.events.event import Event
from discuss.events.log import EventRecord


class BellRung(Event):
    """Only for these tests."""

    kind = "test.bell-rung"
    tower: str


@pytest.fixture
def on_bell(monkeypatch):
    """Register reactions that are forgotten after the test."""
    monkeypatch.setattr(reactions, "_reactions", {})
    return lambda reaction: events.on(BellRung, reaction)


def ring(tower="north"):
    with transaction():
        events.record(BellRung(actor_id=None, tower=tower))


def stored():
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(EventRecord).order_by(EventRecord.id)))


def test_an_application_made_anew_replaces_the_reactions_of_the_earlier_one(app_context, on_bell):
    heard = []

    class Ringer:
        def __init__(self, name):
            self.name = name

        def answer(self, number, actor, payload):
            heard.append(self.name)

    on_bell(Ringer("earlier").answer)
    on_bell(Ringer("present").answer)
    ring()
    events.deliver_pending()
    assert heard == ["present"]


def test_an_event_is_as_lasting_as_the_change_it_tells_of(app_context, on_bell):
    heard = []
    on_bell(lambda number, actor, payload: heard.append(payload["tower"]))

    def fail():
        with transaction():
            events.record(BellRung(actor_id=None, tower="south"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    ring("north")
    assert heard == []
    events.deliver_pending()
    events.deliver_pending()
    assert heard == ["north"]


def test_an_event_that_may_yet_be_taken_back_is_told_when_its_time_has_come(app_context, on_bell):
    heard = []
    on_bell(lambda number, actor, payload: heard.append(number))
    with transaction():
        events.record(BellRung(actor_id=None, tower="north"), after=timedelta(seconds=40))
    assert events.deliver_pending() == 0
    with time_machine.travel(clock.now() + timedelta(seconds=39), tick=False):
        assert events.deliver_pending() == 0
    with time_machine.travel(clock.now() + timedelta(seconds=41)):
        events.deliver_pending()
    assert len(heard) == 1


def test_an_event_that_nobody_waits_for_is_only_kept(app_context, on_bell):
    ring()
    (event,) = stored()
    assert event.delivered_at is not None
    assert events.deliver_pending() == 0


def test_a_reaction_that_fails_takes_back_its_own_rows_only_and_is_tried_again_with_growing_pauses(
    app_context, on_bell
):
    broken, heard = [True], []

    def fragile(number, actor, payload):
        db.session.add(EventRecord(kind="test.trace", actor_id=None, payload={}, delivered_at=clock.now()))
        db.session.flush()
        if broken:
            raise RuntimeError

    on_bell(fragile)
    on_bell(lambda number, actor, payload: heard.append(number))
    ring()
    events.deliver_pending()
    (event,) = stored()
    assert event.delivered_at is None
    assert (event.attempts, len(heard)) == (1, 1)
    assert events.deliver_pending() == 0
    broken.clear()
    with time_machine.travel(event.next_try_at + timedelta(seconds=1)):
        events.deliver_pending()
    assert [event.kind for event in stored() if event.delivered_at] == ["test.bell-rung", "test.trace"]
    assert set(heard) == {event.id}
