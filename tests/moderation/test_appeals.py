"""Appeals: one a decision, in time, answered by somebody else by every door, and with effect."""

import threading
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DatabaseError

from discuss import clock
from discuss.accounts.models import Person
from discuss.comments import actions as comments
from discuss.comments import counters
from discuss.db import db, transaction
from discuss.decisions import Decision
from discuss.errors import Conflict, NotPermitted
from discuss.moderation import actions
from discuss.moderation.models import Appeal, Report
from tests import factories as make
from tests.moderation.steps import ANSWER, SAID, answered, appealed, decide, decide_account, fresh, later
from tests.services.mailbox import text_of

DAY = timedelta(days=1)


# ---- Filing.


@pytest.mark.parametrize("state", ["suspended_until", "banned_at", "plan_ends_at"])
def test_whoever_is_affected_can_appeal_paused_closed_and_lapsed_people_too(app_context, visitor, state):
    author = make.person(plan="paid")
    decision = decide("remove", make.comment(by=author))
    ahead = 9 * DAY if state == "suspended_until" else -90 * DAY
    with transaction() as session:
        session.execute(update(Person).where(Person.id == author.id).values({state: clock.now() + ahead}))
    reply = visitor(author).post(f"/decisions/{decision.id}/appeals", {"explanation": SAID})
    assert reply.status_code == 303
    page = visitor(author).get(reply.location)
    assert page.status_code == 200
    assert SAID in page.text
    assert visitor(make.person()).get(reply.location).status_code == 404
    assert visitor().get(reply.location).status_code == 404


def test_nobody_else_can_appeal_and_whatever_restricts_nobody_cannot_be_appealed(app_context, visitor):
    author = make.person()
    comment = make.comment(by=author)
    kept, removed = decide("keep", comment, rule=None), decide("remove", comment)
    form = {"explanation": SAID}
    assert visitor(make.person()).post(f"/decisions/{removed.id}/appeals", form).status_code == 404
    assert visitor(make.moderator()).post(f"/decisions/{removed.id}/appeals", form).status_code == 403
    assert visitor(author).post(f"/decisions/{kept.id}/appeals", form).status_code == 403
    assert db.session.scalars(select(Appeal)).all() == []


@pytest.mark.database("sqlite")
def test_there_is_half_a_year_and_no_more(app_context, visitor):
    author = make.person()
    decision = decide("remove", make.comment(by=author))
    address = f"/decisions/{decision.id}"
    with time_machine.travel(clock.now() + 185 * DAY + timedelta(minutes=1)):
        late = visitor(author)
        assert late.post(f"{address}/appeals", {"explanation": SAID}).status_code == 403
        assert "The time for an appeal ended" in late.get(address).text
    with time_machine.travel(clock.now() + 184 * DAY + timedelta(minutes=1)):
        assert visitor(author).post(f"{address}/appeals", {"explanation": SAID}).status_code == 303


def test_there_is_one_appeal_a_decision_however_often_the_button_is_pressed(app_context, app, visitor):
    author = make.person()
    decision = decide("remove", make.comment(by=author))
    actor, start, outcomes = make.actor(author), threading.Barrier(4), []

    def try_it():
        with app.app_context():
            mine = db.session.get_one(Decision, decision.id)
            start.wait()
            try:
                actions.appeal(actor, mine, SAID)
                outcomes.append("filed")
            except Conflict:
                outcomes.append("conflict")

    threads = [threading.Thread(target=try_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["conflict"] * 3 + ["filed"]
    reply = visitor(author).post(f"/decisions/{decision.id}/appeals", {"explanation": "Once more."})
    assert reply.status_code == 409
    assert "waits for an answer" in reply.text


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(("words", "sentence"), [("  ", "Say why"), ("x" * 2001, "Shorten your appeal by 1")])
def test_a_bad_appeal_comes_back_filled_in(app_context, visitor, words, sentence):
    author = make.person()
    decision = decide("remove", make.comment(by=author))
    reply = visitor(author).post(f"/decisions/{decision.id}/appeals", {"explanation": words})
    assert reply.status_code == 422
    assert sentence in reply.text
    assert words in reply.text


# ---- Who answers.


def test_the_decider_cannot_answer_by_any_door(app_context, visitor):
    decider = make.moderator()
    comment = make.comment()
    decision = decide("remove", comment, decider)
    appeal = appealed(decision)
    desk = visitor(decider)
    form = {"action": "uphold", "reason": "I was right."}
    page = desk.get(f"/appeals/{appeal.id}").text
    assert "You took this decision. Somebody else on the team looks at it again." in page
    assert 'value="uphold"' not in page
    assert desk.post(f"/appeals/{appeal.id}/answer", form).status_code == 403
    with pytest.raises(NotPermitted):
        answered(appeal, by=decider)
    for action in ("uphold", "overturn"):
        more = {"action": action, "rule": "4", "reason": "So.", "version": str(fresh(comment).version)}
        assert desk.post(f"/moderation/comments/{comment.id}/decision", more).status_code == 422
        handle = db.session.get_one(Person, comment.author_id).handle
        assert desk.post(f"/moderation/people/{handle}/decision", more).status_code == 422
    assert fresh(appeal).state == "open"


@pytest.mark.parametrize("who", ["decider", "author"])
def test_the_database_itself_refuses_an_answer_by_the_decider_or_the_person_it_is_about(app_context, who):
    decider = make.moderator()
    decision = decide("remove", make.comment(), decider)
    number = {"decider": decider.id, "author": decision.person_id}[who]
    appeal = appealed(decision)
    changed = update(Appeal).where(Appeal.id == appeal.id).values(state="upheld", answered_by=number)
    with pytest.raises(DatabaseError, match="cannot answer an appeal"), transaction() as session:
        session.execute(changed)
    other = decide("remove", make.comment(), decider)
    made = insert(Appeal).values(
        decision_id=other.id, person_id=decision.person_id, words="x", state="upheld", answered_by=number,
        filed_at=clock.now(),
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="cannot answer an appeal"), transaction() as session:
        session.execute(made)


def test_neither_of_two_who_closed_an_account_answers_and_a_third_does(app_context):
    first, second, person = make.moderator(), make.moderator(), make.person()
    proposal = actions.propose(make.actor(first), person, 2, "Threats, again and again.")
    settled = actions.settle(make.actor(second), proposal, confirmed=True)
    decision = db.session.get_one(Decision, settled.decision_id)
    appeal = appealed(decision)
    for decider in (first, second):
        with pytest.raises(NotPermitted):
            answered(appeal, by=decider)
        changed = update(Appeal).where(Appeal.id == appeal.id).values(state="upheld", answered_by=decider.id)
        with pytest.raises(DatabaseError, match="cannot answer"), transaction() as session:
            session.execute(changed)
    answered(appeal)
    assert fresh(person).banned_at is None


@pytest.mark.database("sqlite")
def test_a_moderator_does_not_answer_an_appeal_of_their_own(app_context):
    moderator = make.moderator()
    appeal = appealed(decide("remove", make.comment(by=moderator)))
    with pytest.raises(NotPermitted):
        answered(appeal, by=moderator)


def test_of_several_who_answer_at_once_one_does(app_context, app):
    comment = make.comment()
    appeal = appealed(decide("remove", comment))
    moderators = [make.actor(make.moderator()) for _ in range(4)]
    start, outcomes = threading.Barrier(4), []
    number = appeal.id
    db.session.rollback()

    def try_it(actor, outcome):
        with app.app_context():
            mine = db.session.get_one(Appeal, number)
            start.wait(60)
            try:
                actions.answer(actor, mine, outcome, "I have looked.")
                outcomes.append("answered")
            except Conflict:
                outcomes.append("conflict")

    threads = [
        threading.Thread(target=try_it, args=pair)
        for pair in zip(moderators, ("overturn", "uphold", "overturn", "uphold"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["answered"] + ["conflict"] * 3
    appeal = fresh(appeal)
    assert fresh(comment).status == {"upheld": "removed", "overturned": "published"}[appeal.state]
    assert counters.faults() == []


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"action": "", "reason": "So."}, "Choose whether the decision stands."),
        ({"action": "keep", "reason": "So."}, "Choose whether the decision stands."),
        ({"action": "uphold", "reason": " "}, "Say why"),
        ({"action": "uphold", "reason": "x" * 2001}, "Shorten the reason by 1"),
    ],
)
def test_an_answer_says_what_and_why(app_context, visitor, form, sentence):
    appeal = appealed(decide("remove", make.comment()))
    reply = visitor(make.moderator()).post(f"/appeals/{appeal.id}/answer", form)
    assert reply.status_code == 422
    assert sentence in reply.text
    assert fresh(appeal).state == "open"


# ---- What an answer does.


@pytest.mark.parametrize(
    ("status", "action"), [("published", "remove"), ("held", "request-edit"), ("published", "hold")]
)
def test_reversing_brings_a_comment_back_and_is_a_decision_of_its_own(app_context, status, action):
    comment = make.comment(status=status)
    decision = decide(action, comment)
    reply = answered(appealed(decision))
    comment = fresh(comment)
    assert comment.status == "published"
    assert (reply.action, reply.source, reply.from_status, reply.to_status) == (
        "overturn",
        "appeal",
        decision.to_status,
        "published",
    )
    assert (reply.person_id, reply.comment_id) == (comment.author_id, comment.id)
    assert counters.faults() == []


def test_an_automatic_hold_can_be_appealed_and_any_moderator_answers(app_context):
    author = make.person()
    words = comments.NewComment(body="See the report at https://report.example/toll please.")
    held = comments.post(make.actor(author), make.story(), words, None, make.SETTINGS)
    decision = db.session.scalars(select(Decision).where(Decision.comment_id == held.id)).one()
    answered(appealed(decision))
    assert fresh(held).status == "published"


def test_a_refused_change_is_taken_up(app_context, visitor):
    author = make.person()
    comment = make.comment(by=author, body="The first wording.", posted_at=clock.now() - timedelta(hours=1))
    visitor(author).post(f"/comments/{comment.id}/edit", {"body": "The second wording."})
    answered(appealed(decide("refuse-edit", comment)))
    comment = fresh(comment)
    assert comment.body == "The second wording."
    assert "The second wording." in comment.html


@pytest.mark.parametrize(
    ("action", "field", "more"),
    [
        ("suspend", "suspended_until", {"until": 3}),
        ("hold-all", "held_always", {}),
        ("warn", "warning_id", {}),
    ],
)
def test_what_was_taken_from_an_account_is_given_back(app_context, action, field, more):
    person = make.person()
    given = {"until": clock.now() + 3 * DAY} if more else {}
    decision = decide_account(action, person, **given)
    assert getattr(fresh(person), field)
    reply = answered(appealed(decision))
    assert not getattr(fresh(person), field)
    assert reply.scope == "account"


@pytest.mark.database("sqlite")
def test_replies_are_taken_again(app_context, visitor):
    comment = make.comment()
    answered(appealed(decide("mute", comment)))
    assert not fresh(comment).replies_muted


def test_reversing_one_decision_leaves_what_was_decided_later_and_what_the_author_did(app_context):
    twice, deleted, person = make.comment(), make.comment(), make.person()
    first = decide("hold", twice)
    decide("remove", twice)
    answered(appealed(first))
    assert fresh(twice).status == "removed"
    again = make.comment()
    removed = decide("remove", again)
    decide("restore", again)
    decide("remove", again)
    answered(appealed(removed))
    assert fresh(again).status == "removed"
    held = decide("hold", deleted)
    comments.withdraw(make.actor(db.session.get_one(Person, deleted.author_id)), fresh(deleted))
    answered(appealed(held))
    assert fresh(deleted).status == "withdrawn"
    short = decide_account("suspend", person, until=clock.now() + DAY)
    decide_account("suspend", person, until=clock.now() + 9 * DAY)
    answered(appealed(short))
    assert fresh(person).suspended_until > clock.now() + 8 * DAY
    assert counters.faults() == []


def test_a_decision_that_stands_changes_nothing_but_the_record(app_context, visitor):
    comment = make.comment()
    appeal = appealed(decide("remove", comment))
    before = fresh(comment).version
    reply = answered(appeal, "uphold")
    comment, appeal = fresh(comment), fresh(appeal)
    assert (comment.status, comment.version) == ("removed", before)
    assert (appeal.state, appeal.answer_id) == ("upheld", reply.id)
    author = db.session.get_one(Person, comment.author_id)
    page = visitor(author).get(f"/appeals/{appeal.id}").text
    assert "This was the second and last look." in page
    assert ANSWER in page
    with pytest.raises(Conflict):
        answered(appeal)


def test_everybody_who_was_told_before_is_told_again(app_context, run_jobs, mailbox):
    author, reporter, other, judge = make.person(), make.person(), make.person(), make.moderator()
    comment = make.comment(by=author)
    for somebody in (reporter, judge):
        actions.report(make.actor(somebody), comment, actions.Complaint(category="private-details"))
    appeal = appealed(decide("remove", comment, judge))
    later(run_jobs)
    actions.report(make.actor(other), make.comment(), actions.Complaint(category="attack"))
    answered(appeal)
    later(run_jobs)
    mail = mailbox.last(author.email)
    assert mail["Subject"] == "Your appeal: the decision is reversed"
    assert ANSWER in text_of(mail)
    assert f"/appeals/{appeal.id}" in text_of(mail)
    told = [" ".join(text_of(mail).split()) for mail in mailbox.all(reporter.email)]
    assert "We removed the comment" in told[0]
    assert "After an appeal a second moderator looked again and the comment is back." in told[1]
    assert mailbox.all(other.email) == []
    outcomes = select(Report.outcome).where(Report.reporter_id.in_((reporter.id, judge.id)))
    assert db.session.scalars(outcomes).all() == ["kept", "kept"]


@pytest.mark.database("sqlite")
def test_an_answer_cannot_be_taken_back(app_context, visitor):
    second = make.moderator()
    reply = answered(appealed(decide("remove", make.comment())), by=second)
    assert visitor(second).post(f"/decisions/{reply.id}/undo").status_code == 409


@pytest.mark.database("sqlite")
def test_the_first_decider_stays_unnamed_to_whoever_answers_and_to_whoever_appealed(app_context, visitor):
    decider = make.moderator(name="Vera Decider")
    comment = make.comment()
    appeal = appealed(decide("remove", comment, decider))
    author = db.session.get_one(Person, comment.author_id)
    for somebody in (author, make.moderator()):
        page = visitor(somebody).get(f"/appeals/{appeal.id}").text
        assert "Vera" not in page
        assert decider.handle not in page
