"""The public log: every decision that stands, half a minute after it was taken, and never who or which words."""

import csv
import io
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import update

from discuss import clock
from discuss.db import db, transaction
from discuss.decisions import ACTS, Decision, record
from discuss.decisions.acts import UNDO
from discuss.moderation import actions, log_queries
from discuss.moderation.log_queries import CROWD, Asked
from discuss.moderation.rulings import Ruling
from discuss.policy import VISITOR
from discuss.stories.models import Story
from tests import factories as make
from tests.moderation.steps import PAST_UNDO, answered, appealed, decide, decide_account
from tests.services.statements import noted

ATOM = "{http://www.w3.org/2005/Atom}"


def after_a_while(span=PAST_UNDO):
    return time_machine.travel(clock.now() + span)


def crowded(headline="The bridge"):
    """A story under which enough people have written that naming it says nothing about who is meant."""
    story = make.story(headline)
    for _ in range(CROWD):
        make.comment(on=story)
    return story


def entries(**asked):
    db.session.rollback()
    return log_queries.log(VISITOR, Asked(**asked))


def test_an_entry_appears_when_nothing_can_be_taken_back_any_more(app_context, visitor):
    decision = decide("remove", make.comment())
    assert entries() == []
    with after_a_while(UNDO - timedelta(seconds=10)):
        assert f"Decision {decision.id}" not in visitor().get("/moderation-log").text
        assert visitor().get(f"/moderation-log/{decision.id}").status_code == 404
    with after_a_while(UNDO + timedelta(seconds=1)):
        assert f"Decision {decision.id}" in visitor().get("/moderation-log").text
        assert visitor().get(f"/moderation-log/{decision.id}").status_code == 200


def test_what_was_taken_back_at_once_never_appears(app_context, visitor):
    moderator = make.moderator()
    actions.undo(make.actor(moderator), decide("remove", make.comment(), moderator))
    with after_a_while():
        assert entries() == []
        assert "Comment removed" not in visitor().get("/moderation-log.csv").text


def test_it_names_rule_and_act_but_neither_words_nor_people(app_context, visitor):
    author, moderator = make.person(name="Hidden Author"), make.moderator(name="Hidden Moderator")
    story = crowded()
    comment = make.comment(on=story, by=author, body="The very words that were removed.")
    for reporter in (make.person(name="Hidden Reporter"), None):
        actor = make.actor(reporter) if reporter else VISITOR
        actions.report(actor, comment, actions.Complaint(category="contempt", explanation="Hidden explanation."))
    decision = decide("remove", comment, moderator, rule=3, reason="A private word to the author.")
    with after_a_while():
        pages = [
            visitor().get(path).text
            for path in (
                "/moderation-log",
                f"/moderation-log/{decision.id}",
                f"/stories/{story.slug}/moderation-log",
                "/moderation-log/feed.atom",
                "/moderation-log.csv",
            )
        ]
    for page in pages:
        assert "It degraded a group of people (rule 3)." in page
        assert "The bridge" in page
        for hidden in ("Hidden", "very words", "private word", author.handle, moderator.handle):
            assert hidden not in page
    assert "Decided by a moderator after 2 reports" in pages[0]


@pytest.mark.parametrize("writers", [CROWD - 1, CROWD])
def test_a_story_is_named_only_where_that_says_nothing_about_who_is_meant(app_context, visitor, writers):
    story = make.story("A quiet matter")
    removed = make.comment(on=story)
    for _ in range(writers):
        make.comment(on=story)
    decide("remove", removed)
    with after_a_while():
        (entry,) = entries()
        page = visitor().get("/moderation-log").text
        of_story = visitor().get(f"/stories/{story.slug}/moderation-log").text
    named = writers == CROWD
    assert (entry.headline == "A quiet matter") == named
    assert ("A quiet matter" in page) == named
    assert ("Comment removed" in of_story) == named
    assert ("Few people have written here" in of_story) != named


def test_stories_that_are_not_public_are_not_named(app_context):
    story = crowded("A draft of ours")
    decide("remove", make.comment(on=story))
    actions.decide_story(make.actor(make.moderator()), story, Ruling(action="lock", reason="It is late."))
    with transaction() as session:
        session.execute(update(Story).where(Story.id == story.id).values(status="draft"))
    with after_a_while():
        assert {entry.headline for entry in entries()} == {""}


def test_that_something_is_held_points_to_no_story(app_context, visitor):
    story = crowded()
    comment = make.comment(on=story)
    decide("hold", comment)
    with transaction():
        record(
            Decision(
                action="hold", comment_id=comment.id, person_id=comment.author_id, story_id=story.id, automatic=True,
                reason="Two links.",
            )
        )  # fmt: skip
    with after_a_while():
        held = entries(action="hold")
        assert {entry.headline for entry in held} == {""}
        assert {entry.automatic for entry in held} == {True, False}
        assert "hidden until" not in visitor().get(f"/stories/{story.slug}/moderation-log").text
        assert "By an automatic check" not in visitor().get("/moderation-log").text
        for asked in ("hold", "all"):
            assert "By an automatic check" in visitor().get(f"/moderation-log?action={asked}").text


def test_a_reversal_and_what_it_reverses_lead_to_each_other(app_context, visitor):
    first = decide("remove", make.comment())
    with after_a_while(PAST_UNDO):
        reversal = answered(appealed(first))
    with after_a_while(2 * PAST_UNDO):
        by_id = {entry.id: entry for entry in entries()}
        page = visitor().get("/moderation-log").text
    assert (by_id[first.id].outcome, by_id[first.id].answer_id) == ("overturned", reversal.id)
    assert by_id[reversal.id].about_id == first.id
    assert f'href="/moderation-log/{reversal.id}">Reversed after an appeal' in page
    assert f'about <a href="/moderation-log/{first.id}">decision {first.id}</a>' in page
    assert "Decided by a second moderator" in page
    assert "It is in the story." not in page  # that was said to whoever appealed


@pytest.mark.database("sqlite")
def test_filters_narrow_it_down_and_lead_to_older_entries(app_context, visitor, monkeypatch):
    monkeypatch.setattr(log_queries, "PAGE", 2)
    monkeypatch.setattr(log_queries.log, "__defaults__", (None, 2))
    with time_machine.travel(datetime(2026, 5, 20, 12, tzinfo=UTC)):
        old = decide("remove", make.comment(), rule=2)
    with time_machine.travel(datetime(2026, 6, 2, 12, tzinfo=UTC)):
        removed = [decide("remove", make.comment(), rule=rule) for rule in (2, 5, 2)]
        paused = decide_account("suspend", make.person(), until=clock.now() + timedelta(days=3))
    with time_machine.travel(datetime(2026, 6, 3, tzinfo=UTC)):
        reader = visitor()

        def shown(query):
            page = reader.get(f"/moderation-log?{query}").text
            return [d.id for d in (old, *removed, paused) if f'id="d-{d.id}"' in page], page

        ids, page = shown("rule=2&action=remove&month=2026-06")
        assert ids == [removed[0].id, removed[2].id]
        assert shown("month=2026-05")[0] == [old.id]
        assert shown("action=suspend")[0] == [paused.id]
        assert "May 2026" in page
        assert shown("")[0] == [removed[2].id, paused.id]
        assert f"/moderation-log?rule=2&amp;after=log-{removed[2].id}" in shown("rule=2")[1]
        assert shown(f"rule=2&after=log-{removed[2].id}")[0] == [old.id, removed[0].id]
        assert "No entry matches" in shown("rule=7")[1]
        rows = list(csv.reader(io.StringIO(reader.get("/moderation-log.csv?month=2026-05").text)))
        head = "decision,at,what,rule,why,story,decided by,reports,until,appeal,answers"
        assert rows[0] == head.split(",")
        assert [row[0] for row in rows[1:]] == [str(old.id)]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    "query",
    [
        "rule=9",
        "rule=x",
        "rule=001" + "9" * 28,
        "rule=1" + "0" * 4500,
        "rule=2' OR 1=1",
        "action=undo",
        "month=2026-13",
        "after=new-1",
    ],
    ids=lambda query: query[:20],
)
def test_what_cannot_be_asked_for_is_refused(app_context, visitor, query):
    assert visitor().get(f"/moderation-log?{query}").status_code == 400
    if not query.startswith("after"):
        assert visitor().get(f"/moderation-log.csv?{query}").status_code == 400


@pytest.mark.database("sqlite")
def test_the_feed_parses_and_each_entry_has_an_address_of_its_own(app_context, visitor):
    decisions = [decide("remove", make.comment(), rule=rule) for rule in (1, 2)]
    with after_a_while():
        answer = visitor().get("/moderation-log/feed.atom")
        feed = ET.fromstring(answer.data)
        links = [entry.find(f"{ATOM}link").get("href") for entry in feed.findall(f"{ATOM}entry")]
        assert answer.content_type == "application/atom+xml; charset=utf-8"
        assert links == [f"http://127.0.0.1:8000/moderation-log/{d.id}" for d in reversed(decisions)]
        assert visitor().get(links[0].removeprefix("http://127.0.0.1:8000")).status_code == 200


@pytest.mark.database("sqlite")
def test_no_cell_of_the_table_begins_a_formula(app_context, visitor):
    reason = '=HYPERLINK("https://evil.example")'
    actions.decide_story(make.actor(make.moderator()), make.story(), Ruling(action="lock", reason=reason))
    with after_a_while():
        rows = list(csv.reader(io.StringIO(visitor().get("/moderation-log.csv").text)))
    assert rows[1][4] == f"'{reason}"


@pytest.mark.database("sqlite")
def test_every_public_act_can_stand_in_the_log(app_context, visitor):
    with transaction():
        for slug, act in ACTS.items():
            if act.public:
                record(Decision(action=slug, automatic=True, reason="So.", rule=2 if act.needs_rule else None))
    with after_a_while():
        page = visitor().get("/moderation-log?action=all").text
    assert [act.done for act in ACTS.values() if act.public and act.done not in page] == []


@pytest.mark.database("sqlite")
def test_the_number_of_statements_does_not_grow_with_the_entries(app_context):
    counts = []
    for _ in range(2):
        for _ in range(4):
            decide("remove", make.comment())
        with after_a_while(), noted() as seen:
            entries()
        counts.append(len(seen))
    assert counts[0] == counts[1] > 0


@pytest.mark.database("sqlite")
@pytest.mark.settings(rate_limits=True)
def test_the_table_is_made_sixty_times_an_hour_for_one_network(visitor):
    reader = visitor()
    assert [reader.get("/moderation-log.csv").status_code for _ in range(61)] == [200] * 60 + [429]
