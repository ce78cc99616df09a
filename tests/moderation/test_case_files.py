"""A case file for the police: in one press, by few, on record, and its author is told nothing."""

import json
import re
from datetime import datetime, timedelta
from html import unescape

import pytest
import time_machine
from sqlalchemy import select

from discuss import clock
from discuss.accounts.models import Person
from discuss.comments import actions as comments
from discuss.comments.models import Comment
from discuss.db import db
from discuss.events import EventRecord
from discuss.moderation import actions
from discuss.policy import VISITOR
from discuss.stories.models import Story
from tests import factories as make
from tests.moderation.steps import COPIED, decide, fields_in
from tests.services.visitor import PASSWORD

pytestmark = pytest.mark.usefixtures("app_context")

FIRST, LAST = "I know where he lives, wqzx.", "I know where he lives, and tonight I go, qzwx."
THREAT = actions.Complaint(category="attack", explanation="He means the mayor, xqzw.")


@pytest.fixture
def threat():
    """A threat with an earlier wording, that a reader has reported."""
    author = make.person()
    comment = make.comment(by=author, body=FIRST)
    comments.edit(make.actor(author), comment, LAST, make.SETTINGS)
    comment = db.session.get_one(Comment, comment.id)
    actions.report(VISITOR, comment, THREAT)
    return db.session.get_one(Comment, comment.id)


def owner():
    return make.person(role="owner", plan="", name="Olga Owner")


def recorded():
    db.session.rollback()
    found = db.session.scalars(select(EventRecord).where(EventRecord.kind == "case-file.made").order_by(EventRecord.id))
    return [(record.actor_id, record.payload["comment_id"], record.payload["why"]) for record in found]


def pressed(somebody, comment):
    """Press the button on the comment's card, as it stands there."""
    card = f"/moderation/comments/{comment.id}/decision"
    (form,) = re.findall(r'<form action="([^"]*/case-file)" method="post">.*?name="why" value="([^"]+)"',
                         somebody.get(card).text)  # fmt: skip
    return somebody.post(form[0], {"why": unescape(form[1])}, page=card)


@pytest.mark.parametrize("status", ["published", "removed"])
def test_one_press_on_the_card_hands_out_what_is_known(threat, visitor, status):
    author, reader = db.session.get_one(Person, threat.author_id), owner()
    visitor(author)  # a session with a network
    if status == "removed":
        decide("remove", threat)
    answer = pressed(visitor(reader), threat)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="case-file-{threat.id}.json"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    file = json.loads(answer.text)
    assert file.pop("status") == "The author has not been told."
    assert fields_in(file) == COPIED | {"made": {"at", "by", "why"}}
    assert file["comment"]["words"] == LAST
    assert [wording["words"] for wording in file["wordings"]] == [FIRST]
    assert file["account"]["email"] == author.email
    assert file["sessions"][0]["network"].startswith("127.0.0")
    assert [(told["category"], told["said"]) for told in file["explanations"]] == [("attack", THREAT.explanation)]
    for moment in (file["comment"]["posted_at"], file["account"]["created_at"], file["made"]["at"]):
        assert datetime.fromisoformat(moment).utcoffset() == timedelta()
    assert recorded() == [(reader.id, threat.id, "It threatens life or safety.")]
    listed = visitor(reader).get("/moderation/legal-holds").text
    assert "Olga Owner" in listed
    assert "It threatens life or safety." in listed
    assert "qzwx" not in listed


def test_once_it_is_cleared_its_author_finds_it_in_their_own_data(threat, visitor):
    author, reader = db.session.get_one(Person, threat.author_id), visitor(owner())

    def of_cases():
        return visitor(author).post("/account/data", {"password": PASSWORD}, page="/account/data").json["case_files"]

    cleared = f"/moderation/comments/{threat.id}/case-file/cleared"
    assert reader.post(cleared).status_code == 409  # there is none
    pressed(reader, threat)
    assert of_cases() == []
    page = reader.get("/moderation/legal-holds").text
    assert f'action="{cleared}"' in page
    assert reader.post(cleared).status_code == 303
    (known,) = of_cases()
    assert known.keys() == {"made_at", "comment"}
    assert known["comment"] == threat.id
    page = reader.get("/moderation/legal-holds").text
    assert "Its author may know." in page
    assert cleared not in page
    pressed(reader, threat)  # the next one is kept quiet again
    assert len(of_cases()) == 1
    assert cleared in reader.get("/moderation/legal-holds").text


@pytest.mark.database("sqlite")
def test_without_a_reason_nothing_is_handed_out(threat, visitor):
    page = f"/moderation/comments/{threat.id}/case-file"
    somebody = visitor(owner())
    refused = somebody.post(page, {"why": "  "}, page=page)
    assert refused.status_code == 422
    assert "qzwx" not in refused.text
    assert recorded() == []
    assert somebody.post(page, {"why": "The police ask, 17."}, page=page).status_code == 200
    assert [why for _, _, why in recorded()] == ["The police ask, 17."]


@pytest.mark.database("sqlite")
def test_only_those_who_open_urgent_matters_make_one_and_not_about_themselves(threat, visitor):
    author = db.session.get_one(Person, threat.author_id)
    page, card = (f"/moderation/comments/{threat.id}/{last}" for last in ("case-file", "decision"))
    for person in (author, make.person(), make.moderator(), make.person(role="editor")):
        assert visitor(person).get(page).status_code == 403
        assert visitor(person).post(page, {"why": "Curious."}).status_code == 403
    assert "/case-file" not in visitor(make.moderator()).get(card).text
    mine = make.comment(by=make.moderator(handles_urgent=True))
    own = visitor(db.session.get_one(Person, mine.author_id))
    assert own.post(f"/moderation/comments/{mine.id}/case-file", {"why": "Curious."}).status_code == 403
    assert recorded() == []


def test_nobody_is_told_of_it_and_no_page_of_its_author_is_another_one(threat, visitor, run_jobs, mailbox):
    author = db.session.get_one(Person, threat.author_id)
    slug = db.session.get_one(Story, threat.story_id).slug
    somebody = visitor(author)
    paths = (f"/stories/{slug}/comments/{threat.id}", f"/people/{author.handle}", "/account/decisions",
             "/notifications", "/moderation-log", f"/stories/{slug}/changes?since=0")  # fmt: skip

    def seen():
        pages = [somebody.get(path).text for path in paths]
        pages.append(somebody.post("/account/data", {"password": PASSWORD}, page="/account/data").text)
        return [re.sub(r'value="[\w.-]{20,}"|"(exported_at|expires_at)": "[^"]*"', "", page) for page in pages]

    with time_machine.travel(clock.now(), tick=False):
        before = seen()
        assert pressed(visitor(owner()), threat).status_code == 200
        assert seen() == before
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        while run_jobs():
            pass
    assert mailbox.all(author.email) == []
