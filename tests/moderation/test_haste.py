"""One moderator who takes many comments from pages within minutes: owners are called, and it goes slower."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from discuss import clock, events
from discuss.comments.models import Comment
from discuss.db import db
from discuss.errors import TooFast
from discuss.events.types import MassRemoval
from discuss.moderation import actions, haste
from discuss.moderation.rulings import Ruling
from tests import factories as make
from tests.services.mailbox import text_of

WHY = "It is advertising."


@pytest.fixture
def small(monkeypatch):
    """Lower lines, so that a test need not write hundreds of comments."""
    monkeypatch.setattr(haste, "MANY", 6)
    monkeypatch.setattr(haste, "PACE", 3)


@pytest.fixture
def story(app_context, small):
    return make.story()


def remove(by, story, action="remove"):
    comment = make.comment(story)
    return actions.decide(by, comment, Ruling(action=action, rule=5, reason=WHY, version=comment.version))


def called(mailbox, owner):
    return [mail for mail in mailbox.all(owner.email) if mail["Subject"] == "Many comments removed at once"]


def test_the_lines_are_those_of_the_security_brief():
    assert (50, timedelta(minutes=10)) == (haste.MANY, haste.WINDOW)
    assert haste.PACE < haste.MANY  # the pace is one that stops who was faster until then


def test_over_the_line_every_owner_is_called_once_and_told_where_to_look(story, run_jobs, mailbox):
    owners = [make.person(role="owner"), make.person(role="owner")]
    vera = make.moderator(name="Vera Hasty")
    for action in ("remove", "hold", "request-edit", "remove", "remove"):
        remove(make.actor(vera), story, action)
    run_jobs()
    assert [called(mailbox, owner) for owner in owners] == [[], []]
    remove(make.actor(vera), story)
    with pytest.raises(TooFast):
        remove(make.actor(vera), story)
    while run_jobs():
        pass
    for owner in owners:
        (mail,) = called(mailbox, owner)
        assert "Vera Hasty has hidden or removed 6 comments" in text_of(mail)
        assert f"/moderation/people/{vera.handle}/acts" in text_of(mail)


def test_beyond_the_line_it_goes_at_the_pace_of_somebody_who_reads(story):
    by, start = make.actor(make.moderator()), clock.now()

    def removed(most):
        for _ in range(most):
            remove(by, story)
        with pytest.raises(TooFast) as refusal:
            remove(by, story)
        return (refusal.value.retry_at - start).total_seconds()

    def at(seconds):
        return time_machine.travel(start + timedelta(seconds=seconds), tick=False)

    with at(0):
        assert removed(6) == pytest.approx(60, abs=1)  # rounded up, as it is told
        comment = make.comment(story)
        actions.decide(by, comment, Ruling(action="keep", version=comment.version))  # nothing is taken away by that
        remove(make.actor(make.moderator()), story)
    for seconds, most, go_on in ((59, 0, 60), (60, 3, 120), (61, 0, 120), (120, 3, 180), (180 + 600, 6, 180 + 660)):
        with at(seconds):
            assert removed(most) == pytest.approx(go_on, abs=1)


def test_who_falls_below_the_line_sooner_is_told_that_moment(story):
    by, start = make.actor(make.moderator()), clock.now()
    for seconds, number in ((0, 4), (590, 2)):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            for _ in range(number):
                remove(by, story)
    with time_machine.travel(start + timedelta(seconds=595), tick=False):
        remove(by, story)  # with one of the first minute's pace free
        with pytest.raises(TooFast) as refusal:
            remove(by, story)
    assert refusal.value.retry_at - start == pytest.approx(timedelta(seconds=600), abs=timedelta(seconds=1))
    with time_machine.travel(refusal.value.retry_at, tick=False):
        remove(by, story)


def test_who_goes_on_for_hours_is_told_of_each_hour(story, run_jobs, mailbox):
    owner, by = make.person(role="owner"), make.actor(make.moderator())
    with time_machine.travel(clock.now(), tick=False) as journey:
        for number in range(65):
            for _ in range(6 if number == 0 else 3):
                if number < 4 or number > 57:
                    remove(by, story)
            journey.shift(timedelta(minutes=1))
            if number in {0, 3, 59}:
                while run_jobs():
                    pass
                assert len(called(mailbox, owner)) == 1
        while run_jobs():
            pass
    assert len(called(mailbox, owner)) == 2


def test_two_batches_at_once_in_two_discussions_are_counted_together(app_context, small, app):
    by = make.actor(make.moderator())
    crowds = [[make.comment(story) for _ in range(5)] for story in (make.story(), make.story())]
    picks = [[(one.id, one.version) for one in crowd] for crowd in crowds]
    db.session.rollback()

    def batch(mine):
        with app.app_context():
            try:
                ruling = Ruling(action="remove", rule=5, reason=WHY)
                return len(actions.decide_many(by, mine, ruling).decisions)
            except TooFast:
                return 0

    with ThreadPoolExecutor(2) as together:
        assert sum(together.map(batch, picks)) == 6
    db.session.rollback()
    assert events.happened(MassRemoval, by.id, clock.now() - timedelta(hours=1))


def test_what_was_put_back_in_time_does_not_count(story):
    by = make.actor(make.moderator())
    for _ in range(5):
        actions.undo(by, remove(by, story))
    for _ in range(6):
        remove(by, story)


def test_many_at_once_stop_at_the_line_and_name_the_rest(story):
    by = make.actor(make.moderator())
    crowd = [make.comment(story) for _ in range(8)]
    picks = [(one.id, one.version) for one in crowd]
    done = actions.decide_many(by, picks, Ruling(action="remove", rule=5, reason=WHY))
    assert (len(done.decisions), [number for number, _ in done.left]) == (6, [one.id for one in crowd[6:]])
    assert done.why_left.count("the owners were told") == 1
    with pytest.raises(TooFast):
        actions.decide_many(by, picks[6:], Ruling(action="remove", rule=5, reason=WHY))
    db.session.expire_all()
    assert [db.session.get_one(Comment, one.id).status for one in crowd] == ["removed"] * 6 + ["published"] * 2


@pytest.mark.database("sqlite")
def test_whoever_removes_all_of_a_person_hears_what_was_left(story, visitor):
    author, desk = make.person(), visitor(make.moderator())
    for _ in range(8):
        make.comment(story, by=author)
    form = {"rule": "5", "reason": WHY}
    page = desk.post(f"/moderation/people/{author.handle}/removal", form, follow_redirects=True)
    assert "6 comments removed. 2 left alone. You have hidden or removed 6 comments" in page.text


@pytest.mark.database("sqlite")
def test_no_door_of_the_desk_goes_round_it_and_what_was_typed_is_given_back(story, visitor):
    moderator, author = make.moderator(), make.person()
    for _ in range(6):
        remove(make.actor(moderator), story)
    comment, desk = make.comment(story, by=author), visitor(moderator)
    form = {"action": "remove", "rule": "5", "reason": "Typed with care.", "version": str(comment.version)}
    for path, more in (
        (f"/moderation/comments/{comment.id}/decision", {}),
        (f"/moderation/comments/{comment.id}/decision", {"scope": "branch"}),
        ("/moderation/decisions", {"pick": f"{comment.id}:{comment.version}"}),
        (f"/moderation/people/{author.handle}/removal", {}),
    ):
        answer = desk.post(path, form | more)
        assert answer.status_code == 429, path
        assert 1 <= int(answer.headers["Retry-After"]) <= 600
        assert "Typed with care." in answer.text
        assert desk.post(path, form | more, headers={"Accept": "application/json"}).status_code == 429
    db.session.expire_all()
    assert db.session.get_one(Comment, comment.id).status == "published"


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("many", [False, True])
def test_whoever_chooses_more_than_go_at_once_is_told_beforehand(story, visitor, monkeypatch, many):
    monkeypatch.setattr(haste, "MANY", 2 if many else 50)
    picks = [f"{one.id}:{one.version}" for one in (make.comment(story) for _ in range(3))]
    page = visitor(make.moderator()).post("/moderation/decisions", {"action": "remove", "pick": picks})
    assert page.status_code == 422
    assert "Remove: 3 comments" in page.text
    assert ("At most 2 are taken away in 10 minutes" in page.text) is many
    page = visitor(make.moderator()).post("/moderation/decisions", {"action": "refuse-edit", "pick": picks})
    assert "At most 2 are" not in page.text
