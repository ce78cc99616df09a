"""Reports: open to everybody, one a person and comment, and silent about who reported."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from discuss.comments.models import Comment
from discuss.db import db
from discuss.moderation import actions
from discuss.moderation.actions import Complaint
from discuss.moderation.models import Report
from discuss.moderation.queries.cards import accuracy
from discuss.moderation.rulings import Ruling
from tests import factories as make
from tests.moderation.steps import decide


def reports():
    db.session.rollback()
    return list(db.session.scalars(select(Report).order_by(Report.id)))


def send(visitor, comment, **form):
    return visitor.post(f"/comments/{comment.id}/reports", {"category": "attack"} | form)


def test_a_visitor_may_report_and_learns_what_happens_next(app_context, visitor):
    comment = make.comment()
    answer = send(visitor(), comment, explanation="It names my neighbour.")
    assert answer.status_code == 303
    (report,) = reports()
    assert (report.reporter_id, report.category, report.explanation, report.comment_version, report.state) == (
        None, "attack", "It names my neighbour.", comment.version, "open",
    )  # fmt: skip


def test_one_person_has_one_report_a_comment_and_the_latest_words_count(app_context, visitor):
    comment, reporter = make.comment(), make.person()
    send(visitor(reporter), comment, explanation="First thought.")
    send(visitor(reporter), comment, category="contempt", explanation="Second thought.")
    (report,) = reports()
    assert (report.category, report.explanation) == ("contempt", "Second thought.")


def test_many_at_once_by_one_person_make_one_report(app_context, app):
    comment_id, actor = make.comment().id, make.actor(make.person())

    def report(_):
        # Each loads the comment itself, as a request does: a row belongs to the session that read it.
        with app.app_context():
            actions.report(actor, db.session.get_one(Comment, comment_id), Complaint(category="attack"))

    with ThreadPoolExecutor(25) as pool:
        list(pool.map(report, range(200)))
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Report)) == 1


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"category": ""}, "Choose what is wrong with the comment."),
        ({"category": "anything"}, "Choose what is wrong with the comment."),
        ({"explanation": "x" * 1001}, "Shorten the explanation by 1 characters."),
    ],
)
def test_a_bad_report_comes_back_filled_in(app_context, visitor, form, sentence):
    comment = make.comment()
    words = {"explanation": "Words that took a while to write."} | form
    answer = send(visitor(), comment, **words)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert words["explanation"] in answer.text
    assert reports() == []


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("status", ["held", "removed", "withdrawn"])
def test_what_cannot_be_seen_cannot_be_reported_and_is_not_shown(app_context, visitor, status):
    comment = make.comment(body="Words that nobody else may see.", status=status)
    for somebody in (visitor(), visitor(make.person())):
        for answer in (somebody.get(f"/comments/{comment.id}/report"), send(somebody, comment)):
            assert answer.status_code == 404
            assert "nobody else" not in answer.text
    assert reports() == []


@pytest.mark.database("sqlite")
def test_child_safety_has_its_own_queue_first_and_the_others_stand_by_the_number_of_reports(app_context, visitor):
    once, often, urgent = make.comment(), make.comment(), make.comment()
    send(visitor(), once)
    for _ in range(3):
        send(visitor(make.person()), often)
    send(visitor(), urgent, category="child-safety")
    desk = visitor(make.moderator(handles_urgent=True))
    assert f'id="c{urgent.id}"' in desk.get(desk.get("/moderation").location).text
    page = desk.get("/moderation/reported").text
    assert page.index(f'id="c{often.id}"') < page.index(f'id="c{once.id}"')
    assert f'id="c{urgent.id}"' not in page
    assert visitor(make.moderator()).get("/moderation/urgent").status_code == 403


@pytest.mark.database("sqlite")
def test_nobody_learns_who_reported(app_context, visitor):
    author, reporter = make.person(), make.person(name="Rosa Reporter")
    comment = make.comment(by=author)
    send(visitor(reporter), comment, explanation="A private explanation.")
    for somebody, address in (
        (author, "/account/decisions"),
        (make.moderator(), "/moderation/reported"),
        (make.moderator(), f"/moderation/comments/{comment.id}/decision"),
    ):
        page = visitor(somebody).get(address).text
        assert "Rosa" not in page
        assert reporter.handle not in page


def test_a_decision_closes_the_reports_and_a_new_report_opens_the_question_again(app_context, visitor):
    comment, reporter = make.comment(), make.person()
    send(visitor(reporter), comment)
    actor = make.actor(make.moderator())
    decision = actions.decide(actor, comment, Ruling(action="keep", rule=None, reason="", version=comment.version))
    (report,) = reports()
    assert (report.state, report.decision_id) == ("handled", decision.id)
    assert decision.reason == "Looked at by a moderator: within the rules."
    send(visitor(make.person()), comment)
    assert [report.state for report in reports()] == ["handled", "open"]


@pytest.mark.database("sqlite")
@pytest.mark.settings(rate_limits=True)
def test_a_flood_of_reports_by_one_person_is_stopped_with_the_time_to_wait(app_context, visitor):
    reporter = visitor(make.person())
    comments = [make.comment() for _ in range(22)]
    statuses = [send(reporter, comment).status_code for comment in comments]
    assert statuses == [303] * 20 + [429] * 2
    assert int(send(reporter, comments[0]).headers["Retry-After"]) > 0


def test_a_moderators_own_report_makes_them_no_better_a_reporter_and_the_finding_is_their_own(app_context, visitor):
    moderator, reader = make.moderator(), make.person()
    alone, together = make.comment(), make.comment()
    for comment, reporters in ((alone, [moderator]), (together, [moderator, reader])):
        for reporter in reporters:
            actions.report(make.actor(reporter), comment, Complaint(category="attack"))
    sources = [decide("remove", comment, moderator).source for comment in (alone, together)]
    assert sources == ["own-initiative", "report"]
    assert accuracy({moderator.id, reader.id}) == {reader.id: (1, 1)}
    assert [report.outcome for report in reports()] == ["own", "own", "upheld"]
    assert "You acted on it yourself" in visitor(moderator).get("/account/decisions").text


def test_a_moderators_own_report_that_does_not_hold_counts_as_anybodys(app_context):
    moderator, comment = make.moderator(), make.comment()
    actions.report(make.actor(moderator), comment, Complaint(category="attack"))
    decide("reports-wrong", comment, moderator, rule=None)
    assert accuracy({moderator.id}) == {moderator.id: (0, 1)}
