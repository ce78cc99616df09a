"""Eight moderators at once: exactly one decision stands, and the others are told who decided what."""

import threading
from collections import Counter

import pytest
from sqlalchemy import func, select

from discuss.comments import counters
from discuss.comments.models import Comment
from discuss.db import db
from discuss.decisions import Decision
from discuss.errors import Conflict
from discuss.moderation import actions
from discuss.moderation.models import Claim, Proposal
from discuss.moderation.rulings import Ruling
from tests import factories as make

CROWD = 8


def at_once(app, attempts):
    """Run every attempt in a thread of its own, all from one moment; return what came of each."""
    start, outcomes = threading.Barrier(len(attempts)), []

    def run(attempt):
        with app.app_context():
            start.wait(60)
            try:
                outcomes.append(attempt())
            except Conflict as conflict:
                outcomes.append(str(conflict))

    db.session.rollback()
    threads = [threading.Thread(target=run, args=(attempt,)) for attempt in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def moderators():
    return [make.actor(make.moderator(name=f"Moderator {number}")) for number in range(CROWD)]


def test_of_eight_on_one_card_exactly_one_decides_and_the_others_see_who_did_what(app_context, app):
    comment, crowd = make.comment(status="held"), moderators()
    number, version = comment.id, comment.version
    acts = [{"action": "approve"}, {"action": "remove", "rule": 2, "reason": "An attack."}] * (CROWD // 2)

    def attempt(actor, act):
        return lambda: actions.decide(actor, db.session.get_one(Comment, number), Ruling(**act, version=version)).action

    outcomes = at_once(app, [attempt(actor, act) for actor, act in zip(crowd, acts, strict=True)])
    stood = [outcome for outcome in outcomes if outcome in {"approve", "remove"}]
    assert len(stood) == 1
    refused = [outcome for outcome in outcomes if outcome not in {"approve", "remove"}]
    assert len(refused) == CROWD - 1
    word = {"approve": "Comment approved", "remove": "Comment removed, rule 2"}[stood[0]]
    assert all("Moderator " in sentence and word in sentence for sentence in refused)
    db.session.expire_all()
    assert db.session.scalar(select(func.count()).select_from(Decision).where(Decision.actor_id.is_not(None))) == 1
    assert counters.faults() == []


def test_of_eight_undoings_of_one_decision_one_stands(app_context, app):
    comment, moderator = make.comment(), make.actor(make.moderator())
    decision = actions.decide(moderator, comment, Ruling(action="keep", version=comment.version)).id
    attempts = [lambda: len(actions.undo(moderator, db.session.get_one(Decision, decision)).decisions)] * CROWD
    outcomes = at_once(app, attempts)
    assert Counter(isinstance(outcome, int) for outcome in outcomes) == {True: 1, False: CROWD - 1}


def test_of_eight_claims_one_holds(app_context, app):
    comment, crowd = make.comment(), moderators()
    number = comment.id
    outcomes = at_once(
        app, [lambda actor=actor: actions.claim(actor, db.session.get_one(Comment, number)) for actor in crowd]
    )
    assert Counter(outcome is None for outcome in outcomes) == {True: 1, False: CROWD - 1}
    db.session.expire_all()
    assert len(db.session.scalars(select(Claim)).all()) == 1


def test_a_proposal_is_settled_once(app_context, app):
    proposal = actions.propose(make.actor(make.moderator()), make.person(), 8, "A second account.").id
    attempts = [
        lambda actor=actor: actions.settle(actor, db.session.get_one(Proposal, proposal), confirmed=True).state
        for actor in moderators()
    ]
    outcomes = at_once(app, attempts)
    assert Counter(outcome == "confirmed" for outcome in outcomes) == {True: 1, False: CROWD - 1}
    db.session.expire_all()
    assert db.session.scalar(select(func.count()).select_from(Decision).where(Decision.action == "ban")) == 1


def test_batches_that_overlap_wait_for_each_other_and_decide_each_comment_once(app_context, app):
    stories = [make.story() for _ in range(2)]
    held = [make.comment(stories[n % 2], status="held") for n in range(6)]
    picks = [(one.id, one.version) for one in held]

    def attempt(actor, chosen):
        return lambda: len(actions.decide_many(actor, chosen, Ruling(action="approve")).decisions)

    crowd = moderators()[:4]
    chosen = [picks, picks[::-1], picks[:4], picks[2:]]
    outcomes = at_once(app, [attempt(actor, one) for actor, one in zip(crowd, chosen, strict=True)])
    assert sum(outcomes) == len(held)
    assert counters.faults() == []


@pytest.mark.database("sqlite")
def test_nobody_settles_their_own_proposal_by_any_door(app_context, visitor):
    proposer = make.moderator()
    proposal = actions.propose(make.actor(proposer), make.person(), 8, "A second account.")
    answer = visitor(proposer).post(f"/moderation/proposals/{proposal.id}", {"action": "confirm"})
    assert answer.status_code == 403
    db.session.expire_all()
    assert db.session.get_one(Proposal, proposal.id).state == "open"
