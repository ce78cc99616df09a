"""How well decisions hold: agreement of second looks and reversed appeals, by name for owners alone."""

import pytest

from discuss import clock
from discuss.db import transaction
from discuss.errors import NotPermitted
from discuss.moderation import queries
from discuss.moderation.models import Appeal
from tests import factories as make
from tests.moderation.test_second_looks import decided
from tests.services.statements import noted


def answered(number, rule=2, second="remove", second_rule=2, **given):
    for _ in range(number):
        decision = decided("remove" if rule else "keep", rule, by=given.get("first"))
        make.second_look(decision, second, second_rule, by=given.get("by"))


def test_the_quality_page_adds_up_and_names_nobody_to_colleagues(app_context, visitor):
    first, second = make.moderator(name="Fred First"), make.moderator(name="Sara Second")
    answered(3, 2, first=first, by=second)
    answered(1, 2, "keep", None, first=first, by=second)
    answered(2, None, "keep", None, first=second, by=first)
    found = queries.quality(make.actor(first), compared=False)
    assert str(found.agreed) == "5 of 6 (83 %)"
    assert str(found.by_act["remove"]) == "3 of 4 (75 %)"
    assert str(found.by_rule[2]) == "3 of 4 (75 %)"
    assert str(found.own.agreed) == "3 of 4 (75 %)"
    assert found.kappa is None
    page = visitor(first).get("/moderation/quality").text
    assert "5 of 6 (83 %)" in page
    assert "Sara Second" not in page
    owners = visitor(make.person(role="owner")).get("/moderation/quality").text
    assert "Sara Second" in owners
    assert "Fred First" in owners


def test_reversed_appeals_are_counted_for_the_rule_and_for_whoever_decided(app_context):
    first, judge, owner = make.moderator(), make.moderator(), make.person(role="owner")
    for state in ("overturned", "upheld", "upheld"):
        decision = decided("remove", 6, by=first)
        with transaction() as session:
            session.add(
                Appeal(
                    decision_id=decision.id, person_id=decision.person_id, words="Please look again.", state=state,
                    answered_by=judge.id, answered_at=clock.now(),
                )
            )  # fmt: skip
    found = queries.quality(make.actor(owner), compared=True)
    assert str(found.overturned) == "1 of 3 (33 %)"
    assert {rule: str(share) for rule, share in found.overturned_by_rule.items()} == {6: "1 of 3 (33 %)"}
    assert {name: str(numbers.overturned) for name, numbers in found.people} == {first.name: "1 of 3 (33 %)"}
    assert str(queries.quality(make.actor(judge), compared=False).own.overturned) == "none yet"


def test_only_owners_compare_people_and_read_where_two_differ(app_context, visitor):
    first = make.moderator(name="Fred First")
    answered(1, 2, "keep", None, first=first)
    answered(1, 5, "remove", 5, first=first)
    page = visitor(make.person(role="owner")).get("/moderation/disagreements").text
    assert "The first moderator removed it by rule 2; the second says that it can stand." in page
    assert "Fred First" in page
    assert "by rule 5" not in page
    with pytest.raises(NotPermitted):
        queries.quality(make.actor(first), compared=True)
    with pytest.raises(NotPermitted):
        queries.disagreements(make.actor(first), None)


def test_the_quality_page_costs_the_same_however_much_was_looked_at(app_context):
    moderator = make.actor(make.moderator())

    def statements():
        with noted() as counted:
            queries.quality(moderator, compared=False)
        return len(counted)

    answered(1)
    few = statements()
    answered(5)
    assert statements() == few == 3
