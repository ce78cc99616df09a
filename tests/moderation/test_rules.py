"""The house rules: read by all, reworded by owners as new versions, and with the record of how they fared."""

import pytest
import time_machine
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from discuss import clock
from discuss.db import db, transaction
from discuss.decisions.models import RuleVersion
from discuss.decisions.rules import house_rules
from discuss.errors import Conflict, NotPermitted
from discuss.moderation import actions
from discuss.moderation.actions import Wording
from tests import factories as make
from tests.moderation.steps import PAST_UNDO, answered, appealed, decide

NEW = {
    "title": "Speak of the matter",
    "example": "“The figure is wrong” is welcome.",
    "tombstone": "It spoke of a person (rule 2).",
    "message": "Your comment speaks of a person.",
    "reason": "The old words were misread.",
}


def reword(number=2, based_on=1, **more):
    return actions.reword_rule(make.actor(make.person(role="owner")), number, Wording(**NEW | more), based_on=based_on)


def test_a_new_wording_is_in_force_at_once_and_cached_pages_show_it(app_context, visitor):
    story = make.story()
    comment = make.comment(on=story)
    make.comment(on=story, reply_to=comment)
    decide("remove", comment, rule=2)
    address, reader = f"/stories/{story.slug}", visitor()
    assert "It attacked another person (rule 2)." in reader.get(address).text
    reword()
    assert "It spoke of a person (rule 2)." in reader.get(address).text
    assert house_rules()[2].version == 2
    page = reader.get("/rules/2").text
    assert "Speak of the matter" in page
    assert "The old words were misread." in page
    assert "Criticise positions, not people" in page  # the first wording stays to be read
    with pytest.raises(NotPermitted):
        actions.reword_rule(make.actor(make.moderator()), 2, Wording(**NEW), based_on=2)


def test_the_database_refuses_to_change_or_delete_a_wording(app_context):
    reword()
    for statement in (update(RuleVersion).values(title="Another"), delete(RuleVersion)):
        with pytest.raises(DatabaseError, match="only added to"), transaction() as session:
            session.execute(statement)


def test_of_two_owners_who_reword_at_once_the_second_is_told(app_context):
    reword(title="The first")
    with pytest.raises(Conflict, match="reworded meanwhile"):
        reword(title="The second")
    reword(based_on=2, title="The third")
    assert [row.version for row in db.session.scalars(select(RuleVersion).order_by(RuleVersion.id))] == [2, 3]


@pytest.mark.database("sqlite")
def test_an_owner_rewords_in_the_browser_and_a_bad_form_comes_back_filled_in(app_context, visitor):
    owner = visitor(make.person(role="owner"))
    assert "Reword this rule" in owner.get("/rules/2").text
    assert "Reword this rule" not in visitor(make.moderator()).get("/rules/2").text
    assert 'value="Criticise positions, not people"' in owner.get("/settings/rules/2").text
    answer = owner.post("/settings/rules/2", NEW | {"version": "1", "title": ""})
    assert answer.status_code == 422
    assert "Give the rule a name." in answer.text
    assert NEW["message"] in answer.text
    for version, status in (("", 409), ("x", 409), ("1", 303), ("1", 409)):
        assert owner.post("/settings/rules/2", NEW | {"version": version}).status_code == status
    assert NEW["title"] in owner.get("/rules").text


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("number", [0, 9])
def test_there_are_eight_rules(app_context, visitor, number):
    assert visitor().get(f"/rules/{number}").status_code == 404
    assert visitor(make.person(role="owner")).get(f"/settings/rules/{number}").status_code == 404


def test_each_version_shows_how_often_it_was_the_ground_and_how_often_wrongly(app_context, visitor):
    first = [decide("remove", make.comment(), rule=2) for _ in range(3)]
    reword()
    decide("remove", make.comment(), rule=2)
    decide("remove", make.comment(), rule=3)
    answered(appealed(first[0]))
    answered(appealed(first[1]), "uphold")
    with time_machine.travel(clock.now() + PAST_UNDO):
        page = visitor().get("/rules/2").text
    assert "3 decisions, 2 appealed, 1 reversed" in page
    assert "1 decision</span>" in page
    assert "<dd>4</dd>" in page
    assert "25.0 in 100 restrictions" in page
