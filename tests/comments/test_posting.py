"""Posting: stored whole or refused with its reason, and in every case the text is kept or given back."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select, update

from discuss import clock
from discuss.accounts.models import Person
from discuss.comments import counters
from discuss.comments.models import Comment, Draft, Screening
from discuss.db import db, transaction
from discuss.events.log import EventRecord
from discuss.stories.models import Story
from tests import factories as make

TEXT = "The bridge was closed for repairs in the spring, and nobody wrote about it."


def post(visitor, story, body=TEXT, **form):
    return visitor.post(f"/stories/{story.slug}/comments", {"body": body} | form)


def stored(table=Comment):
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(table).order_by(table.id)))


def settled(author):
    """Somebody who is no newcomer any more."""
    for _ in range(2):
        make.comment(by=author)
    with transaction() as session:
        session.execute(update(Comment).where(Comment.author_id == author.id).values(status="published"))
    return author


def test_a_comment_is_stored_with_its_counters_version_screening_and_event(app_context, visitor):
    author, story = make.person(role="moderator"), make.story()
    before = story.thread_version
    answer = post(visitor(author), story, side="critics", about="p1")
    (comment,) = stored()
    assert (answer.status_code, answer.location) == (303, f"/stories/{story.slug}/comments/{comment.id}")
    assert (comment.status, comment.body, comment.side, comment.about) == ("published", TEXT, "critics", "p1")
    story = db.session.get_one(Story, story.id)
    assert (story.comment_count, story.thread_version) == (1, before + 1)
    assert [event.kind for event in stored(EventRecord)][-1] == "comment.posted"
    assert counters.faults() == []
    assert TEXT in visitor().get(answer.location).text


def test_the_first_two_comments_of_a_newcomer_are_held_and_the_third_is_not(app_context, visitor):
    author, story = make.person(), make.story()
    somebody = visitor(author)
    told_before = somebody.get(f"/stories/{story.slug}").text
    assert "moderator" in told_before.split('id="new"')[1]
    for number in range(2):
        answer = post(somebody, story, f"{TEXT} Part {number}.")
        assert answer.status_code == 303
        assert somebody.get(answer.location).status_code == 200
        assert visitor().get(answer.location).status_code == 404
    assert [c.status for c in stored()] == ["held", "held"]
    assert {finding["check"] for s in stored(Screening) for finding in s.findings} == {"newcomer"}
    with transaction() as session:
        session.execute(update(Comment).values(status="published"))
    post(somebody, story, f"{TEXT} Part 3.")
    assert stored()[-1].status == "published"


def test_a_reply_stands_under_its_parent_at_any_depth(app_context, visitor):
    story = make.story()
    author = visitor(settled(make.person()))
    parent = make.comment(on=story)
    for depth in range(1, 15):
        assert post(author, story, f"{TEXT} Level {depth}.", parent=str(parent.id)).status_code == 303
        reply = stored()[-1]
        assert (reply.parent_id, reply.depth) == (parent.id, depth)
        parent = reply
    assert counters.faults() == []


@pytest.mark.parametrize("status", ["held", "removed", "withdrawn"])
def test_a_parent_that_is_gone_is_a_conflict_with_the_text_given_back(app_context, visitor, status):
    story = make.story()
    parent = make.comment(on=story, status=status)
    answer = post(visitor(make.person()), story, parent=str(parent.id))
    assert answer.status_code == 409
    assert TEXT in answer.text
    assert len(stored()) == 1


@pytest.mark.database("sqlite")
def test_a_parent_under_another_story_is_no_parent(app_context, visitor):
    elsewhere, story = make.comment(), make.story()
    for parent in (str(elsewhere.id), "999999", "9" * 18):
        assert post(visitor(make.person()), story, parent=parent).status_code == 409
    assert post(visitor(make.person()), story, parent="x").status_code == 422


# ---- Who may not yet: each learns what is missing, and the text waits.

LACKING = {
    "unconfirmed": ({"email_confirmed_at": None, "plan": ""}, {}, "Confirm"),
    "none": ({"plan": ""}, {}, "Subscribe to comment."),
    "lapsed": ({"plan": "paid", "plan_ends_at": -30}, {}, "Renew"),
    "too low": ({}, {"access": "paid"}, "paid"),
}


@pytest.mark.parametrize("lacking", LACKING)
def test_whoever_may_write_after_a_step_is_told_which_and_finds_the_draft_where_it_was(app_context, visitor, lacking):
    person, story, words = LACKING[lacking]
    if "plan_ends_at" in person:
        person = person | {"plan_ends_at": clock.now() + timedelta(days=person["plan_ends_at"])}
    author, story = make.person(**person), make.story(**story)
    somebody = visitor(author)
    answer = post(somebody, story, side="critics", about="p2")
    assert answer.status_code == 402
    assert words in answer.text
    assert TEXT in answer.text
    (draft,) = stored(Draft)
    assert (draft.person_id, draft.body, draft.side, draft.about) == (author.id, TEXT, "critics", "p2")
    assert stored() == []
    with transaction() as session:
        session.execute(
            update(Person)
            .where(Person.id == author.id)
            .values(email_confirmed_at=clock.now(), plan="paid", plan_ends_at=None)
        )
    page = somebody.get(f"/stories/{story.slug}").text
    assert TEXT in page
    assert post(somebody, story).status_code == 303
    assert stored(Draft) == []
    assert TEXT not in somebody.get(f"/stories/{story.slug}/comments/new").text


def test_what_a_visitor_writes_waits_under_a_secret_and_belongs_to_whoever_comes_back_with_it(app_context, visitor):
    story, person = make.story(), make.person()
    stranger = visitor()
    answer = post(stranger, story)
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")
    (draft,) = stored(Draft)
    assert draft.person_id is None
    page = stranger.get(answer.location)
    target = page.text.split('name="next" value="')[1].split('"')[0].replace("&amp;", "&")
    back = stranger.post(
        "/sign-in", {"email": person.email, "password": make.PASSWORD, "next": target}, page=answer.location
    )
    assert back.status_code == 303
    assert TEXT in stranger.get(back.location).text
    (draft,) = stored(Draft)
    assert draft.person_id == person.id
    assert visitor(make.person()).get(back.location).text.count(TEXT) == 0


@pytest.mark.parametrize(
    ("person", "story", "words"),
    [
        ({"suspended_until": timedelta(days=1)}, {}, "paused"),
        ({"banned_at": timedelta()}, {}, "closed for writing"),
        ({}, {"closed_at": timedelta()}, "closed"),
        ({}, {"closes_at": timedelta(seconds=-1)}, "closed"),
        ({}, {"access": "off"}, "no discussion"),
    ],
    ids=["suspended", "banned", "closed", "past its day", "off"],
)
@pytest.mark.database("sqlite")
def test_whoever_may_not_gets_the_reason_and_the_text_back(app_context, visitor, person, story, words):
    def at(given):
        return {k: clock.now() + v if isinstance(v, timedelta) else v for k, v in given.items()}

    answer = post(visitor(make.person(**at(person))), make.story(**at(story)))
    assert answer.status_code == 403
    assert words in answer.text
    assert TEXT in answer.text
    assert stored() == []


# ---- Pace and forms.


@pytest.mark.settings(pace=True)
def test_too_fast_is_429_with_the_time_to_wait_and_the_text_kept(app_context, visitor):
    author, story = visitor(make.person()), make.story()
    answers = [post(author, story, f"{TEXT} Part {number}.") for number in range(4)]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
    wait = int(answers[-1].headers["Retry-After"])
    assert 0 < wait <= 600
    assert "Part 3." in answers[-1].text
    assert "You can post again at" in answers[-1].text
    with time_machine.travel(clock.now() + timedelta(seconds=wait + 1)):
        assert post(author, story, f"{TEXT} Part 3.").status_code == 303


@pytest.mark.database("sqlite")
@pytest.mark.settings(rate_limits=True)
def test_editing_too_often_is_429_with_the_time_to_wait_and_the_text_kept(app_context, visitor):
    person = make.person()
    comment, author = make.comment(by=person), visitor(person)
    path, token = f"/comments/{comment.id}/edit", TEXT + " Changed once more, number "
    answers = [author.post(path, {"body": f"{token}{number}."}) for number in range(31)]
    assert [answer.status_code for answer in answers] == [303] * 30 + [429]
    assert f"{token}30." in answers[-1].text
    assert "Try again in" in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) > 0


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"body": ""}, "alert"),
        ({"body": "  \n "}, "alert"),
        ({"body": "x " * 1001}, "2,000"),
        ({"side": "martians"}, "Choose one of the sides"),
        ({"about": "p99"}, "Choose one of the parts"),
        ({"side": "<b>"}, "Choose one of the sides"),
    ],
)
def test_a_rejected_form_comes_back_filled_in_with_its_reason(app_context, visitor, form, words):
    story = make.story()
    answer = post(visitor(make.person()), story, **({"about": "p1"} | form))
    assert answer.status_code == 422
    assert words in answer.text
    assert 'role="alert"' in answer.text
    assert form.get("body", TEXT).strip()[:500] in answer.text
    assert stored() == []


@pytest.mark.database("sqlite")
def test_a_form_that_was_open_for_too_long_gives_the_text_back(app_context, visitor):
    author, story = visitor(make.person()), make.story()
    answer = author.open("POST", f"/stories/{story.slug}/comments", data={"body": TEXT, "csrf_token": "stale"})
    assert answer.status_code == 400
    assert TEXT in answer.text
    assert "Your text is kept" in answer.text
    assert stored() == []


@pytest.mark.database("sqlite")
def test_programs_get_json_with_the_reason(app_context, visitor):
    story = make.story(access="paid")
    answer = visitor(make.person()).post(
        f"/stories/{story.slug}/comments", {"body": TEXT}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 402
    assert answer.json["missing"] == "plan-too-low"
    assert (
        visitor()
        .post(f"/stories/{story.slug}/comments", {"body": TEXT}, headers={"Accept": "application/json"})
        .status_code
        == 401
    )


@pytest.mark.database("sqlite")
def test_only_what_people_may_choose_is_taken_from_the_form(app_context, visitor):
    author, story = make.person(), make.story()
    other = make.person()
    extra = {
        "status": "published", "html": "<b>bold</b>", "author_id": str(other.id), "posted_at": "2001-01-01", "id": "77",
        "version": "9", "depth": "5", "story_id": "9", "removed_rule": "1", "shown": "1", "markup_version": "0",
    }  # fmt: skip
    assert post(visitor(author), story, **extra).status_code == 303
    (comment,) = stored()
    assert (comment.status, comment.author_id, comment.depth, comment.version) == ("held", author.id, 0, 1)
    assert comment.html == f"<p>{TEXT}</p>\n"
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 1
