"""Decisions about comments: each needs a reason, is kept for ever, is told to the author, and is taken once."""

import threading
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from discuss import clock
from discuss.comments import counters
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.decisions import Decision, DecisionQuote
from discuss.errors import Conflict, Invalid, NotPermitted
from discuss.moderation import actions
from discuss.moderation.rulings import Ruling
from discuss.stories.models import Story
from tests import factories as make
from tests.services.mailbox import text_of

WHY = "It names the school."


def ruling(action, comment, rule=None, reason=WHY):
    return Ruling(action=action, rule=rule, reason=reason, version=comment.version)


def decided(action, comment, rule=None, by=None):
    return actions.decide(make.actor(by or make.moderator()), comment, ruling(action, comment, rule))


def fresh(comment):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Comment, comment.id)


@pytest.mark.parametrize(
    ("status", "action", "rule", "after"),
    [
        ("held", "approve", None, "published"),
        ("held", "remove", 4, "removed"),
        ("published", "remove", 2, "removed"),
        ("published", "keep", None, "published"),
        ("removed", "restore", None, "published"),
    ],
)
def test_each_act_leads_to_its_status_and_is_recorded_whole(app_context, status, action, rule, after):
    story = make.story()
    comment, moderator = make.comment(on=story, status=status), make.moderator()
    seen, before = comment.version, db.session.get_one(Story, story.id).thread_version
    decision = decided(action, comment, rule, by=moderator)
    comment = fresh(comment)
    assert comment.status == after
    assert comment.version == seen + 1
    assert comment.removed_rule == (rule if after == "removed" else None)
    assert (decision.from_status, decision.to_status, decision.rule, decision.reason) == (status, after, rule, WHY)
    assert (decision.actor_id, decision.person_id, decision.comment_version) == (moderator.id, comment.author_id, seen)
    assert not decision.automatic
    quote = db.session.scalars(select(DecisionQuote).where(DecisionQuote.decision_id == decision.id)).one()
    assert quote.words == comment.body
    assert db.session.get_one(Story, story.id).thread_version > before
    assert counters.faults() == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "   \n"}, "reason"),
        ({"rule": None}, "rule"),
        ({"rule": 9}, "rule"),
        ({"rule": 0}, "rule"),
        ({"version": None}, "version"),
        ({"action": "purge"}, "action"),
        ({"action": ""}, "action"),
        ({"reason": "x" * 2001}, "reason"),
    ],
)
@pytest.mark.database("sqlite")
def test_a_removal_without_rule_reason_or_version_is_refused_and_changes_nothing(app_context, given, field):
    comment = make.comment()
    complete = {"action": "remove", "rule": 2, "reason": WHY, "version": comment.version}
    with pytest.raises(Invalid) as refusal:
        actions.decide(make.actor(make.moderator()), comment, Ruling(**complete | given))
    assert list(refusal.value.fields) == [field]
    assert fresh(comment).status == "published"
    assert db.session.scalars(select(Decision).where(Decision.actor_id.is_not(None))).all() == []


def test_a_decision_based_on_an_older_version_is_a_conflict_that_tells_what_happened_meanwhile(app_context):
    comment = make.comment()
    old = ruling("keep", comment)
    decided("remove", comment, 2)
    with pytest.raises(Conflict, match="Comment removed, rule 2"):
        actions.decide(make.actor(make.moderator()), comment, old)
    assert fresh(comment).status == "removed"


def test_an_act_that_does_not_fit_the_status_is_a_conflict(app_context):
    comment = make.comment()
    with pytest.raises(Conflict):
        decided("restore", comment)


def test_of_two_moderators_at_once_exactly_one_decides(app_context, app):
    comment = make.comment(status="held")
    moderators = [make.actor(make.moderator()) for _ in range(4)]
    given, comment_id = ruling("approve", comment), comment.id
    start, outcomes = threading.Barrier(4), []

    def try_it(actor):
        with app.app_context():
            mine = db.session.get_one(Comment, comment_id)
            start.wait()
            try:
                actions.decide(actor, mine, given)
                outcomes.append("done")
            except Conflict:
                outcomes.append("conflict")

    threads = [threading.Thread(target=try_it, args=(actor,)) for actor in moderators]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["conflict"] * 3 + ["done"]
    assert fresh(comment).status == "published"
    assert counters.faults() == []


def test_nobody_decides_about_their_own_comment(app_context):
    moderator = make.moderator()
    comment = make.comment(by=moderator, status="held")
    with pytest.raises(NotPermitted):
        decided("approve", comment, by=moderator)
    assert fresh(comment).status == "held"


@pytest.mark.parametrize("statement", [update(Decision).values(reason="Another."), delete(Decision)])
def test_the_database_itself_refuses_to_change_or_delete_a_decision(app_context, statement):
    decision = decided("remove", make.comment(), 2)
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction() as session:
        session.execute(statement)
    db.session.expire_all()
    assert db.session.get_one(Decision, decision.id).reason == WHY


def test_the_author_is_told_by_mail_after_half_a_minute_with_rule_and_reason_but_without_names(
    app_context, run_jobs, mailbox
):
    author, moderator = make.person(), make.moderator(name="Vera Hidden")
    comment = make.comment(by=author)
    decided("remove", comment, 4, by=moderator)
    run_jobs()
    assert mailbox.all(author.email) == []
    with time_machine.travel(clock.now() + timedelta(seconds=41)):
        run_jobs()
        run_jobs()
    (mail,) = mailbox.all(author.email)
    assert mail["Subject"] == "Your comment was removed"
    assert WHY in text_of(mail)
    assert "Rule 4" in text_of(mail)
    assert "Vera" not in text_of(mail)
    assert f"/decisions/{comment_decision(comment).id}" in text_of(mail)


def comment_decision(comment):
    wanted = select(Decision).where(Decision.comment_id == comment.id).order_by(Decision.id.desc()).limit(1)
    return db.session.scalars(wanted).one()


@pytest.mark.parametrize(
    ("action", "shown"),
    [("refuse-edit", "The first wording stands."), ("accept-edit", "The second wording is better.")],
)
def test_a_refused_change_leaves_the_old_text_and_an_accepted_one_replaces_it(app_context, visitor, action, shown):
    author = make.person()
    comment = make.comment(by=author, body="The first wording stands.", posted_at=clock.now() - timedelta(hours=1))
    visitor(author).post(f"/comments/{comment.id}/edit", {"body": "The second wording is better."})
    comment = fresh(comment)
    assert comment.body == "The first wording stands."
    decided(action, comment, 2)
    comment = fresh(comment)
    assert comment.body == shown
    assert shown in comment.html
    with pytest.raises(Conflict):
        decided(action, comment, 2)


# ---- The pages.


def test_the_form_comes_back_filled_in_when_something_is_missing(app_context, visitor):
    comment = make.comment(status="held")
    desk = visitor(make.moderator())
    answer = desk.post(
        f"/moderation/comments/{comment.id}/decision",
        {"action": "remove", "rule": "", "reason": "My carefully worded reason.", "version": str(comment.version)},
    )
    assert answer.status_code == 422
    assert "My carefully worded reason." in answer.text
    assert "Choose the rule that was broken." in answer.text
    assert 'role="alert"' in answer.text


def test_a_decision_by_form_leads_back_to_the_desk_and_only_there(app_context, visitor):
    for target, place in (
        ("/moderation/reported", "/moderation/reported"),
        ("https://elsewhere.example/", "/moderation"),
    ):
        comment = make.comment(status="held")
        form = {"action": "approve", "version": str(comment.version), "next": target}
        answer = visitor(make.moderator()).post(f"/moderation/comments/{comment.id}/decision", form)
        assert (answer.status_code, answer.location) == (303, place)
        assert fresh(comment).status == "published"


def test_a_second_moderator_gets_a_conflict_page_with_what_was_decided(app_context, visitor):
    comment = make.comment(status="held")
    form = {"action": "remove", "rule": "2", "reason": WHY, "version": str(comment.version)}
    assert visitor(make.moderator()).post(f"/moderation/comments/{comment.id}/decision", form).status_code == 303
    answer = visitor(make.moderator()).post(f"/moderation/comments/{comment.id}/decision", form | {"reason": "Other."})
    assert answer.status_code == 409
    assert WHY in answer.text


def test_the_author_reads_rule_and_reason_and_strangers_find_nothing(app_context, visitor):
    author = make.person()
    decision = decided("remove", make.comment(by=author), 3)
    page = visitor(author).get(f"/decisions/{decision.id}")
    assert page.status_code == 200
    assert WHY in page.text
    assert "No contempt for groups" in page.text
    assert WHY in visitor(author).get("/account/decisions").text
    assert visitor(make.person()).get(f"/decisions/{decision.id}").status_code == 404
    assert visitor().get(f"/decisions/{decision.id}").status_code == 404


def test_the_public_log_has_rule_and_act_but_neither_words_nor_names(app_context, visitor):
    author, moderator = make.person(name="Hidden Author"), make.moderator(name="Hidden Moderator")
    comment = make.comment(by=author, body="The very words that were removed.")
    decided("remove", comment, 3, by=moderator)
    with time_machine.travel(clock.now() + timedelta(seconds=31)):
        page = visitor().get("/moderation-log").text
    assert "No contempt for groups" in page
    assert "very words" not in page
    assert "Hidden" not in page
