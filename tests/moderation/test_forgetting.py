"""Whoever takes the own words along leaves none in the records of moderation, and notifiers are forgotten in a year."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select, update

from discuss import clock
from discuss.accounts import actions as accounts
from discuss.accounts.models import Person
from discuss.db import db, transaction
from discuss.jobs.schedule import SCHEDULE
from discuss.moderation import actions
from discuss.moderation.letters import NoticeLetters
from discuss.moderation.models import Notice
from discuss.policy import SYSTEM, VISITOR
from tests import factories as make
from tests.moderation.steps import decide, fresh
from tests.sweeps.dump import dump

pytestmark = pytest.mark.usefixtures("app_context")

WORDS = "Wqzx is what the mayor was called."


def leave(person, *, keep_words=False):
    with transaction():
        due = {"closing_at": clock.now(), "keep_words": keep_words}
        db.session.execute(update(Person).where(Person.id == person.id).values(due))
    accounts.erase(SYSTEM, person.id)


def stored():
    db.session.rollback()
    return {name for name, rows in dump(whole=True).items() if "wqzx" in str(list(rows)).casefold()}


def moderated(person):
    """A removed comment of ``person``, quoted, screened, reported and noted on; return the decision."""
    comment = make.comment(by=person, body=f"{WORDS} {WORDS.upper()} HTTPS://WQZX.EXAMPLE/")
    complaint = actions.Complaint(category="private-details", explanation=f"It says: {WORDS}")
    actions.report(make.actor(make.person()), comment, complaint)
    actions.note(make.actor(make.moderator()), person, f"Says it often: {WORDS}")
    actions.report(make.actor(person), make.comment(), complaint)
    return decide("remove", comment)


def test_of_somebody_who_takes_the_words_along_no_table_holds_a_word():
    person = make.person()
    moderated(person)
    assert stored() >= {"comments", "decision_quotes", "reports", "moderator_notes"}
    leave(person)
    assert stored() == set()


def test_an_open_appeal_keeps_what_it_is_about_until_it_is_answered(visitor):
    person = make.person()
    contested = moderated(person)
    appeal = actions.appeal(make.actor(fresh(person)), contested, f"I may say this: {WORDS}")
    leave(person)
    assert stored() == {"decision_quotes", "appeals"}
    assert actions.forget_words() == 0
    actions.answer(make.actor(make.moderator()), fresh(appeal), "uphold", "It is a private name.")
    assert actions.forget_words() == 2
    assert stored() == set()
    assert actions.forget_words() == 0
    moderator = visitor(make.moderator())
    assert "They were erased, and are no longer kept." in moderator.get(f"/decisions/{contested.id}").text
    assert moderator.get(f"/appeals/{appeal.id}").status_code == 200
    assert visitor().get("/moderation-log").status_code == 200


def test_whoever_leaves_the_words_here_leaves_no_notes_about_the_person():
    person = make.person()
    moderated(person)
    leave(person, keep_words=True)
    assert stored() == {"comments", "decision_quotes", "reports"}


SITE = "http://127.0.0.1:8000"


def addresses():
    return list(db.session.scalars(select(Notice.address).order_by(Notice.id)))


def test_a_notice_about_somebodys_page_does_not_keep_the_handle_however_it_was_typed():
    person = make.person(handle="wqzx-goes")
    others = [make.person(handle=handle) for handle in ("a-wqzx-goes", "wqzx-goes-2", "wqzx_goes")]
    about = {"category": "defamation", "explanation": "It is untrue.", "name": "Nora", "email": "nora@example.org"}
    forms = [f"/people/wqzx-goes{more}" for more in ("", "/", "?after=1", "#x", "/?after=1#x")]
    for address in (*forms, *(f"/people/{other.handle}" for other in others)):
        given = actions.NewNotice(address=address, good_faith=True, **about)
        actions.file_notice(VISITOR, given, NoticeLetters(SITE, "Discuss"))
    theirs = [f"{SITE}/people/{other.handle}" for other in others]
    assert addresses() == [f"{SITE}/people/wqzx-goes"] * len(forms) + theirs
    with transaction() as session:  # as they were stored before addresses had one form
        for number, address in enumerate(forms, session.scalars(select(func.min(Notice.id))).one()):
            session.get_one(Notice, number).address = address
    leave(person, keep_words=True)
    assert addresses() == ["The page of an account that was deleted"] * len(forms) + theirs


def test_the_words_of_others_stay():
    leaving = make.person()
    moderated(make.person())
    before = stored()
    leave(leaving)
    assert stored() == before


def test_a_year_after_its_decision_a_notice_no_longer_says_who_filed_it_and_its_page_stays(visitor):
    secret = visitor().post("/notices", NOTICE | {"address": f"/stories/{make.story().slug}"}).location
    other = make.notice(make.comment())
    (filed, _) = db.session.scalars(select(Notice).order_by(Notice.id))
    actions.decide_notice(make.actor(make.moderator(handles_urgent=True)), filed, "refused", "It is an opinion.")
    for days, gone in ((365, 0), (367, 1)):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            assert actions.forget_notifiers() == gone
    assert (fresh(filed).name, fresh(filed).email) == ("", "")
    assert fresh(other).name == "Nora Notifier"
    assert "It is an opinion." in visitor().get(secret).text


NOTICE = {
    "category": "defamation",
    "explanation": "It is untrue.",
    "name": "Nora Notifier",
    "email": "nora@example.org",
    "good_faith": "1",
}


def test_both_are_done_by_the_job_thread():
    due = {job.run for job in SCHEDULE}
    assert {actions.forget_words, actions.forget_notifiers} <= due
