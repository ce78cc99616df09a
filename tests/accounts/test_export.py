"""What people take home: each field is named here, so that none comes or goes unnoticed."""

from datetime import timedelta

import pytest

from discuss import clock
from discuss.accounts import actions as accounts
from discuss.comments import actions as comments
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.moderation import actions as moderation
from discuss.moderation.models import Notice
from discuss.moderation.rulings import Ruling
from discuss.stories.models import Story
from discuss.subscriptions.actions import grant
from tests import factories as make
from tests.accounts.steps import NEW_PASSWORD, person_with, sign_up
from tests.services.visitor import PASSWORD

FIELDS = {
    "account": {
        *("email", "email_confirmed_at", "name", "handle", "about", "reading", "role", "plan", "plan_ends_at"),
        *("created_at", "agreed_at", "suspended_until", "banned_at", "second_factor_at", "passkeys"),
    },
    "passkeys": {"name", "added_at", "used_at"},
    "sessions": {"browser", "network", "created_at", "seen_at", "expires_at"},
    "muted": {"handle", "muted_at"},
    "comments": {
        *("id", "story", "parent", "body", "status", "side", "about", "posted_at", "edited_at", "other_wordings"),
    },
    "other_wordings": {"body", "state", "made_at"},
    "drafts": {"story", "body", "saved_at"},
    "plans": {"plan", "source", "granted_at", "ends_at"},
    "decisions": {
        *("id", "action", "comment", "rule", "law", "reason", "words", "source", "scope", "facts", "automatic"),
        *("until", "decided_at"),
    },
    "reports": {"comment", "category", "explanation", "reported_at", "outcome"},
    "notices": {
        *("reference", "address", "category", "law", "explanation", "name", "email", "filed_at", "outcome"),
        "statement",
    },
    "appeals": {"id", "decision", "words", "state", "filed_at", "answered_at"},
    "case_files": {"made_at", "comment"},
}


def taken_home(somebody, password=PASSWORD):
    answer = somebody.post("/account/data", {"password": password}, page="/account/data")
    assert answer.status_code == 200, answer.text
    return answer.json


def with_one_of_everything():
    """Somebody about whom the site keeps something of each kind."""
    person, owner = make.person(), make.actor(make.person(role="owner", plan=""))
    somebody = make.actor(person)
    comment = make.comment(by=person, body="Words that were mine.")
    comments.edit(somebody, comment, "Words that are mine.", make.SETTINGS)
    story = db.session.get_one(Story, comment.story_id)
    comments.keep_draft(somebody, story, comments.NewComment(body="Unfinished."), None)
    grant(owner, person, "paid", clock.now().date() + timedelta(days=30))
    other = make.comment()
    accounts.mute(somebody, make.person(), muted=True)
    moderation.report(somebody, other, moderation.Complaint(category="attack"))
    made = make.notice(other)
    with transaction() as session:
        session.get_one(Notice, made.id).filer_id = person.id
    make.second_factor(person)
    make.passkey(person)
    moderation.make_case_file(owner, db.session.get_one(Comment, comment.id), "The police ask, 17.")
    moderation.clear_case_files(owner, db.session.get_one(Comment, comment.id))
    comment = db.session.get_one(Comment, comment.id, populate_existing=True)
    ruling = Ruling(action="remove", rule=2, reason="It attacks.", version=comment.version)
    decision = moderation.decide(make.actor(make.moderator()), comment, ruling)
    moderation.appeal(somebody, decision, "It does not.")
    return person


def fields_of(part):
    """Return the fields of a part, or of the first thing in it."""
    return set(part if isinstance(part, dict) else part[0])


@pytest.mark.database("sqlite")
def test_the_export_has_these_fields_and_no_others(app_context, visitor):
    found = taken_home(visitor(with_one_of_everything()))
    assert found.keys() == FIELDS.keys() - {"passkeys", "other_wordings"} | {"exported_at"}
    inner = {"passkeys": found["account"]["passkeys"], "other_wordings": found["comments"][0]["other_wordings"]}
    del found["exported_at"]
    assert {name: fields_of(part) for name, part in (found | inner).items()} == FIELDS


@pytest.mark.database("sqlite")
def test_the_export_says_when_one_agreed_to_terms_and_age_and_when_the_account_was_closed_for_writing(
    app_context, visitor
):
    sign_up(visitor())
    person = person_with("ada@example.org")
    by_hand = make.person(banned_at=clock.now())  # whoever runs the site made it: nobody agreed to anything
    account = taken_home(visitor().sign_in(person, NEW_PASSWORD), NEW_PASSWORD)["account"]
    assert account["agreed_at"] == account["created_at"] is not None
    assert account["banned_at"] is None
    account = taken_home(visitor(by_hand))["account"]
    assert account["agreed_at"] is None
    assert account["banned_at"].startswith(f"{by_hand.banned_at:%Y-%m-%d}")
