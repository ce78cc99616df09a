"""Nothing is held, removed, restricted or given back without a record of who, by which rule, why and how far."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from discuss import clock
from discuss.accounts.models import Person
from discuss.comments import actions as comments
from discuss.comments.models import Comment
from discuss.comments.screened import CommentSettings
from discuss.db import db
from discuss.decisions import ACTS, Decision
from discuss.decisions.acts import ALONE
from discuss.decisions.statements import SCOPES, SOURCES
from discuss.errors import Invalid
from discuss.moderation import actions, queries
from discuss.moderation.mailboxes import Mailboxes
from discuss.moderation.rulings import Ruling
from discuss.screening.words import WordLists
from discuss.stories.models import Story
from tests import factories as make
from tests.architecture.test_shape import code_that_says
from tests.moderation.steps import warned_about_reports
from tests.moderation.test_undo import ACCOUNT, prepared, ruling
from tests.services.statements import noted

pytestmark = pytest.mark.database("sqlite")

WRITERS = {
    r"change_status\(": {
        "discuss/comments/actions/edit.py",  # a wording that checks hold
        "discuss/comments/actions/follow_account.py",  # words erased with their account
        "discuss/comments/actions/withdraw.py",
        "discuss/comments/counters.py",
        "discuss/demo/comments.py",
        "discuss/moderation/actions/purge.py",  # a removal that an older copy of the database does not know
        "discuss/moderation/effects.py",
    },
    r"\.(suspended_until|banned_at|held_always|warning_id|reports_paused_until) = ": {
        "discuss/moderation/actions/decide_account.py",
        "discuss/moderation/actions/propose.py",
    },
    r"\.(closed_at|slow_seconds|raid_mode|raid_until|raid_seconds) = |story\.raid_mode, ": {
        "discuss/moderation/actions/decide_story.py",
    },
    r"values\((replies_muted|pinned_id)=": {"discuss/moderation/muting.py", "discuss/moderation/effects.py"},
    r"setattr\(row": {"discuss/moderation/changed_values.py"},
    # What changes things in the name of an act is asked for by the actions that record it, and by nobody else.
    r"changed_values\.give_back\(": {"discuss/moderation/giving_back.py"},
    r"give_back_(account|discussion)\(": {
        "discuss/moderation/giving_back.py",
        "discuss/moderation/actions/undo.py",
        "discuss/moderation/actions/reverse_window.py",
    },
    r"muting\.(mute_below|give_back)\(": {"discuss/moderation/effects.py"},
    r"effects\.(put_into_effect|take_back|swap|settle)\(": {
        "discuss/moderation/actions/decide.py",
        "discuss/moderation/actions/undo.py",
        "discuss/moderation/actions/reverse_window.py",
    },
    r"\.(removed_rule|replies_muted|featured_at|escalated_at|reviewed_at) = |reviewed_at, ": {
        "discuss/comments/counters.py",
        "discuss/moderation/effects.py",
    },
}


@pytest.mark.parametrize("pattern", WRITERS)
def test_what_an_act_changes_is_written_in_named_places_alone(pattern):
    written = code_that_says(pattern)
    assert written <= WRITERS[pattern] | {
        # The demo tells of acts long ago; answers to appeals and read warnings lift what an act has put.
        "discuss/demo/comments.py",
        "discuss/demo/load.py",
        "discuss/moderation/actions/acknowledge.py",
        "discuss/moderation/reversing.py",
        "discuss/moderation/actions/answer_appeal.py",
    }
    assert written & WRITERS[pattern]


def latest():
    db.session.expire_all()
    return db.session.scalars(select(Decision).order_by(Decision.id.desc())).first()


def whole(decision, act):
    """Fail unless the record says who, why, by which rule and how far."""
    assert decision.action == act
    assert decision.reason
    assert decision.source in SOURCES
    assert decision.scope in SCOPES
    assert decision.automatic == (decision.actor_id is None)
    if ACTS[act].restricts:
        assert decision.rule or decision.checks
        assert decision.rule_version or decision.checks
    return decision


@pytest.mark.parametrize("act", sorted(ALONE["comment"]))
def test_every_act_on_a_comment_leaves_a_whole_record_with_its_words(app_context, act):
    comment = prepared(act)
    actions.decide(make.actor(make.moderator()), comment, ruling(act, comment))
    assert whole(latest(), act).comment_id == comment.id


@pytest.mark.parametrize("act", sorted(ALONE["account"].keys() - {"unban"}))
def test_every_act_on_an_account_leaves_a_whole_record(app_context, act):
    person, moderator = make.person(), make.actor(make.moderator())
    given = {"rule": 2, "reason": "It is so.", "until": clock.now() + timedelta(days=3)}
    if act.endswith("-reports"):
        warned_about_reports(person)
    if act in ACCOUNT:
        actions.decide_account(moderator, person, Ruling(action=ACCOUNT[act], **given))
    actions.decide_account(moderator, person, Ruling(action=act, **given))
    decision = whole(latest(), act)
    assert (decision.person_id, decision.scope) == (person.id, "account")


def test_closing_an_account_for_good_takes_two_people_and_is_recorded_whole(app_context):
    person = make.person()
    proposal = actions.propose(make.actor(make.moderator()), person, 8, "A second account.")
    db.session.expire_all()
    assert db.session.get_one(Person, person.id).banned_at is None
    actions.settle(make.actor(make.moderator()), proposal, confirmed=True)
    decision = whole(latest(), "ban")
    assert db.session.get_one(Person, person.id).banned_at is not None
    actions.decide_account(make.actor(make.moderator()), person, Ruling(action="unban", reason="We were wrong."))
    assert whole(latest(), "unban").id > decision.id


def test_a_hold_by_a_check_is_recorded_with_the_check_when_posting_and_when_editing(app_context):
    lists = WordLists.parse("[suspect]\nbuttercup")
    settings = CommentSettings(limit=2000, pace=False, words=lambda: lists)
    author, story = make.person(), make.story()
    for _ in range(3):
        make.comment(story, author)
    posted = comments.post(
        make.actor(author), story, comments.NewComment(body="A buttercup grows here."), None, settings
    )
    assert posted.status == "held"
    assert "words" in whole(latest(), "hold").checks
    shown = make.comment(story, author)
    comments.edit(make.actor(author), shown, "Now a buttercup grows here as well.", settings)
    assert db.session.get_one(Comment, shown.id).status == "held"
    decision = whole(latest(), "hold")
    assert (decision.comment_id, decision.to_status) == (shown.id, "held")
    assert "words" in decision.checks


@pytest.mark.parametrize("act", sorted(slug for slug, act in ALONE["comment"].items() if act.needs_rule))
def test_no_act_that_restricts_goes_through_without_rule_or_reason(app_context, act):
    comment, moderator = prepared(act), make.actor(make.moderator())
    for lacking in ({"rule": None}, {"reason": " "}, {"version": None}):
        with pytest.raises(Invalid):
            actions.decide(moderator, comment, ruling(act, comment, **lacking))
    db.session.expire_all()
    assert db.session.get_one(Comment, comment.id).status == comment.status


@pytest.fixture
def statements(app_context):
    """The statements that were sent to the database."""
    with noted() as sent:
        yield sent


@pytest.mark.parametrize("act", ["approve", "remove", "keep", "hold", "restore"])
def test_a_decision_costs_the_same_statements_whatever_hangs_from_the_comment(statements, act):
    status = {"approve": "held", "restore": "removed"}.get(act, "published")
    costs = set()
    for crowd in (0, 7):
        comment = make.comment(status=status)
        story = db.session.get_one(Story, comment.story_id)
        for _ in range(crowd if status == "published" else 0):
            make.comment(story, reply_to=comment)
            actions.report(make.actor(make.person()), comment, actions.Complaint(category="attack"))
        moderator, given = make.actor(make.moderator()), ruling(act, db.session.get_one(Comment, comment.id))
        db.session.rollback()
        statements.clear()
        actions.decide(moderator, comment, given)
        costs.add(len(statements))
    assert len(costs) == 1
    assert max(costs) <= 22


def test_a_page_of_a_queue_costs_the_same_statements_for_one_card_and_for_twenty(statements):
    moderator, story = make.actor(make.moderator()), make.story()
    costs = set()
    for crowd in (1, 20):
        for _ in range(crowd):
            make.comment(story, status="held")
        db.session.rollback()
        statements.clear()
        page = queries.queue_page(moderator, "held", queries.Filters(), None)
        people = {card.author.id for card in page.cards}
        queries.facts_of(people, Mailboxes(("key",)))
        queries.notes_about(moderator, people)
        queries.standing(moderator)
        costs.add(len(statements))
    assert len(costs) == 1
    assert max(costs) <= 29
