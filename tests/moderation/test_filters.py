"""What a queue can be narrowed down to: each field alone, several together, and what is no filter at all."""

import html
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine

from discuss import clock
from discuss.accounts.models import Person
from discuss.db import transaction
from discuss.moderation import actions, queries
from discuss.moderation.queries import Filters
from tests import factories as make
from tests.moderation.steps import answered, appealed, decide, decide_account


def shown(moderator, queue="held", **filters):
    """The numbers of the comments in a queue, narrowed down."""
    page = queries.queue_page(make.actor(moderator), queue, Filters(**filters), None)
    return [card.comment.id for card in page.cards]


def test_each_field_narrows_the_queue_and_all_of_them_hold_together(app_context):
    moderator, free, lapsed = make.moderator(), make.person(), make.person(plan="paid")
    here, there = make.story(), make.story()
    with time_machine.travel(clock.now() - timedelta(hours=5)):
        old = make.comment(there, free, status="held", side="critics", body="The Ärger about 100% of it")
    new = make.comment(here, lapsed, status="held", side="neutral", body="Nothing of the kind")
    with transaction() as session:
        session.get_one(Person, lapsed.id).plan_ends_at = clock.now() - timedelta(days=30)
    assert shown(moderator) == [old.id, new.id]
    wanted = {
        "story": there.slug, "author": free.handle, "side": "critics", "older_than": 4, "subscribers": "yes",
        "search": "Ärger",
    }  # fmt: skip
    for name, value in wanted.items():
        assert shown(moderator, **{name: value}) == [old.id], name
    assert shown(moderator, **wanted) == [old.id]
    assert shown(moderator, **wanted | {"author": lapsed.handle}) == []
    assert shown(moderator, subscribers="no") == [new.id]
    assert shown(moderator, search="nothing OF") == [new.id]
    assert shown(moderator, search="100%") == [old.id]
    assert shown(moderator, search="1_0") == []


def test_by_rule_stands_what_was_decided_by_it_and_not_taken_back(app_context):
    moderator, (first, second, third) = make.moderator(), [make.comment() for _ in range(3)]
    decide("hold", first, rule=2)
    decide("hold", second, rule=5)
    undone = decide("hold", third, rule=2, by=moderator)
    actions.undo(make.actor(moderator), undone)
    decide("hold", third, rule=5)
    answered(appealed(decide("remove", second, rule=7)))
    decide("hold", second, rule=5)
    assert shown(moderator, rule=2) == [first.id]
    assert shown(moderator, rule=5) == [second.id, third.id]
    assert shown(moderator, rule=7) == []


def test_of_reports_the_category_and_an_earlier_decision_by_a_rule_can_be_asked_for(app_context):
    moderator, (one, other) = make.moderator(), [make.comment() for _ in range(2)]
    decide("keep", one, rule=3)
    actions.report(make.actor(make.person()), one, actions.Complaint(category="attack"))
    actions.report(make.actor(make.person()), other, actions.Complaint(category="invented"))
    assert shown(moderator, "reported", category="attack") == [one.id]
    assert shown(moderator, "reported", rule=3) == [one.id]


def test_decisions_and_appeals_are_narrowed_by_rule_story_person_age_and_words_of_the_reason(app_context):
    moderator, story, person = make.moderator(), make.story(), make.person()
    with time_machine.travel(clock.now() - timedelta(hours=2)):
        removed = decide("remove", make.comment(story, person), rule=4, reason="It names the mill.")
    suspended = decide_account("suspend", make.person(), until=clock.now() + timedelta(days=3))
    appeals = {appealed(decision).id: decision.id for decision in (removed, suspended)}

    def decisions(**filters):
        return [decision.id for decision in queries.decided(make.actor(moderator), Filters(**filters), None)]

    def open_appeals(**filters):
        return [appeals[appeal.id] for appeal, *_ in queries.open_appeals(make.actor(moderator), Filters(**filters))]

    assert decisions() == [suspended.id, removed.id]
    for wanted in (
        {"rule": 4}, {"story": story.slug}, {"author": person.handle}, {"older_than": 1}, {"search": "THE MILL"},
    ):  # fmt: skip
        assert decisions(**wanted) == [removed.id], wanted
        assert open_appeals(**wanted) == [removed.id], wanted
    assert decisions(rule=7) == open_appeals(rule=7) == []


@pytest.mark.database("sqlite")
def test_the_next_page_is_of_the_same_filter(app_context, visitor, monkeypatch):
    monkeypatch.setattr("discuss.moderation.queries.queues.PAGE", 1)
    story, author = make.story(), make.person()
    wanted = [make.comment(story, author, status="held") for _ in range(2)]
    make.comment(status="held")
    desk = visitor(make.moderator())
    asked = {"author": f"@{author.handle}", "story": f"http://127.0.0.1:8000/stories/{story.slug}/"}
    page = desk.get(f"/moderation/held?{urlencode(asked)}").text
    assert re.findall(r'data-item="(\d+)"', page) == [str(wanted[0].id)]
    following = html.unescape(re.search(r'rel="next" href="([^"]*)"', page)[1])
    assert f"under <bdi>{story.slug}</bdi>, by <bdi>@{author.handle}</bdi>, nothing else." in page
    page = desk.get(following).text
    assert re.findall(r'data-item="(\d+)"', page) == [str(wanted[1].id)]
    assert 'rel="next"' not in page


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("query", ["rule=00000", "rule=", "page=7", "category=", "older_than=0"])
def test_what_asks_for_nothing_shows_everything(app_context, visitor, query):
    comment = make.comment(status="held")
    page = visitor(make.moderator()).get(f"/moderation/held?{query}").text
    assert f'id="c{comment.id}"' in page
    assert "q-asked" not in page


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    "query",
    ["rule=9", "rule=x", "rule=-1", "older_than=²", "older_than=10000", "category=none", "subscribers=maybe"],
)
def test_a_value_that_there_is_not_is_refused_and_shows_nothing(app_context, visitor, query):
    comment = make.comment(status="held")
    page = visitor(make.moderator()).get(f"/moderation/held?{query}")
    assert page.status_code == 400
    assert "The desk has no such filter." in page.text
    assert f'id="c{comment.id}"' not in page.text


@pytest.mark.database("sqlite")
def test_a_report_that_one_may_not_see_is_refused_as_one_that_there_is_not(app_context, visitor):
    desk = visitor(make.moderator())
    assert [desk.get(f"/moderation/held?category={name}").status_code for name in ("child-safety", "none")] == [
        400,
        400,
    ]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("queue", ["urgent", "reported", "held", "appeals", "recent", "decided"])
def test_every_queue_takes_every_filter_and_says_what_it_shows(app_context, visitor, queue):
    asked = "search=a&story=b&author=c&rule=5&category=attack&side=critics&subscribers=no&older_than=4"
    page = visitor(make.person(role="owner", plan="")).get(f"/moderation/{queue}?{asked}").text
    assert "rule 5, reported as" in page
    assert "Nothing matches." in page
