"""Urgent matters: opened by few, known to wait by every moderator, and closed by nobody who has not seen them."""

from datetime import timedelta

import html5lib
import pytest
import time_machine
from sqlalchemy import select

from discuss import clock
from discuss.comments.actions import withdraw
from discuss.comments.models import Comment
from discuss.db import db
from discuss.decisions import Decision
from discuss.moderation import actions
from discuss.moderation.models import LegalHold, Report
from discuss.moderation.queries import Filters, queues
from discuss.moderation.rulings import Ruling
from discuss.policy import VISITOR
from discuss.stories.models import Story
from tests import factories as make
from tests.services.mailbox import text_of

WORDS = "There is a child in danger, wqzx."
WAITS = "Something urgent waits"


def reported(**given):
    comment = make.comment(body="Words about a child, qzwx.")
    actions.report(VISITOR, comment, actions.Complaint(category="child-safety", explanation=WORDS, **given))
    db.session.expire_all()
    return db.session.get_one(Comment, comment.id)


def decided(by, comment, action):
    comment = db.session.get_one(Comment, comment.id)
    given = Ruling(action=action, rule=2, reason="So.", version=comment.version)
    return actions.decide(make.actor(by), comment, given)


@pytest.fixture
def owner(app_context):
    return make.person(name="Olga Owner", role="owner", plan="")


def test_every_moderator_sees_that_something_waits_since_when_and_who_may_open_it(owner, visitor):
    make.moderator(name="Uri Urgent", handles_urgent=True)
    plain = visitor(make.moderator(name="Pia Plain"))
    assert WAITS not in plain.get("/moderation/held").text
    with time_machine.travel(clock.now() - timedelta(hours=3)):
        reported()
    make.notice(make.comment(), explanation="It threatens me.")
    for page in ("held", "reported", "recent", "appeals", "decided", "stories"):
        text = plain.get(f"/moderation/{page}").text
        assert WAITS in text, page
        assert "2 matters, the oldest 3 h old, longer than it should" in " ".join(text.split()), page
        assert "<bdi>Olga Owner</bdi> or <bdi>Uri Urgent</bdi>" in text, page
        assert "Pia" not in text.split("Make sure that")[1].split("</p>")[0], page
        assert "wqzx" not in text
        assert "threatens me" not in text
    assert plain.get("/moderation/held/changes", headers={"Accept": "application/json"}).get_json()["elsewhere"] == 2


def test_those_who_may_open_it_see_the_queue_instead(owner, visitor):
    reported()
    page = visitor(owner).get("/moderation/held").text
    assert WAITS not in page
    assert 'href="/moderation/urgent"' in page
    assert "wqzx" in visitor(owner).get("/moderation/urgent").text


def test_where_only_a_notice_waits_the_queue_says_where_it_stands(owner, visitor):
    make.notice(make.comment())
    page = visitor(owner).get("/moderation/urgent").text
    assert "No comment is waiting." in page
    assert 'they stand on <a href="/moderation/notices">' in page


def test_the_words_of_such_a_report_stand_on_no_card_of_a_moderator_without_the_right(owner, visitor):
    comment = reported()
    story, plain = db.session.get_one(Story, comment.story_id), visitor(make.moderator())
    author = db.session.get_one(type(owner), comment.author_id)
    pages = (
        "/moderation/recent",
        "/moderation/recent?category=child-safety",
        f"/moderation/comments/{comment.id}/decision",
        f"/moderation/people/{author.handle}",
        f"/moderation/stories/{story.slug}",
    )
    for page in pages:
        text = plain.get(page).text
        assert "wqzx" not in text, page
        assert "badge--danger" not in text, page
        assert "wqzx" in visitor(owner).get(page).text, page
    # What others reported it for is theirs to see, and the words of the comment stand behind a veil for everybody.
    actions.report(VISITOR, comment, actions.Complaint(category="attack", explanation="An attack, xwqz."))
    card = plain.get(pages[2]).text
    assert "xwqz" in card
    assert "veil" in card


def test_a_filter_does_not_find_which_comments_are_reported_so(owner, visitor):
    comment, other = reported(), make.comment()
    page = visitor(make.moderator()).get("/moderation/recent?category=child-safety")
    assert page.status_code == 400  # as for a category that there is not
    assert f'id="c{comment.id}"' not in page.text
    page = visitor(owner).get("/moderation/recent?category=child-safety").text
    assert f'id="c{other.id}"' not in page


@pytest.mark.parametrize("action", ["keep", "reports-wrong"])
def test_whoever_has_not_seen_it_does_not_close_it(owner, action):
    comment = reported()
    actions.report(VISITOR, comment, actions.Complaint(category="attack"))
    decided(make.moderator(), comment, action)
    states = {report.category: report.state for report in db.session.scalars(select(Report))}
    assert states == {"child-safety": "open", "attack": "handled"}
    decided(owner, comment, action)
    assert set(db.session.scalars(select(Report.state))) == {"handled"}


def of_reports():
    db.session.expire_all()
    return {report.category: (report.state, report.outcome) for report in db.session.scalars(select(Report))}


def test_a_removal_by_somebody_without_the_right_leaves_it_open_for_those_who_have_it(owner, visitor):
    comment = reported()
    actions.report(VISITOR, comment, actions.Complaint(category="attack"))
    plain = make.moderator()
    decided(plain, comment, "remove")
    assert of_reports() == {"child-safety": ("open", ""), "attack": ("handled", "upheld")}
    queue = visitor(owner).get("/moderation/urgent").text
    assert "wqzx" in queue
    assert "Leave it off the page" in queue
    decided(plain, comment, "keep-removed")
    assert of_reports()["child-safety"] == ("open", "")
    version = db.session.get_one(Comment, comment.id).version
    form = {"action": "keep-removed", "version": version}
    answer = visitor(owner).post(f"/moderation/comments/{comment.id}/decision", form, page="/moderation/urgent")
    assert answer.status_code == 303
    assert of_reports()["child-safety"] == ("handled", "upheld")


def test_a_removal_by_somebody_with_the_right_closes_it(owner):
    comment = reported()
    decided(owner, comment, "remove")
    assert of_reports() == {"child-safety": ("handled", "upheld")}


def test_what_its_author_has_deleted_meanwhile_can_be_closed_too(owner):
    comment = reported()
    withdraw(make.actor(db.session.get_one(type(owner), comment.author_id)), comment)
    decided(owner, comment, "keep-removed")
    assert of_reports() == {"child-safety": ("handled", "upheld")}


def test_a_flood_of_reports_hides_nothing_urgent(owner, visitor, monkeypatch):
    flooded = make.comment()
    for _ in range(4):
        actions.report(VISITOR, flooded, actions.Complaint(category="other"))
    monkeypatch.setattr(queues, "MOST_REPORTS", 3)
    actions.report(VISITOR, flooded, actions.Complaint(category="other"))
    late = reported()
    for _ in range(3):
        actions.report(VISITOR, late, actions.Complaint(category="other"))
    actor = make.actor(owner)
    page = queues.queue_page(actor, "urgent", Filters(), None)
    assert [card.comment.id for card in page.cards] == [late.id]
    assert page.priorities[late.id].parts[0] == "category child-safety: 100"
    standing = queues.standing(actor)
    assert (standing["urgent"].count, standing["reported"].count) == (1, 1)


def test_the_urgent_report_counts_though_it_came_last_to_a_flooded_comment(owner, monkeypatch):
    comment = make.comment()
    for _ in range(4):
        actions.report(VISITOR, comment, actions.Complaint(category="other"))
    actions.report(VISITOR, comment, actions.Complaint(category="child-safety"))
    monkeypatch.setattr(queues, "MOST_REPORTS", 3)
    page = queues.queue_page(make.actor(owner), "urgent", Filters(), None)
    assert page.priorities[comment.id].parts[0] == "category child-safety: 100"
    assert queues.queue_page(make.actor(owner), "reported", Filters(), None).cards == []


# ---- Threats.


def test_a_threat_is_urgent_for_the_same_few_and_is_not_kept_for_the_law(owner, visitor, run_jobs, mailbox):
    comment, plain = make.comment(), make.moderator()
    actions.report(VISITOR, comment, actions.Complaint(category="threat", explanation=WORDS))
    while run_jobs():
        pass
    (mail,) = mailbox.all(owner.email)
    assert "because it threatens somebody's life or safety." in text_of(mail)
    assert "wqzx" in visitor(owner).get("/moderation/urgent").text
    for page in ("reported", "recent", f"comments/{comment.id}/decision"):
        assert "wqzx" not in visitor(plain).get(f"/moderation/{page}").text, page
    assert WAITS in visitor(plain).get("/moderation/held").text
    decided(plain, comment, "keep")
    assert of_reports()["threat"] == ("open", "")
    decided(owner, comment, "remove")
    assert of_reports()["threat"] == ("handled", "upheld")
    assert db.session.scalar(select(LegalHold.id)) is None


@pytest.mark.parametrize(("category", "words"), [("child-safety", "a child in danger"), ("threat", "life or safety")])
def test_what_is_urgent_is_removed_by_a_click_and_a_confirmation(owner, visitor, category, words):
    comment, other = make.comment(), make.comment()
    actions.report(VISITOR, comment, actions.Complaint(category=category))
    actions.report(VISITOR, other, actions.Complaint(category="attack"))
    desk = visitor(owner)
    (link,) = removing(desk.get("/moderation/urgent").text)
    given = html5lib.parse(desk.get(link).text, namespaceHTMLElements=False)
    form = next(found for found in given.iter("form") if found.find(".//textarea[@name='reason']") is not None)
    fields = {field.get("name"): field.get("value") for field in form.iter("input") if field.get("type") == "hidden"}
    fields["rule"] = next(field.get("value") for field in form.iter("input") if "checked" in field.attrib)
    fields["reason"] = form.find(".//textarea[@name='reason']").text
    assert fields["rule"] == "7"
    assert words in fields["reason"]
    assert desk.post(f"/moderation/comments/{comment.id}/decision", fields).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Comment, comment.id).status == "removed"
    assert all("rule=" not in link for link in removing(desk.get("/moderation/reported").text))


def removing(page):
    """The addresses that the buttons for removing lead to."""
    links = (link.get("href") for link in html5lib.parse(page, namespaceHTMLElements=False).iter("a"))
    return [link for link in links if link and "action=remove&" in link]


def form_that_hides(page):
    """Return where the form of "Hide at once" is sent, and its fields."""
    tree = html5lib.parse(page.text, namespaceHTMLElements=False)
    (form,) = [one for one in tree.iter("form") if one.get("data-act") == "hold"]
    (button,) = form.iter("button")
    fields = {one.get("name"): one.get("value") for one in [*form.iter("input"), button]}
    return form.get("action"), fields


@pytest.mark.parametrize("category", ["child-safety", "threat"])
@pytest.mark.parametrize("way", ["report", "notice"])
def test_one_click_takes_what_is_urgent_from_every_page(owner, visitor, category, way):
    comment = make.comment(body="Words of danger, qzwx.")
    path = "/moderation/urgent"
    if way == "report":
        actions.report(VISITOR, comment, actions.Complaint(category=category, explanation="Look."))
    else:
        path = f"/moderation/notices/{make.notice(comment, category=category).id}"
    story = db.session.get_one(Story, comment.story_id).slug
    pages = (f"/stories/{story}", f"/stories/{story}/comments/{comment.id}", f"/stories/{story}/feed.atom")
    assert all("qzwx" in visitor().get(page).text for page in pages)
    desk = visitor(owner)
    action, fields = form_that_hides(desk.get(path))
    assert desk.post(action, fields).status_code == 303
    assert not any("qzwx" in visitor().get(page).text for page in pages)
    assert list(db.session.scalars(select(Decision.action).where(Decision.actor_id == owner.id))) == ["hold"]


def test_what_is_not_urgent_is_not_hidden_by_one_click(owner, visitor):
    comment = make.comment()
    actions.report(VISITOR, comment, actions.Complaint(category="attack", explanation="Look."))
    assert 'data-act="hold"' not in visitor(owner).get("/moderation/reported").text
