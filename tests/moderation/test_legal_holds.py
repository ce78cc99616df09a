"""What endangers a child is kept for a year where few can read it, whatever happens to comment and account."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from discuss import clock
from discuss.accounts import actions as accounts
from discuss.accounts.models import Person
from discuss.comments import actions as comments
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.errors import Invalid, NotPermitted
from discuss.events import EventRecord
from discuss.jobs.schedule import SCHEDULE
from discuss.moderation import actions
from discuss.moderation.models import LegalHold, Report
from discuss.moderation.rulings import Ruling
from discuss.policy import VISITOR
from discuss.stories.models import Story
from tests import factories as make
from tests.moderation.steps import COPIED, fields_in

pytestmark = pytest.mark.usefixtures("app_context")

FIRST, LAST = "Meet me, wqzx, behind the school.", "Meet me, qzwx, at the playground."
URGENT = actions.Complaint(category="child-safety", explanation="It asks children to come, xqzw.")


def reported(category=URGENT, by=VISITOR):
    """A comment with an earlier wording that somebody has reported."""
    author = make.person()
    comment = make.comment(by=author, body=FIRST)
    comments.edit(make.actor(author), comment, LAST, make.SETTINGS)
    comment = db.session.get_one(Comment, comment.id)
    actions.report(by, comment, category)
    return db.session.get_one(Comment, comment.id)


def decided(comment, action="remove", by=None):
    comment = db.session.get_one(Comment, comment.id)
    given = Ruling(action=action, rule=4, reason="It endangers a child.", version=comment.version)
    return actions.decide(make.actor(by or make.moderator(handles_urgent=True)), comment, given)


def owner():
    return make.person(role="owner", plan="")


def holds():
    db.session.rollback()
    return list(db.session.scalars(select(LegalHold).order_by(LegalHold.id)))


def recorded(what):
    db.session.rollback()
    found = db.session.scalars(
        select(EventRecord).where(EventRecord.kind == "legal-hold.used").order_by(EventRecord.id)
    )
    return [(record.actor_id, record.payload["why"]) for record in found if record.payload["what"] == what]


def author_of(comment):
    return db.session.get_one(Person, comment.author_id)


@pytest.mark.parametrize("by", ["with the right", "without"])
def test_a_removal_after_a_child_safety_report_keeps_words_wordings_account_and_networks(visitor, by):
    comment = reported()
    visitor(author_of(comment))  # a session with a network
    decided(comment, by=None if by == "with the right" else make.moderator())
    (hold,) = holds()
    assert fields_in(hold.content) == COPIED
    assert hold.content["comment"]["words"] == LAST
    assert [wording["words"] for wording in hold.content["wordings"]] == [FIRST]
    assert hold.content["account"]["email"] == author_of(comment).email
    assert hold.content["sessions"][0]["network"].startswith("127.0.0")
    assert hold.content["explanations"][0]["said"] == URGENT.explanation
    assert hold.content["comment"]["posted_at"].endswith("+00:00")
    assert timedelta(days=365) <= hold.until - hold.held_at <= timedelta(days=367)


def test_other_removals_and_reports_found_wrong_keep_nothing():
    decided(reported(actions.Complaint(category="attack")))
    unfounded = reported(by=make.actor(make.person()))
    decided(unfounded, "reports-wrong")
    decided(unfounded)
    assert holds() == []


@pytest.mark.parametrize("earlier", ["keep", "reports-wrong"])
def test_what_came_of_an_earlier_report_by_the_same_person_does_not_speak_for_the_new_one(earlier):
    reporter = make.actor(make.person())
    comment = reported(actions.Complaint(category="attack"), by=reporter)
    decided(comment, earlier)
    actions.report(reporter, db.session.get_one(Comment, comment.id), URGENT)
    assert db.session.scalars(select(Report.outcome)).one() == ""
    decided(comment)
    assert len(holds()) == 1


def test_a_notice_about_child_safety_counts_like_a_report():
    comment = make.comment()
    make.notice(comment, category="child-safety")
    decided(comment)
    assert len(holds()) == 1


def test_what_a_moderator_finds_alone_is_kept_where_the_removal_says_so(visitor):
    finder = make.moderator(handles_urgent=True)
    held, plain = make.comment(body=LAST, status="held"), make.comment()
    page = f"/moderation/comments/{held.id}/decision?action=remove"
    assert "keep a copy for the law" in visitor(finder).get(page).text
    form = {"action": "remove", "rule": "7", "reason": "Unlawful.", "version": held.version, "endangers_child": "1"}
    assert visitor(finder).post(page.partition("?")[0], form, page=page).status_code == 303
    decided(plain, by=finder)
    (hold,) = holds()
    assert hold.content["comment"]["words"] == LAST
    assert recorded("placed") == [(finder.id, "removed")]


def test_the_tick_is_for_those_who_open_urgent_matters_for_removals_and_for_one_comment(visitor):
    comment, plain, finder = make.comment(), make.moderator(), make.moderator(handles_urgent=True)
    page = f"/moderation/comments/{comment.id}/decision?action=remove"
    assert "keep a copy" not in visitor(plain).get(page).text
    assert "keep a copy" not in visitor(finder).get(page + "&scope=branch").text
    ruling = Ruling(action="remove", rule=7, reason="Unlawful.", version=comment.version, endangers_child=True)
    with pytest.raises(NotPermitted):
        actions.decide(make.actor(plain), comment, ruling)
    for refused in (
        lambda: actions.decide(make.actor(finder), comment, replace(ruling, action="keep")),
        lambda: actions.decide_branch(make.actor(finder), comment, ruling),
        lambda: actions.decide_many(make.actor(finder), [(comment.id, comment.version)], ruling),
    ):
        with pytest.raises(Invalid) as fault:
            refused()
        assert "endangers_child" in fault.value.fields
    assert db.session.get_one(Comment, comment.id).status == "published"
    assert holds() == []


def test_a_notice_that_comes_after_the_removal_has_it_copied_at_once():
    comment = make.comment(body=LAST)
    decided(comment)
    make.notice(comment, category="fraud")
    assert holds() == []
    make.notice(comment, category="child-safety", explanation="It asks children, xqzw.")
    (hold,) = holds()
    assert hold.content["comment"]["words"] == LAST
    assert hold.content["explanations"][0]["said"] == "It asks children, xqzw."
    assert recorded("placed") == [(None, "noticed")]


def test_erasing_the_account_reaches_everything_but_the_hold():
    before = reported()
    author = author_of(before)
    email = author.email
    decided(before)
    after = make.comment(db.session.get_one(Story, before.story_id), author, body="Again, zwqx.")
    actions.report(VISITOR, after, URGENT)  # nobody has decided about this one
    with transaction() as session:
        person = session.get_one(Person, author.id)
        person.closing_at, person.keep_words = clock.now() - timedelta(minutes=1), False
    accounts.erase_due()
    first, second = holds()
    assert (first.content["comment"]["words"], second.content["comment"]["words"]) == (LAST, "Again, zwqx.")
    assert second.content["account"]["email"] == email
    assert {comment.body for comment in db.session.scalars(select(Comment))} == {""}
    assert [why for _, why in recorded("placed")] == ["removed", "erased"]


def test_a_purge_reaches_everything_but_the_hold_and_the_list_says_so(visitor):
    comment = reported()
    decided(comment)
    comment = db.session.get_one(Comment, comment.id)
    proposal = actions.propose(make.actor(make.moderator()), comment, 4, "It names a child.")
    actions.settle(make.actor(make.moderator()), proposal, confirmed=True)
    (hold,) = holds()
    assert hold.content["comment"]["words"] == LAST
    assert db.session.get_one(Comment, comment.id).body == ""
    assert "its words are erased everywhere else" in visitor(owner()).get("/moderation/legal-holds").text
    for table in db.metadata.sorted_tables:
        if table.name not in {"legal_holds", "mails"}:
            assert "qzwx" not in str(db.session.execute(table.select()).all()), table.name


def test_every_job_leaves_it_for_a_year_and_then_it_goes(run_jobs):
    decided(reported())
    for days in (1, 30, 364):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            run_jobs()
            for job in SCHEDULE:
                job.run()
        assert len(holds()) == 1
    with time_machine.travel(clock.now() + timedelta(days=367)):
        assert actions.end_holds() == 1
        assert actions.end_holds() == 0
    assert holds() == []
    assert recorded("ended") == [(None, "")]


def test_what_is_back_on_the_page_is_kept_no_longer():
    comment = reported()
    judge = make.moderator(handles_urgent=True)
    actions.undo(make.actor(judge), decided(comment, by=judge))
    assert actions.end_holds() == 1
    decided(comment)
    assert len(holds()) == 1


def test_it_is_read_with_a_reason_and_each_reading_is_on_record(visitor):
    decided(reported())
    (hold,) = holds()
    reader = owner()
    somebody, page = visitor(reader), f"/moderation/legal-holds/{hold.id}"
    assert "Kept for the law" in somebody.get("/moderation/notices").text
    for path in ("/moderation/legal-holds", page):
        shown = somebody.get(path).text
        assert "qzwx" not in shown
        assert hold.content["account"]["email"] not in shown
    refused = somebody.post(page, {"why": " "}, page=page)
    assert refused.status_code == 422
    assert "qzwx" not in refused.text
    assert recorded("read") == []
    assert "qzwx" in somebody.post(page, {"why": "The police ask, 17."}, page=page).text
    file = somebody.post(page, {"why": "For the police, 18.", "as": "file"}, page=page)
    assert file.headers["Content-Disposition"] == f'attachment; filename="legal-hold-{hold.id}.json"'
    assert file.headers["Cache-Control"] == "private, no-store"
    assert json.loads(file.text) == hold.content
    assert recorded("read") == [(reader.id, "The police ask, 17."), (reader.id, "For the police, 18.")]


def test_nobody_else_reads_it_and_the_author_is_told_nothing_of_it(visitor, run_jobs, mailbox):
    comment = reported()
    author = author_of(comment)
    decision = decided(comment)
    (hold,) = holds()
    for person in (make.moderator(), author, make.person(role="editor")):
        for path in ("/moderation/legal-holds", f"/moderation/legal-holds/{hold.id}"):
            assert visitor(person).get(path).status_code == 403
        assert visitor(person).post(f"/moderation/legal-holds/{hold.id}", {"why": "Curious."}).status_code == 403
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        while run_jobs():
            pass
    told = visitor(author).post("/account/data", {"password": make.PASSWORD}).text
    told += visitor(author).get(f"/decisions/{decision.id}").text
    told += "".join(mail.as_string() for mail in mailbox.all(author.email))
    assert "kept for the law" not in told.lower()
    assert "legal" not in told.replace("illegal", "").lower().replace("legal reasons", "")
    assert URGENT.explanation not in told
