"""What several tests of moderation do: take decisions, appeal, answer, and let the time of undoing pass."""

from datetime import timedelta

import time_machine

from discuss import clock
from discuss.accounts.models import Person
from discuss.db import db
from discuss.moderation import actions
from discuss.moderation.rulings import Ruling
from tests import factories as make

WHY = "It names the school."
SAID = "The school is named in the story itself."
ANSWER = "It is in the story."
PAST_UNDO = timedelta(seconds=41)
COPIED = {  # the fields of what a case file and a legal hold copy of a comment and its author
    "comment": {"id", "address", "answers", "words", "status", "posted_at", "published_at", "edited_at"},
    "wordings": {"words", "state", "made_at"},
    "account": {"id", "handle", "name", "email", "email_confirmed_at", "created_at"},
    "sessions": {"network", "browser", "created_at"},
    "explanations": {"category", "said", "at"},
}


def fresh(row):
    """Read a row anew."""
    db.session.rollback()
    return db.session.get_one(type(row), row.id, populate_existing=True)


def fields_in(copy):
    """Return the fields of each part of a copy, of a list those of the first thing in it."""
    return {name: set(part if isinstance(part, dict) else part[0]) for name, part in copy.items()}


def decide(action, comment, by=None, rule=4, reason=WHY, **more):
    """Decide about a comment as it is now."""
    comment = fresh(comment)
    ruling = Ruling(action=action, rule=rule, reason=reason, version=comment.version, **more)
    return actions.decide(make.actor(by or make.moderator()), comment, ruling)


def decide_account(action, person, by=None, **more):
    """Decide about an account."""
    ruling = Ruling(action=action, rule=2, reason=WHY, **more)
    return actions.decide_account(make.actor(by or make.moderator()), fresh(person), ruling)


def appealed(decision):
    """Have the person appeal whom the decision is about."""
    return actions.appeal(make.actor(db.session.get_one(Person, decision.person_id)), decision, SAID)


def answered(appeal, outcome="overturn", by=None):
    """Have somebody else answer an appeal."""
    return actions.answer(make.actor(by or make.moderator()), fresh(appeal), outcome, ANSWER)


def later(run_jobs, after=PAST_UNDO):
    """Let the job thread work when nothing can be taken back any more."""
    with time_machine.travel(clock.now() + after):
        while run_jobs():
            pass


def found_wrong(reporter, number=3):
    """Have somebody report as many comments, and a moderator find each of the reports wrong."""
    for _ in range(number):
        comment = make.comment()
        actions.report(make.actor(reporter), comment, actions.Complaint(category="attack"))
        decide("reports-wrong", comment, rule=None)


def warned_about_reports(reporter, number=3):
    """Have somebody's reports found wrong, and a warning about them that is known by now."""
    found_wrong(reporter, number)
    with time_machine.travel(clock.now() - timedelta(minutes=5)):
        return decide_account("warn-reports", reporter)
