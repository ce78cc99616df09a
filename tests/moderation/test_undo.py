"""Taking back: within thirty seconds as if it had not been, with both acts in the record; afterwards not at all."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from discuss import clock
from discuss.accounts.models import Person
from discuss.comments import actions as comments
from discuss.comments import counters
from discuss.comments.models import Comment, CommentRevision
from discuss.db import db, transaction
from discuss.decisions import Decision
from discuss.decisions.acts import ALONE, UNDO
from discuss.errors import Conflict, NotPermitted
from discuss.moderation import actions
from discuss.moderation.models import Report
from discuss.moderation.rulings import Ruling
from discuss.stories.models import Story
from tests import factories as make
from tests.moderation.steps import warned_about_reports
from tests.services.mailbox import text_of

# What goes up with every change that readers could see, or says when something happened.
MOVES = {"version", "changed_version", "thread_version", "number"}
STATUS = {"approve": "held", "restore": "removed", "keep-removed": "removed"}  # others apply to published comments


def state(row):
    """Everything that a row says, but for what only ever goes up."""
    db.session.expire_all()
    fresh = db.session.get_one(type(row), row.id)
    return {c.name: getattr(fresh, c.name) for c in fresh.__table__.columns if c.name not in MOVES}


def prepared(act):
    """A comment that ``act`` applies to, with a report, a pending change and a reply."""
    comment = make.comment(status=STATUS.get(act, "published"))
    if comment.status == "published":
        make.comment(on=db.session.get_one(Story, comment.story_id), reply_to=comment)
        actions.report(make.actor(make.person()), comment, actions.Complaint(category="attack"))
    before = {"unmute": "mute", "unpin": "pin", "unfeature": "feature"}.get(act)
    if before:
        actions.decide(make.actor(make.moderator()), comment, ruling(before, comment))
    if act in {"accept-edit", "refuse-edit"}:
        with transaction() as session:
            session.execute(
                update(Comment).where(Comment.id == comment.id).values(posted_at=clock.now() - timedelta(hours=1))
            )
        author = make.actor(db.session.get_one(Person, comment.author_id))
        comments.edit(author, db.session.get_one(Comment, comment.id), "Other words, an hour later.", make.SETTINGS)
    db.session.expire_all()
    return db.session.get_one(Comment, comment.id)


def ruling(action, comment, **given):
    return Ruling(**({"action": action, "rule": 2, "reason": "It is so.", "version": comment.version} | given))


@pytest.mark.parametrize("act", sorted(ALONE["comment"]))
def test_every_act_on_a_comment_can_be_taken_back_without_a_trace(app_context, act, run_jobs, mailbox):
    comment, moderator = prepared(act), make.actor(make.moderator())
    story = db.session.get_one(Story, comment.story_id)
    reports = list(db.session.scalars(select(Report)))
    revisions = list(db.session.scalars(select(CommentRevision)))
    watched = [story, *db.session.scalars(select(Comment)), *reports, *revisions]
    was = [state(row) for row in watched]
    decision = actions.decide(moderator, comment, ruling(act, comment))
    (taken_back,) = actions.undo(moderator, decision).decisions
    assert [state(row) for row in watched] == was
    assert taken_back.undoes_id == decision.id
    assert db.session.get_one(Decision, decision.id).action == act
    assert counters.faults() == []
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        run_jobs()
    author = db.session.get_one(Person, comment.author_id)
    assert not [mail for mail in mailbox.all(author.email) if f"/decisions/{decision.id}" in text_of(mail)]


ACCOUNT = {"unsuspend": "suspend", "release": "hold-all", "resume-reports": "pause-reports"}


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("act", sorted(ALONE["account"].keys() - {"unban"}))
def test_every_act_on_an_account_can_be_taken_back(app_context, act):
    person, moderator = make.person(), make.actor(make.moderator())
    given = {"rule": 2, "reason": "It is so.", "until": clock.now() + timedelta(days=3)}
    if act.endswith("-reports"):
        warned_about_reports(person)
    if act in ACCOUNT:
        actions.decide_account(moderator, person, Ruling(action=ACCOUNT[act], **given))
    was = state(person)
    decision = actions.decide_account(moderator, person, Ruling(action=act, **given))
    assert (state(person) != was) == (act != "warn-reports")  # which is on record and takes nothing
    actions.undo(moderator, decision)
    assert state(person) == was


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("act", sorted(ALONE["story"]))
def test_every_act_on_a_discussion_can_be_taken_back(app_context, act):
    story, moderator = make.story(), make.actor(make.moderator())
    given = {"reason": "It is so.", "seconds": 60, "rule": 2}
    given |= {"mode": "older", "days": 7, "until": clock.now() + timedelta(hours=3)}
    before = {"unlock": "lock", "unslow": "slow", "calm": "raid"}.get(act)
    if before:
        actions.decide_story(moderator, story, Ruling(action=before, **given))
    was = state(story)
    decision = actions.decide_story(moderator, story, Ruling(action=act, **given))
    assert state(story) != was
    actions.undo(moderator, decision)
    assert state(story) == was


def test_many_at_once_are_taken_back_together(app_context):
    story, moderator = make.story(), make.actor(make.moderator())
    held = [make.comment(story, status="held") for _ in range(4)]
    picks = [(one.id, one.version) for one in held]
    done = actions.decide_many(moderator, picks, Ruling(action="approve"))
    assert len({one.batch for one in done.decisions}) == 1
    assert len(actions.undo(moderator, done.decisions[2]).decisions) == 4
    db.session.expire_all()
    assert {db.session.get_one(Comment, one.id).status for one in held} == {"held"}
    assert counters.faults() == []


def test_after_thirty_seconds_it_is_too_late_and_people_are_told(app_context, run_jobs, mailbox):
    comment, moderator = make.comment(), make.actor(make.moderator())
    decision = actions.decide(moderator, comment, ruling("remove", comment))
    with time_machine.travel(clock.now() + UNDO + timedelta(seconds=1)):
        with pytest.raises(Conflict, match="thirty seconds"):
            actions.undo(moderator, decision)
        run_jobs()
    author = db.session.get_one(Person, comment.author_id)
    assert mailbox.all(author.email) == []  # not yet: an undoing that began in time may still be on its way
    with time_machine.travel(clock.now() + timedelta(seconds=45)):
        run_jobs()
    assert len(mailbox.all(author.email)) == 1


@pytest.mark.database("sqlite")
def test_only_whoever_decided_takes_back_once_and_nothing_that_has_changed_since(app_context):
    comment, moderator = make.comment(), make.actor(make.moderator())
    decision = actions.decide(moderator, comment, ruling("keep", comment))
    with pytest.raises(NotPermitted):
        actions.undo(make.actor(make.moderator()), decision)
    actions.undo(moderator, decision)
    with pytest.raises(Conflict):
        actions.undo(moderator, decision)
    comment = db.session.get_one(Comment, comment.id)
    decision = actions.decide(moderator, comment, ruling("keep", comment))
    author = make.actor(db.session.get_one(Person, comment.author_id))
    comments.edit(author, db.session.get_one(Comment, comment.id), "Quite other words.", make.SETTINGS)
    with pytest.raises(Conflict, match="since"):
        actions.undo(moderator, decision)


@pytest.mark.database("sqlite")
def test_nothing_of_it_stands_on_a_public_page(app_context, visitor):
    comment = make.comment(body="Words that come and go.")
    seen = comment.version
    story = db.session.get_one(Story, comment.story_id)
    desk, reader = visitor(make.moderator()), visitor()
    addresses = [f"/stories/{story.slug}", f"/stories/{story.slug}/feed.atom", "/moderation-log"]
    before = [reader.get(address).text.replace(f'data-version="{story.thread_version}"', "") for address in addresses]
    form = {"action": "remove", "rule": "2", "reason": "An attack.", "version": str(seen)}
    answer = desk.post(
        f"/moderation/comments/{comment.id}/decision", form, headers={"Accept": "application/json"}
    ).get_json()
    assert "Words that come and go." not in reader.get(addresses[0]).text
    undone = desk.post(f"/decisions/{answer['decision']}/undo", headers={"Accept": "application/json"}).get_json()
    assert undone["items"] == [[comment.id, seen + 2]]
    db.session.expire_all()
    version = db.session.get_one(Story, story.id).thread_version
    assert [reader.get(a).text.replace(f'data-version="{version}"', "") for a in addresses] == before
