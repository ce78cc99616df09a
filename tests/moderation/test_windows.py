"""The owner reverses all that one moderator decided within a span of time, in one step, and people are told."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from discuss import clock
from discuss.accounts.models import Person
from discuss.comments import actions as comments
from discuss.comments import counters
from discuss.comments.models import Comment, CommentRevision
from discuss.db import db
from discuss.decisions import Decision
from discuss.errors import Conflict, Invalid, NotPermitted, ProofRequired
from discuss.moderation import actions
from discuss.moderation.models import Report
from discuss.moderation.rulings import Ruling
from discuss.stories.models import Story
from tests import factories as make
from tests.moderation.test_undo import prepared, ruling, state
from tests.services.mailbox import text_of

WHY = "Somebody else sat at this desk."
HOUR = timedelta(hours=1)


def fresh(row):
    db.session.expire_all()
    return db.session.get_one(type(row), row.id)


def reversed_by(owner, moderator, since=None, until=None, why=WHY):
    now = clock.now()
    return actions.reverse_window(make.actor(owner), moderator, since or now - HOUR, until or now, why)


@pytest.fixture
def owner(app_context):
    return make.person(name="Olga Owner", role="owner", plan="")


@pytest.fixture
def hostile(app_context):
    return make.moderator(name="Hanna Hostile")


ACTS = sorted({"approve", "hold", "remove", "restore", "keep", "reports-wrong", "accept-edit", "refuse-edit"}
              | {"request-edit", "mute", "unmute", "pin", "unpin", "feature", "unfeature", "escalate"})  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_every_act_on_a_comment_is_reversed_with_its_effect(owner, hostile, act):
    comment = prepared(act)
    watched = [db.session.get_one(Story, comment.story_id), *db.session.scalars(select(Comment))]
    watched += db.session.scalars(select(CommentRevision))
    was = [state(row) for row in watched]
    decision = actions.decide(make.actor(hostile), comment, ruling(act, comment))
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        done = reversed_by(owner, hostile)
    assert [one.undoes_id for one in done.decisions] == [decision.id]
    assert [state(row) for row in watched] == was
    assert {report.state for report in db.session.scalars(select(Report))} <= {"open"}
    assert counters.faults() == []


def test_accounts_and_discussions_are_given_back_as_well(owner, hostile):
    person, paused, story, by = make.person(), make.person(), make.story(), make.actor(hostile)
    was = [state(person), state(paused), state(story)]
    given = {"rule": 2, "reason": "So.", "until": clock.now() + timedelta(days=9)}
    for action in ("hold-all", "warn", "suspend"):
        actions.decide_account(by, person, Ruling(action=action, **given))
    other = actions.propose(make.actor(make.moderator()), paused, 8, "A second account.")
    actions.settle(by, other, confirmed=True)
    for action in ("slow", "lock"):
        actions.decide_story(by, story, Ruling(action=action, reason="So.", seconds=60))
    done = reversed_by(owner, hostile)
    assert (len(done.decisions), done.left) == (6, [])
    assert [state(person), state(paused), state(story)] == was


def test_it_is_one_batch_with_the_reason_and_both_stay_in_the_record_once(owner, hostile):
    removed = [make.comment() for _ in range(3)]
    picks = [(one.id, one.version) for one in removed]
    actions.decide_many(make.actor(hostile), picks, Ruling(action="remove", rule=5, reason="Away with it."))
    done = reversed_by(owner, hostile)
    assert len({one.batch for one in done.decisions}) == 1
    assert {one.batch for one in done.decisions} != {""}
    assert {(one.reason, one.actor_id, one.to_status) for one in done.decisions} == {(WHY, owner.id, "published")}
    assert {fresh(one).status for one in removed} == {"published"}
    with pytest.raises(Conflict, match="nothing to reverse"):
        reversed_by(owner, hostile)
    assert len(db.session.scalars(select(Decision).where(Decision.action == "remove")).all()) == 3


def test_several_acts_on_one_comment_are_reversed_from_the_last_to_the_first(owner, hostile):
    comment, by = make.comment(), make.actor(hostile)
    for action in ("pin", "hold", "remove", "restore", "remove"):
        given = Ruling(action=action, rule=2, reason="So.", version=fresh(comment).version)
        actions.decide(by, fresh(comment), given)
    done = reversed_by(owner, hostile)
    assert (len(done.decisions), done.left) == (5, [])
    assert fresh(comment).status == "published"
    assert db.session.get_one(Story, comment.story_id).pinned_id is None
    assert counters.faults() == []


def test_what_others_did_since_stays_and_is_named(owner, hostile):
    looked_at, withdrawn, plain = make.comment(), make.comment(), make.comment()
    author = make.actor(db.session.get_one(Person, withdrawn.author_id))
    by = make.actor(hostile)
    decision = actions.decide(by, looked_at, Ruling(action="remove", rule=2, reason="x", version=looked_at.version))
    restore = Ruling(action="restore", reason="No.", version=fresh(looked_at).version)
    actions.decide(make.actor(make.moderator(name="Vera Second")), fresh(looked_at), restore)
    kept = actions.decide(by, withdrawn, Ruling(action="keep", version=withdrawn.version))
    comments.withdraw(author, fresh(withdrawn))
    actions.decide(by, plain, Ruling(action="remove", rule=2, reason="x", version=plain.version))
    done = reversed_by(owner, hostile)
    assert [one.comment_id for one in done.decisions] == [plain.id]
    said = dict(done.left)
    assert said.keys() == {decision.id, kept.id}
    assert "Vera Second" in said[decision.id]
    assert "author has changed" in said[kept.id]


def test_another_wording_of_the_author_is_not_overwritten(owner, hostile):
    comment = prepared("accept-edit")
    actions.decide(make.actor(hostile), comment, ruling("accept-edit", comment))
    author = make.actor(db.session.get_one(Person, comment.author_id))
    comments.edit(author, fresh(comment), "A third wording.", make.SETTINGS)
    with pytest.raises(Conflict, match="author has changed"):
        reversed_by(owner, hostile)


def test_only_that_person_and_that_time_and_nothing_about_the_owner(owner, hostile):
    by = make.actor(hostile)
    early, inside, owners = make.comment(), make.comment(), make.comment(by=owner)
    with time_machine.travel(clock.now() - 3 * HOUR):
        actions.decide(by, early, Ruling(action="remove", rule=2, reason="x", version=early.version))
    for comment in (inside, owners):
        actions.decide(by, comment, Ruling(action="remove", rule=2, reason="x", version=comment.version))
    other = make.comment()
    actions.decide(
        make.actor(make.moderator()), other, Ruling(action="remove", rule=2, reason="x", version=other.version)
    )
    done = reversed_by(owner, hostile)
    assert [one.comment_id for one in done.decisions] == [inside.id]
    assert ["about you" in said for _, said in done.left] == [True]
    assert [fresh(one).status for one in (early, owners, other)] == ["removed"] * 3


@pytest.mark.database("sqlite")
def test_it_takes_an_owner_a_span_and_a_reason(owner, hostile):
    now = clock.now()
    for who in (hostile, make.moderator(), make.person(role="editor"), make.person()):
        with pytest.raises(NotPermitted):
            actions.reverse_window(make.actor(who), hostile, now - HOUR, now, WHY)
    for since, until, why in ((None, now, WHY), (now, None, WHY), (now, now - HOUR, WHY), (now - HOUR, now, " ")):
        with pytest.raises(Invalid):
            actions.reverse_window(make.actor(owner), hostile, since, until, why)


@pytest.mark.database("sqlite")
def test_whoever_has_a_second_factor_shows_it_first(owner, hostile):
    away = replace(make.actor(owner), factor_given=True)
    now = clock.now()
    with pytest.raises(ProofRequired):
        actions.reverse_window(away, hostile, now - HOUR, now, WHY)
    with pytest.raises(Conflict, match="nothing to reverse"):
        actions.reverse_window(replace(away, proved=True), hostile, now - HOUR, now, WHY)


def removed_after_a_report(hostile):
    """A comment that was reported and removed, and whose author and reporter have been told."""
    comment, reporter = make.comment(), make.person()
    actions.report(make.actor(reporter), comment, actions.Complaint(category="attack"))
    given = Ruling(action="remove", rule=2, reason="Away with it.", version=fresh(comment).version)
    decision = actions.decide(make.actor(hostile), fresh(comment), given)
    return fresh(comment), reporter, decision


def test_whoever_was_told_is_told_and_the_report_waits_for_somebody_else(owner, hostile, run_jobs, mailbox):
    comment, reporter, decision = removed_after_a_report(hostile)
    author = db.session.get_one(Person, comment.author_id)
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        run_jobs()
        reversed_by(owner, hostile)
    with time_machine.travel(clock.now() + timedelta(minutes=10)):
        while run_jobs():
            pass
    first, second = mailbox.all(author.email)
    assert first["Subject"] == "Your comment was removed"
    assert second["Subject"] == "A decision about you is reversed"
    assert WHY in text_of(second)
    assert f"decision {decision.id}" in text_of(second)
    assert "Olga" not in text_of(second)
    assert "Hanna" not in text_of(second)
    answers = [text_of(mail) for mail in mailbox.all(reporter.email)]
    assert len(answers) == 2
    assert "We removed the comment" in answers[0]
    assert "is reversed. Another moderator looks at your report again." in answers[1]
    assert db.session.scalars(select(Report.state)).all() == ["open"]


@pytest.mark.database("sqlite")
def test_nobody_is_told_of_what_was_reversed_before_it_was_known(owner, hostile, run_jobs, mailbox):
    comment, reporter, _ = removed_after_a_report(hostile)
    reversed_by(owner, hostile)
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        while run_jobs():
            pass
    assert mailbox.all(reporter.email) == []
    assert mailbox.all(db.session.get_one(Person, comment.author_id).email) == []


@pytest.mark.database("sqlite")
def test_nobody_is_told_of_a_reversal_of_what_nobody_was_told(owner, hostile, run_jobs, mailbox):
    comment = make.comment()
    actions.decide(make.actor(hostile), comment, Ruling(action="pin", reason="x", version=comment.version))
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        reversed_by(owner, hostile)
    with time_machine.travel(clock.now() + timedelta(minutes=10)):
        while run_jobs():
            pass
    assert mailbox.all(db.session.get_one(Person, comment.author_id).email) == []


def test_the_log_shows_both_and_links_them_and_the_page_says_so(owner, hostile, visitor):
    comment, _, decision = removed_after_a_report(hostile)
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        (reversal,) = reversed_by(owner, hostile).decisions
    with time_machine.travel(clock.now() + timedelta(minutes=10)):
        log = visitor().get("/moderation-log").text
        entry = visitor().get(f"/moderation-log/{decision.id}").text
        other = visitor().get(f"/moderation-log/{reversal.id}").text
        own = visitor(db.session.get_one(Person, comment.author_id)).get(f"/decisions/{reversal.id}").text
    assert "Comment removed" in log
    assert "Decision reversed by the owner" in log
    assert f'href="/moderation-log/{reversal.id}"' in entry
    assert f'href="/moderation-log/{decision.id}"' in other
    assert WHY in own
    assert WHY not in log + entry + other


def test_the_owner_does_it_from_a_page(owner, hostile, visitor):
    crowd = [make.comment() for _ in range(3)]
    picks = [(one.id, one.version) for one in crowd]
    actions.decide_many(make.actor(hostile), picks, Ruling(action="remove", rule=5, reason="Away with it."))
    desk, page = visitor(owner), f"/moderation/people/{hostile.handle}/acts"
    assert page in desk.get(f"/moderation/people/{hostile.handle}").text
    shown = desk.get(page).text
    assert "3 decisions that stand" in shown
    assert "Away with it." in shown
    since, until = (f"{clock.now() + change:%Y-%m-%dT%H:%M}" for change in (-HOUR, timedelta(minutes=1)))
    form = {"since": since, "until": until, "reason": ""}
    refused = desk.post(page, form)
    assert refused.status_code == 422
    assert since in refused.text
    answer = desk.post(page, form | {"reason": WHY})
    assert answer.status_code == 303
    followed = desk.get(answer.location).text
    assert "3 decisions reversed." in followed
    assert "Nothing in that time that stands." in followed
    assert {fresh(one).status for one in crowd} == {"published"}
    other = visitor(make.moderator())
    assert other.get(page).status_code == 403
    assert page not in other.get(f"/moderation/people/{hostile.handle}").text


@pytest.mark.database("sqlite")
def test_a_reversed_decision_is_neither_undone_nor_appealed_against(owner, hostile):
    comment, _, decision = removed_after_a_report(hostile)
    reversed_by(owner, hostile)
    with pytest.raises(Conflict):
        actions.undo(make.actor(hostile), decision)
    with pytest.raises(Conflict):
        actions.appeal(make.actor(db.session.get_one(Person, comment.author_id)), decision, "But why?")
