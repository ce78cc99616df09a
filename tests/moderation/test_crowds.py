"""The same text by several accounts within minutes: held, and one group on the desk that is decided about at once."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from discuss import clock
from discuss.comments import actions as comments
from discuss.comments.models import Comment
from discuss.db import db
from discuss.decisions import Decision
from discuss.moderation import actions, queries
from discuss.moderation.queries import PAGE, Filters
from discuss.moderation.rulings import Ruling
from tests import factories as make
from tests.moderation.steps import decide, fresh
from tests.services.statements import noted

SAME = "The bridge was never safe, and everybody at the ministry knew it all along."
MINUTE = timedelta(minutes=1)
VARIANTS = (SAME, SAME.lower(), SAME.replace("a", "\u0430"), f"**{SAME}**", SAME.replace(" ", "\u00a0 "), SAME + "!!!")


def say(person, body=SAME, on=None, after=timedelta()):
    """Post it as the product does; return the comment."""
    with time_machine.travel(clock.now() + after):
        made = comments.post(
            make.actor(person), on or make.story(), comments.NewComment(body=body), None, make.SETTINGS
        )
    return made


def settled():
    """Somebody whose comments are published at once."""
    person, elsewhere = make.person(), make.story()
    with time_machine.travel(clock.now() - timedelta(days=2)):
        for _ in range(2):
            make.comment(on=elsewhere, by=person)
    return person


def page(viewer, after=None, **filters):
    db.session.rollback()
    return queries.queue_page(viewer, "held", Filters(**filters), after)


@pytest.fixture
def desk(app_context):
    return make.actor(make.moderator())


def test_the_third_account_that_posts_the_same_is_held_whatever_its_letters(desk):
    found = [say(settled(), body, after=number * MINUTE).status for number, body in enumerate(VARIANTS)]
    assert found == ["published", "published", *["held"] * (len(VARIANTS) - 2)]


def test_one_account_that_says_it_again_and_again_is_no_crowd(desk):
    """Whoever deletes a comment may post it again; it is still one account."""
    person = settled()
    for number in range(3):
        made = say(person, after=number * MINUTE)
        comments.withdraw(make.actor(person), fresh(made))
    assert say(settled(), after=4 * MINUTE).status == "published"


def test_what_several_accounts_say_stands_as_one_group_with_their_number(desk, visitor):
    first = make.comment(status="held")
    said = [say(make.person(), body, after=number * MINUTE) for number, body in enumerate(VARIANTS)]
    between = make.comment(status="held")
    found = page(desk)
    ids = [card.comment.id for card in found.cards]
    assert ids == [first.id, *(one.id for one in said), between.id]
    crowd = found.crowds[said[0].id]
    assert (crowd.accounts, len(crowd.held), crowd.published) == (6, 6, 0)
    opening = [card.comment.id for card in found.cards if found.opening(card)]
    assert opening == [said[0].id]
    text = visitor(make.moderator()).get("/moderation/held").text
    assert text.count("The same text by 6 accounts") == 1
    assert "Remove all 6…" in text


def test_members_that_came_later_stand_with_the_first_and_others_keep_their_order(desk):
    said = [say(make.person())]
    others = [make.comment(status="held") for _ in range(2)]
    said += [say(make.person(), after=number * MINUTE) for number in (1, 2)]
    order = [card.comment.id for card in page(desk).cards]
    assert order == [*(one.id for one in said), *(one.id for one in others)]
    assert [card.comment.id for card in page(desk).cards] == order
    decide("approve", said[0])  # the others go on standing together, at the place of their first
    assert [card.comment.id for card in page(desk).cards] == [
        *(one.id for one in others),
        *(one.id for one in said[1:]),
    ]


def test_comments_that_are_published_are_counted_and_removed_with_the_rest_and_approved_by_nothing(desk, visitor):
    said = [say(settled(), after=number * MINUTE) for number in range(4)]
    crowd = page(desk).crowds[said[-1].id]
    assert (crowd.accounts, len(crowd.held), crowd.published) == (4, 2, 2)
    text = visitor(make.moderator()).get("/moderation/held").text
    assert "The same text by 4 accounts</b> within minutes: 2 wait, 2 published" in text
    form = text.split(f'id="crowd-{said[0].id}"')[1].split("</form>")[0]
    waiting = text.split(f'id="waiting-{said[0].id}"')[1].split("</form>")[0]
    for one in said:
        pick = f'value="{one.id}:{fresh(one).version}"'
        assert pick in form
        assert (pick in waiting) == (fresh(one).status == "held")


def test_the_group_is_decided_about_as_one_batch_by_its_form(desk, visitor):
    said = [say(settled(), after=number * MINUTE) for number in range(4)]
    somebody = visitor(make.moderator())
    picks = [f"{one.id}:{fresh(one).version}" for one in said]
    asked = somebody.post("/moderation/decisions", {"action": "remove", "pick": picks, "next": "/moderation/held"})
    assert asked.status_code == 422  # the page that asks for rule and reason, with all of them in it
    assert all(f'value="{pick}"' in asked.text for pick in picks)
    given = {"action": "remove", "pick": picks, "rule": "5", "reason": "A campaign.", "next": "/moderation/held"}
    assert somebody.post("/moderation/decisions", given).status_code == 303
    assert {fresh(one).status for one in said} == {"removed"}
    taken = db.session.scalars(select(Decision).where(Decision.action == "remove")).all()
    assert len({one.batch for one in taken}) == 1
    assert len(taken) == 4


@pytest.mark.parametrize(
    ("accounts", "minutes", "grouped"), [(3, 4, True), (2, 1, False), (3, 9, False), (4, 9, False), (5, 4, True)]
)
def test_it_takes_three_accounts_within_ten_minutes(desk, accounts, minutes, grouped):
    said = [say(make.person(), after=minutes * number * MINUTE) for number in range(accounts)]
    found = page(desk)
    assert [one.id in found.crowds for one in said] == [grouped] * accounts


def test_what_says_the_same_much_later_is_another_matter(desk):
    early = [say(make.person(), after=number * MINUTE) for number in range(3)]
    late = say(make.person(), after=3 * 60 * MINUTE)
    found = page(desk)
    assert all(one.id in found.crowds for one in early)
    assert late.id not in found.crowds


@pytest.mark.database("sqlite")
def test_short_words_that_many_say_are_no_group(desk):
    for number in range(4):
        say(make.person(), "I agree!", after=number * MINUTE)
    assert page(desk).crowds == {}


@pytest.mark.database("sqlite")
def test_another_wording_leaves_the_group_and_a_purge_leaves_nothing_of_it(desk):
    people = [make.person() for _ in range(4)]
    said = [say(person, after=number * MINUTE) for number, person in enumerate(people)]
    comments.edit(make.actor(people[0]), fresh(said[0]), "I have thought about it, and it is not so.", make.SETTINGS)
    found = page(desk)
    assert said[0].id not in found.crowds
    assert found.crowds[said[1].id].accounts == 3
    decide("remove", said[1])
    proposal = actions.propose(make.actor(make.moderator()), fresh(said[1]), 4, "It names a child.")
    actions.settle(make.actor(make.moderator()), proposal, confirmed=True)
    assert fresh(said[1]).likeness is None


@pytest.mark.database("sqlite")
def test_nobodys_own_comment_is_in_the_group_that_they_decide_about(desk):
    mine = settled()
    moderator = make.moderator()
    said = [say(one, after=number * MINUTE) for number, one in enumerate((mine, moderator, settled(), settled()))]
    crowd = page(make.actor(moderator)).crowds[said[-1].id]
    assert said[1].id not in {member.id for member in crowd.members}


@pytest.mark.database("sqlite")
def test_a_group_that_goes_over_a_page_opens_on_each_and_loses_nobody(desk):
    said = [say(make.person(), after=number * timedelta(seconds=10)) for number in range(PAGE + 3)]
    first = page(desk)
    second = page(desk, after=first.next_key)
    shown = [card.comment.id for card in (*first.cards, *second.cards)]
    assert shown == [one.id for one in said]
    for part in (first, second):
        assert [card.comment.id for card in part.cards if part.opening(card)] == [part.cards[0].comment.id]
        assert part.crowds[part.cards[0].comment.id].accounts == PAGE + 3


@pytest.mark.database("sqlite")
def test_a_queue_costs_as_many_statements_with_groups_as_without(desk):
    costs = []
    for number in range(4):
        say(make.person(), f"Number {number} is a remark of its own about the ferry.")
    for body in ("", SAME):
        for number in range(4 if body else 0):
            say(make.person(), body, after=number * MINUTE)
        db.session.rollback()
        with noted(without=("BEGIN", "SAVEPOINT", "RELEASE")) as sent:
            queries.queue_page(desk, "held", Filters(), None)
        costs.append(len(sent))
    assert costs[0] == costs[1]


@pytest.mark.database("sqlite")
def test_where_no_text_is_long_enough_to_be_one_of_many_none_is_looked_for(desk):
    say(make.person(), "I agree.")
    with noted(without=("BEGIN",)) as sent:
        assert len(queries.queue_page(desk, "held", Filters(), None).cards) == 1
    assert [sql for sql in sent if "comments.likeness IN" in sql] == []


@pytest.mark.database("sqlite")
def test_what_says_the_same_is_found_by_its_index(desk):
    said = say(make.person())
    with noted(without=("BEGIN",)) as sent:
        queries.queue_page(desk, "held", Filters(), None)
    (asked,) = [sql for sql in sent if "comments.likeness IN" in sql]
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", asked.parameters)
    assert any("ix_comments_likeness" in row[3] for row in plan)
    assert db.session.get_one(Comment, said.id).likeness


@pytest.mark.database("sqlite")
def test_a_filter_narrows_the_cards_and_the_group_is_still_told_whole(desk):
    people = [make.person() for _ in range(3)]
    said = [say(person, after=number * MINUTE) for number, person in enumerate(people)]
    found = page(desk, author=people[1].handle)
    assert [card.comment.id for card in found.cards] == [said[1].id]
    assert found.crowds[said[1].id].accounts == 3


@pytest.mark.database("sqlite")
def test_a_batch_of_a_group_leaves_what_a_colleague_has_decided_meanwhile(desk):
    said = [say(make.person(), after=number * MINUTE) for number in range(3)]
    picks = [(one.id, fresh(one).version) for one in said]
    decide("approve", said[0])
    done = actions.decide_many(desk, picks, Ruling(action="remove", rule=5, reason="A campaign."))
    assert (len(done.decisions), len(done.left)) == (2, 1)
    assert fresh(said[0]).status == "published"
