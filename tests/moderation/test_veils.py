"""Severe words stand behind a veil wherever the desk shows them; their author reads their own as they are."""

import html5lib
import pytest

from discuss.comments.models import Screening
from discuss.db import db, transaction
from discuss.moderation import actions
from discuss.moderation.models import Report
from discuss.moderation.rulings import Ruling
from tests import factories as make

WORDS = "Words nobody should have to read."
HTML = "{http://www.w3.org/1999/xhtml}"


def places(text):
    """Say of each place where the words stand whether it is behind a veil."""
    found = []

    def walk(element, veiled):
        veiled = veiled or (
            element.tag == f"{HTML}details" and element.get("class") == "veil" and "open" not in element.attrib
        )
        said = [element.text, *(child.tail for child in element), *element.attrib.values()]
        found.extend(veiled for part in said if part and WORDS in part)
        for child in element:
            walk(child, veiled)

    walk(html5lib.parse(text), False)
    return found


def reported(comment):
    actions.report(make.actor(make.person()), comment, actions.Complaint(category="child-safety", explanation="See."))


def found_by_a_check(comment):
    finding = {
        "check": "words",
        "version": 1,
        "reason": "Severe words.",
        "outcome": "hold",
        "severe": True,
        "spans": [],
    }
    with transaction() as session:
        session.add(Screening(comment_id=comment.id, comment_version=1, outcome="hold", findings=[finding]))


@pytest.mark.parametrize("severe", [reported, found_by_a_check])
def test_on_every_page_of_the_desk(app_context, visitor, severe):
    story, author, judge = make.story(), make.person(), make.moderator(handles_urgent=True)
    comment = make.comment(on=story, by=author, body=WORDS)
    reply, sibling = make.comment(on=story, reply_to=comment), make.comment(on=story)
    for one in (reply, sibling):
        actions.report(make.actor(make.person()), one, actions.Complaint(category="other"))
    severe(comment)
    desk = visitor(make.moderator(handles_urgent=True))
    queue = "urgent" if severe is reported else "recent"
    open_pages = [f"/moderation/{queue}", "/moderation/reported", f"/moderation/comments/{reply.id}/decision"]
    everywhere = [f"/moderation/comments/{comment.id}/decision", f"/moderation/comments/{sibling.id}/decision",
                  f"/moderation/stories/{story.slug}", f"/moderation/people/{author.handle}"]  # fmt: skip
    for path in (*open_pages, *everywhere):
        seen = places(desk.get(path).text)
        assert seen, path
        assert all(seen), path
    removal = Ruling(action="remove", rule=4, reason="It endangers a child.", version=comment.version)
    decision = actions.decide(make.actor(judge), comment, removal)
    appeal = actions.appeal(make.actor(author), decision, "I meant it well.")
    afterwards = [everywhere[0], *everywhere[2:], f"/decisions/{decision.id}", f"/appeals/{appeal.id}"]
    for path in afterwards:
        seen = places(desk.get(path).text)
        assert seen, path
        assert all(seen), path
    assert places(visitor(author).get(f"/decisions/{decision.id}").text) == [False]


def test_a_report_that_was_wrong_takes_the_veil_away(app_context, visitor):
    comment = make.comment(body=WORDS)
    reported(comment)
    desk, address = visitor(make.moderator(handles_urgent=True)), f"/moderation/comments/{comment.id}/decision"
    assert all(places(desk.get(address).text))
    wrong = Ruling(action="reports-wrong", reason="A song for children.", version=comment.version)
    actions.decide(make.actor(make.moderator(handles_urgent=True)), comment, wrong)
    assert {report.outcome for report in db.session.query(Report)} == {"wrong"}
    assert not any(places(desk.get(address).text))
