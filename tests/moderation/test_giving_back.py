"""Taking back gives back what one act took, and nothing that somebody else has done before or since."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from discuss import clock
from discuss.accounts import actions as accounts
from discuss.accounts.models import Person
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.decisions import Decision
from discuss.decisions.acts import UNDO
from discuss.errors import Conflict
from discuss.moderation import actions
from discuss.moderation.rulings import Ruling
from discuss.stories.models import Story
from tests import factories as make

WHY = "It attacks another person."


def fresh(row):
    db.session.expire_all()
    return db.session.get_one(type(row), row.id)


def decided(action, comment, by=None, **given):
    comment = fresh(comment)
    ruling = Ruling(action=action, **{"rule": 2, "reason": WHY, "version": comment.version} | given)
    return actions.decide(by or make.actor(make.moderator()), comment, ruling)


def account(action, person, by=None, **given):
    ruling = Ruling(action=action, **{"rule": 2, "reason": WHY} | given)
    return actions.decide_account(by or make.actor(make.moderator()), fresh(person), ruling)


def discussion(action, story, by=None, **given):
    ruling = Ruling(action=action, **{"reason": WHY} | given)
    return actions.decide_story(by or make.actor(make.moderator()), fresh(story), ruling)


@pytest.fixture
def branch(app_context):
    """A comment with a reply, its reply, and a second reply: (top, left, below left, right)."""
    story = make.story()
    top = make.comment(story)
    left = make.comment(story, reply_to=top)
    return top, left, make.comment(story, reply_to=left), make.comment(story, reply_to=top)


def muted(branch):
    return [fresh(comment).replies_muted for comment in branch]


def test_a_branch_that_was_closed_within_one_stays_closed_when_the_larger_is_opened(branch):
    top, left, *_ = branch
    decided("mute", left)
    assert muted(branch) == [False, True, True, False]
    decision = decided("mute", top, by := make.actor(make.moderator()))
    assert muted(branch) == [True] * 4
    actions.undo(by, decision)
    assert muted(branch) == [False, True, True, False]


def test_opening_a_branch_is_taken_back_as_it_was(branch):
    top, left, below, _ = branch
    decided("mute", top)
    decided("unmute", left)
    decided("mute", below)
    assert muted(branch) == [True, False, True, True]
    decision = decided("unmute", top, by := make.actor(make.moderator()))
    assert muted(branch) == [False] * 4
    actions.undo(by, decision)
    assert muted(branch) == [True, False, True, True]


def test_an_appeal_against_the_larger_leaves_the_smaller_closed(branch):
    top, left, *_ = branch
    decided("mute", left)
    decision = decided("mute", top)
    author = make.actor(db.session.get_one(Person, top.author_id))
    appeal = actions.appeal(author, decision, "But why?")
    actions.answer(make.actor(make.moderator()), appeal, "overturn", "No reason.")
    assert muted(branch) == [False, True, True, False]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("act", ["mute", "unmute", "pin", "unpin", "feature", "unfeature"])
def test_what_is_so_already_is_not_decided_again(app_context, act):
    comment = make.comment()
    if act.startswith("un"):
        with pytest.raises(Conflict, match="so already"):
            decided(act, comment)
        decided(act.removeprefix("un"), comment)
        decided(act, comment)
    else:
        decided(act, comment)
        with pytest.raises(Conflict, match="so already"):
            decided(act, comment)


def test_another_pin_since_is_not_taken_back(app_context):
    story = make.story()
    first, second = make.comment(story), make.comment(story)
    decision = decided("pin", first, by := make.actor(make.moderator()))
    decided("pin", second)
    with pytest.raises(Conflict, match="pinned another"):
        actions.undo(by, decision)
    assert fresh(story).pinned_id == second.id


def test_a_pause_is_taken_back_and_what_others_did_to_the_account_stays(app_context):
    person, by = make.person(), make.actor(make.moderator())
    decision = account("suspend", person, by, until=clock.now() + timedelta(days=3))
    account("hold-all", person)
    actions.undo(by, decision)
    assert (fresh(person).suspended_until, fresh(person).held_always) == (None, True)


def test_a_pause_that_somebody_else_has_made_longer_is_not_taken_back(app_context):
    person, by = make.person(), make.actor(make.moderator())
    decision = account("suspend", person, by, until=clock.now() + timedelta(days=3))
    account("suspend", person, until=(longer := clock.now() + timedelta(days=9)))
    with pytest.raises(Conflict, match="changed this since"):
        actions.undo(by, decision)
    assert fresh(person).suspended_until == longer
    assert db.session.scalar(select(Decision.id).where(Decision.undoes_id == decision.id)) is None


def test_a_closed_discussion_is_opened_again_and_stays_as_slow_as_somebody_has_made_it(app_context):
    story, by = make.story(), make.actor(make.moderator())
    decision = discussion("lock", story, by)
    discussion("slow", story, seconds=60)
    actions.undo(by, decision)
    assert (fresh(story).closed_at, fresh(story).slow_seconds) == (None, 60)


def test_of_a_batch_all_is_taken_back_but_what_somebody_has_decided_about_since(app_context):
    by = make.actor(make.moderator())
    removed = [make.comment() for _ in range(3)]
    picks = [(one.id, one.version) for one in removed]
    done = actions.decide_many(by, picks, Ruling(action="remove", rule=2, reason=WHY))
    decided("restore", removed[1], make.actor(make.moderator(name="Vera Second")))
    undone = actions.undo(by, done.decisions[0])
    assert [one.comment_id for one in undone.decisions] == [removed[0].id, removed[2].id]
    ((left, sentence),) = undone.left
    assert left == removed[1].id
    assert "Vera Second" in sentence
    with pytest.raises(Conflict):
        actions.undo(by, done.decisions[1])


@pytest.mark.database("sqlite")
def test_the_time_for_a_batch_runs_from_its_first_decision(app_context):
    by, comment = make.actor(make.moderator()), make.comment()
    done = actions.decide_many(by, [(comment.id, comment.version)], Ruling(action="remove", rule=2, reason=WHY))
    with (
        time_machine.travel(clock.now() + UNDO + timedelta(seconds=1)),
        pytest.raises(Conflict, match="thirty seconds"),
    ):
        actions.undo(by, done.decisions[0])


def test_many_at_once_leaves_the_own_comment_alone_and_names_it(app_context):
    moderator = make.moderator()
    own, other = make.comment(by=moderator), make.comment()
    picks = [(one.id, one.version) for one in (own, other)]
    done = actions.decide_many(make.actor(moderator), picks, Ruling(action="remove", rule=2, reason=WHY))
    assert [one.comment_id for one in done.decisions] == [other.id]
    assert [number for number, _ in done.left] == [own.id]
    assert fresh(own).status == "published"


def test_an_account_that_was_decided_about_meanwhile_is_not_decided_about_unseen(app_context, visitor):
    person, desk = make.person(), visitor(make.moderator())
    account("hold-all", person, make.actor(make.moderator(name="Vera First")))
    form = {"action": "warn", "rule": "2", "reason": WHY, "version": "0"}
    answer = desk.post(f"/moderation/people/{person.handle}/decision", form)
    assert answer.status_code == 409
    assert "Vera First" in answer.text
    assert WHY in answer.text
    assert fresh(person).warning_id is None
    latest = db.session.scalars(select(Decision.id).where(Decision.person_id == person.id)).one()
    assert f'name="version" value="{latest}"' in answer.text
    assert desk.post(f"/moderation/people/{person.handle}/decision", form | {"version": latest}).status_code == 303


def test_a_discussion_that_was_decided_about_meanwhile_is_not_decided_about_unseen(app_context, visitor):
    story, desk = make.story(), visitor(make.moderator())
    discussion("slow", story, make.actor(make.moderator(name="Vera First")), seconds=60)
    form = {"action": "lock", "reason": WHY, "version": "0"}
    answer = desk.post(f"/moderation/stories/{story.slug}/decision", form)
    assert answer.status_code == 409
    assert "Vera First" in answer.text
    assert fresh(story).closed_at is None
    latest = db.session.scalars(select(Decision.id).where(Decision.story_id == story.id)).one()
    assert f'name="version" value="{latest}"' in answer.text
    assert desk.post(f"/moderation/stories/{story.slug}/decision", form | {"version": latest}).status_code == 303


@pytest.mark.database("sqlite")
def test_what_lifts_names_the_rule_of_what_it_lifts(app_context):
    person = make.person()
    account("suspend", person, rule=5, until=clock.now() + timedelta(days=3))
    decision = account("unsuspend", person, rule=None)
    assert (decision.rule, decision.rule_version) == (5, 1)


@pytest.mark.database("sqlite")
def test_words_that_went_with_their_account_are_not_given_back(app_context):
    author, by = make.person(), make.actor(make.moderator())
    comment = make.comment(by=author)
    decision = decided("remove", comment, by)
    appeal = actions.appeal(make.actor(author), decision, "But why?")
    with transaction() as session:
        session.get_one(Person, author.id).closing_at = clock.now()
        session.get_one(Person, author.id).keep_words = False
    assert accounts.erase_due() == 1
    actions.answer(make.actor(make.moderator()), db.session.get_one(type(appeal), appeal.id), "overturn", "Yes.")
    assert (fresh(comment).status, fresh(comment).body) == ("removed", "")


@pytest.mark.database("sqlite")
def test_who_is_looking_and_who_has_settled_is_named(app_context):
    comment, vera = make.comment(), make.actor(make.moderator(name="Vera First"))
    actions.claim(vera, comment)
    with pytest.raises(Conflict, match="Vera First is looking"):
        actions.claim(make.actor(make.moderator()), fresh(comment))
    proposal = actions.propose(make.actor(make.moderator()), make.person(), 8, WHY)
    actions.settle(vera, proposal, confirmed=False)
    with pytest.raises(Conflict, match="Vera First has refused this already"):
        actions.settle(make.actor(make.moderator()), fresh(proposal), confirmed=True)


def test_of_two_proposals_at_once_one_is_made(app_context):
    person = make.person()
    actions.propose(make.actor(make.moderator()), person, 8, WHY)
    with pytest.raises(Conflict, match="proposed that already"):
        actions.propose(make.actor(make.moderator()), fresh(person), 8, WHY)


def test_the_scope_of_closing_replies_is_the_branch(branch):
    assert decided("mute", branch[0]).scope == "branch"
    assert decided("keep", branch[1]).scope == "comment"
    assert isinstance(fresh(branch[0]), Comment)
    assert db.session.get_one(Story, branch[0].story_id).pinned_id is None
