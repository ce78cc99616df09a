"""Misuse: reports that keep being found wrong lead to a warning, then a pause; nothing is hidden by number alone."""

import json
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from discuss import clock
from discuss.accounts.models import Person
from discuss.db import db
from discuss.decisions import Decision
from discuss.errors import Conflict, Invalid, NotPermitted
from discuss.moderation import actions, queries
from discuss.moderation.actions import Complaint
from discuss.moderation.letters import NoticeLetters
from discuss.moderation.models import Notice, Report
from discuss.moderation.queries import REPEATED, SPAN, Filters
from discuss.moderation.rulings import Ruling
from discuss.policy import VISITOR
from discuss.stories.models import Story
from tests import factories as make
from tests.moderation.steps import (
    answered,
    appealed,
    decide,
    decide_account,
    found_wrong,
    fresh,
    later,
    warned_about_reports,
)
from tests.services.mailbox import text_of
from tests.services.statements import noted

DAY = timedelta(days=1)


def pause(person, days=14, **given):
    return decide_account("pause-reports", person, until=clock.now() + days * DAY, **given)


def paused(**given):
    """Somebody whose reports are paused."""
    person = make.person(**given)
    warned_about_reports(person)
    pause(person)
    return person


def report(somebody, comment, **form):
    return somebody.post(f"/comments/{comment.id}/reports", {"category": "attack"} | form)


def notice(comment, **form):
    address = f"/stories/{slug_of(comment)}/comments/{comment.id}"
    given = {"address": address, "category": "defamation", "explanation": "It says what is not so."}
    return given | {"name": "Nora", "email": "nora@example.org", "good_faith": "1"} | form


def slug_of(comment):
    return db.session.get_one(Story, comment.story_id).slug


def reports():
    return len(db.session.scalars(select(Report)).all())


def test_however_many_report_a_comment_it_is_one_item_with_their_number_and_stays_on_the_page(app_context, visitor):
    """No number of reports hides a comment: that takes a moderator."""
    comment = make.comment(body="Words that fifty people dislike.")
    last = db.session.scalar(select(func.max(Decision.id))) or 0
    for number in range(50):
        person = make.person() if number % 2 else None
        actions.report(make.actor(person) if person else VISITOR, comment, Complaint(category="attack"))
    moderator = make.moderator()
    page = queries.queue_page(make.actor(moderator), "reported", Filters(), None)
    assert [(card.comment.id, len(card.open_reports)) for card in page.cards] == [(comment.id, 50)]
    assert fresh(comment).status == "published"
    assert "Words that fifty people dislike." in visitor().get(f"/stories/{slug_of(comment)}").text
    assert db.session.scalars(select(Decision).where(Decision.id > last)).all() == []
    shown = visitor(moderator).get("/moderation/reported").text
    assert shown.count('<article class="q') == 1
    assert "50 reports" in shown


def test_reports_of_somebody_who_was_right_weigh_more_than_those_of_somebody_who_was_wrong(app_context):
    right, wrong = make.person(), make.person()
    for _ in range(3):
        comment = make.comment()
        actions.report(make.actor(right), comment, Complaint(category="attack"))
        decide("remove", comment)
    found_wrong(wrong)
    first, second = make.comment(), make.comment()
    actions.report(make.actor(wrong), first, Complaint(category="attack"))
    actions.report(make.actor(right), second, Complaint(category="attack"))
    page = queries.queue_page(make.actor(make.moderator()), "reported", Filters(), None)
    assert [card.comment.id for card in page.cards] == [second.id, first.id]


@pytest.mark.parametrize("number", range(REPEATED))
def test_nobody_is_warned_for_fewer_than_the_named_number_found_wrong(app_context, number):
    person = make.person()
    found_wrong(person, number)
    with pytest.raises(Conflict, match=f"at least {REPEATED}"):
        decide_account("warn-reports", person)


def test_reports_that_did_not_lead_to_a_removal_are_not_unfounded_by_that(app_context):
    person = make.person()
    for _ in range(REPEATED + 1):
        comment = make.comment()
        actions.report(make.actor(person), comment, Complaint(category="attack"))
        decide("keep", comment, rule=None)
    with pytest.raises(Conflict, match="0 were found wrong"):
        decide_account("warn-reports", person)


def refused_notices(person, number):
    for _ in range(number):
        given = actions.NewNotice(**{**notice(make.comment()), "good_faith": True})
        actions.file_notice(make.actor(person), given, NoticeLetters("http://127.0.0.1:8000", "Discuss"))
        filed = db.session.scalars(select(Notice).order_by(Notice.id.desc()).limit(1)).one()
        actions.decide_notice(make.actor(make.person(role="owner")), filed, "refused", "It is an opinion.")


def test_notices_that_were_refused_count_like_reports_found_wrong(app_context, visitor):
    person, visitors = make.person(), make.comment()
    found_wrong(person, 1)
    refused_notices(person, 1)
    make.notice(visitors)
    with pytest.raises(Conflict, match="1 were found wrong, and of their notices 1 refused"):
        decide_account("warn-reports", person)
    refused_notices(person, 1)
    assert "2 of 2 decided" in visitor(make.moderator()).get(f"/moderation/people/{person.handle}").text
    decision = decide_account("warn-reports", person)
    assert decision.facts == {
        "days": SPAN.days, "reports": 1, "wrong": 1, "notices": 2, "refused": 2, "report_warnings": 0,
    }  # fmt: skip
    said = "reports decided 1, of these found wrong 1, notices decided 2, of these refused 2"
    assert said in visitor(person).get(f"/decisions/{decision.id}").text


def test_who_filed_a_notice_is_known_to_the_count_and_the_own_export_alone_and_not_for_ever(app_context):
    person, moderator = make.person(), make.moderator(handles_urgent=True)
    refused_notices(person, 1)
    (exported,) = queries.exported_notices(person.id)
    assert (exported["outcome"], exported["explanation"]) == ("refused", "It says what is not so.")
    with time_machine.travel(clock.now() + 367 * DAY):
        assert actions.forget_notifiers() == 1
    assert queries.exported_notices(person.id) == []
    refused_notices(person, 1)
    actions.forget_with_account(person.id, keep_words=True)
    db.session.commit()
    assert queries.exported_notices(person.id) == []
    comment = make.comment()
    given = actions.NewNotice(**{**notice(comment, category="threat"), "good_faith": True})
    actions.file_notice(make.actor(moderator), given, NoticeLetters("http://127.0.0.1:8000", "Discuss"))
    assert decide("remove", comment, moderator).source == "own-initiative"


def test_what_lies_longer_ago_than_the_span_counts_no_more(app_context):
    person = make.person()
    with time_machine.travel(clock.now() - SPAN - DAY):
        found_wrong(person)
    with pytest.raises(Conflict, match="0 were found wrong"):
        decide_account("warn-reports", person)


def test_the_decisions_keep_the_counts_that_led_to_them(app_context):
    person = make.person()
    upheld = make.comment()
    actions.report(make.actor(person), upheld, Complaint(category="attack"))
    decide("remove", upheld)
    warning = warned_about_reports(person, 4)
    assert warning.facts == {"days": SPAN.days, "reports": 5, "wrong": 4, "report_warnings": 0}
    found_wrong(person, 1)
    decision = pause(person)
    assert decision.facts == {"days": SPAN.days, "reports": 6, "wrong": 5, "report_warnings": 1}
    assert (decision.scope, decision.rule, decision.until is not None) == ("account", 2, True)
    assert (decision.from_status, decision.to_status) == ("active", "reports paused")


def test_reports_are_paused_only_after_a_warning_that_is_known_and_stands(app_context):
    person, moderator = make.person(), make.moderator()
    found_wrong(person)
    with pytest.raises(Conflict, match="Warn this person"):
        pause(person)
    undone = decide_account("warn-reports", person, by=moderator)
    with pytest.raises(Conflict, match="Warn this person"):
        pause(person)  # nobody has heard of the warning yet
    actions.undo(make.actor(moderator), undone)
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        with pytest.raises(Conflict, match="Warn this person"):
            pause(person)
        overturned = decide_account("warn-reports", person)
    with time_machine.travel(clock.now() + timedelta(minutes=9)):
        answered(appealed(overturned))
        with pytest.raises(Conflict, match="Warn this person"):
            pause(person)
        decide_account("warn-reports", person)
    with time_machine.travel(clock.now() + timedelta(minutes=15)):
        assert pause(person).action == "pause-reports"
    with time_machine.travel(clock.now() + SPAN + DAY), pytest.raises(Conflict):
        pause(person)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("lacking", [{"until": None}, {"until": clock.now() - DAY}, {"rule": None}, {"reason": " "}])
def test_reports_are_not_paused_without_end_rule_and_reason(app_context, lacking):
    person = make.person()
    warned_about_reports(person)
    given = {"until": clock.now() + DAY, "rule": 2, "reason": "It goes on."} | lacking
    with pytest.raises(Invalid):
        actions.decide_account(make.actor(make.moderator()), fresh(person), Ruling(action="pause-reports", **given))
    assert fresh(person).reports_paused_until is None


@pytest.mark.database("sqlite")
def test_an_editor_or_reader_cannot_warn_or_pause_and_nobody_a_colleague(app_context):
    for role, about in (("reader", "reader"), ("editor", "reader"), ("moderator", "moderator")):
        person = make.person(role=about)
        for action in ("warn-reports", "pause-reports"):
            with pytest.raises(NotPermitted):
                decide_account(action, person, by=make.person(role=role), until=clock.now() + DAY)


def test_somebody_whose_reports_are_paused_reads_why_in_place_of_the_form_and_files_none(app_context, visitor):
    comment, person = make.comment(), paused()
    somebody, before = visitor(person), reports()
    decision = db.session.scalars(select(Decision).where(Decision.action == "pause-reports")).one()
    for answer, status in ((somebody.get(f"/comments/{comment.id}/report"), 200), (report(somebody, comment), 403)):
        assert answer.status_code == status
        assert "Your reports are paused" in answer.text
        assert decision.reason in answer.text
        assert f'href="/decisions/{decision.id}"' in answer.text
        assert 'name="category"' not in answer.text
        assert f'href="/notices/new?comment={comment.id}"' in answer.text
    told = somebody.post(
        f"/comments/{comment.id}/reports", {"category": "attack"}, headers={"Accept": "application/json"}
    )
    assert (told.status_code, told.json["missing"]) == (403, "reports-paused")
    with pytest.raises(NotPermitted):
        actions.report(make.actor(fresh(person)), fresh(comment), Complaint(category="attack"))
    assert reports() == before
    assert somebody.post(f"/stories/{slug_of(comment)}/comments", {"body": "I can write."}).status_code == 303


def test_it_ends_by_itself_or_by_hand_and_then_reports_are_taken_again(app_context, visitor):
    first, second, comment = paused(), paused(), make.comment()
    decide_account("resume-reports", second)
    assert report(visitor(second), comment).status_code == 303
    with pytest.raises(Conflict):
        decide_account("resume-reports", second)
    end = fresh(first).reports_paused_until
    with time_machine.travel(end - timedelta(seconds=1)):
        assert report(visitor(first), comment).status_code == 403
    with time_machine.travel(end + timedelta(seconds=1)):
        assert report(visitor(first), comment).status_code == 303


def test_a_notice_is_taken_from_such_an_account_only_if_it_is_about_a_danger(app_context, visitor):
    comment, somebody = make.comment(), visitor(paused())
    assert "Your reports are paused" in somebody.get("/notices/new").text
    refused = somebody.post("/notices", notice(comment))
    assert refused.status_code == 403
    assert "It says what is not so." in refused.text
    assert "Your reports are paused" in refused.text
    assert db.session.scalars(select(Notice)).all() == []
    for category in ("child-safety", "threat"):
        assert somebody.post("/notices", notice(comment, category=category)).status_code == 303
    assert visitor().post("/notices", notice(comment)).status_code == 303
    assert len(db.session.scalars(select(Notice)).all()) == 3
    with pytest.raises(NotPermitted):
        actions.file_notice(
            make.actor(paused()),
            actions.NewNotice(**{**notice(comment), "good_faith": True}),
            NoticeLetters("http://127.0.0.1:8000", "Discuss"),
        )


@pytest.mark.parametrize("action", ["warn-reports", "pause-reports"])
def test_the_person_gets_a_statement_with_the_facts_and_can_appeal(app_context, visitor, run_jobs, mailbox, action):
    person = make.person()
    decision = warned_about_reports(person)
    if action == "pause-reports":
        decision = pause(person)
    later(run_jobs)
    mail = next(text_of(one) for one in mailbox.all(person.email) if f"/decisions/{decision.id}" in text_of(one))
    page = visitor(person).get(f"/decisions/{decision.id}").text
    facts = f"In the {SPAN.days} days before: reports decided 3, of these found wrong 3"
    for said in (facts, "It names the school.", "A moderator decided."):
        assert said in mail
        assert said in page
    assert "You can appeal until" in mail
    assert f'action="/decisions/{decision.id}/appeals"' in page


def test_an_appeal_that_is_upheld_for_the_reporter_gives_the_right_back(app_context, visitor):
    person = make.person()
    warned_about_reports(person)
    decision = pause(person)
    answer = answered(appealed(decision))
    assert answer.action == "overturn"
    assert fresh(person).reports_paused_until is None
    assert report(visitor(person), make.comment()).status_code == 303


def test_a_pause_of_reports_is_undone_as_if_it_had_not_been(app_context):
    person, moderator = make.person(), make.moderator()
    warned_about_reports(person)
    decision = pause(person, by=moderator)
    actions.undo(make.actor(moderator), decision)
    assert fresh(person).reports_paused_until is None


@pytest.mark.database("sqlite")
def test_the_public_log_tells_of_both_without_a_name(app_context, visitor):
    person = paused(name="Rosa Reporter")
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        page = visitor().get("/moderation-log").text
    assert "Account warned about its reports" in page
    assert "Reports of an account paused" in page
    for hidden in ("Rosa", person.handle):
        assert hidden not in page


@pytest.mark.database("sqlite")
def test_the_persons_page_on_the_desk_shows_how_the_reports_fared_and_offers_what_is_in_place(app_context, visitor):
    person, moderator = make.person(), make.moderator()
    address = f"/moderation/people/{person.handle}"
    plain = visitor(moderator).get(address).text
    assert 'value="warn-reports"' not in plain
    assert "Reports by this person" in plain
    found_wrong(person)
    actions.report(make.actor(person), make.comment(), Complaint(category="attack"))
    some = visitor(moderator).get(address).text
    assert 'value="warn-reports"' in some
    assert 'value="pause-reports"' not in some
    assert f"<dt>Found wrong in {SPAN.days} days</dt><dd>3 of 3 decided</dd>" in some
    assert "<dt>Waiting</dt><dd>1</dd>" in some
    form = {"action": "warn-reports", "rule": "2", "reason": "None of the three held."}
    assert visitor(moderator).post(f"{address}/decision", form).status_code == 303
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        assert 'value="pause-reports"' in visitor(moderator).get(address).text
        end = f"{clock.now() + 3 * DAY:%Y-%m-%d}"
        form |= {"action": "pause-reports", "until": end}
        assert visitor(moderator).post(f"{address}/decision", form).status_code == 303
        after = visitor(moderator).get(address).text
    assert 'value="resume-reports"' in after
    assert "<dt>State</dt><dd>paused until" in after


@pytest.mark.database("sqlite")
def test_a_pause_that_is_not_in_place_is_refused_with_the_reason_on_the_page(app_context, visitor):
    person = make.person()
    form = {"action": "pause-reports", "rule": "2", "reason": "So.", "until": f"{clock.now() + 3 * DAY:%Y-%m-%d}"}
    answer = visitor(make.moderator()).post(f"/moderation/people/{person.handle}/decision", form)
    assert answer.status_code == 409
    assert f"this takes at least {REPEATED}" in answer.text


def test_what_is_counted_of_reports_costs_three_statements_however_many(app_context):
    person, costs = make.person(), []
    moderator, number_of = make.actor(make.moderator()), person.id
    for number in (1, 5):
        found_wrong(person, number)
        db.session.rollback()
        with noted(without=("BEGIN", "SAVEPOINT", "RELEASE")) as sent:
            queries.reporting_of(moderator, number_of)
        costs.append(len(sent))
    assert costs == [3, 3]


# Whoever writes what is unlawful or breaks rules: a warning, then a pause; the counts stand in each decision.


def test_a_pause_of_an_account_keeps_what_led_to_it(app_context):
    author = make.person()
    for _ in range(5):
        make.comment(by=author)
    decide("remove", make.comment(by=author))
    decide("remove", make.comment(by=author), law="Criminal Code, section 241")
    decide("remove", make.comment(by=author), rule=7)
    given_back = make.comment(by=author)
    decide("remove", given_back)
    decide("restore", given_back)
    none_yet = decide_account("warn", author)
    assert none_yet.facts == {
        "days": SPAN.days, "comments": 9, "removed": 3, "unlawful": 2, "warnings": 0, "pauses": 0,
    }  # fmt: skip
    first = decide_account("suspend", author, until=clock.now() + 3 * DAY)
    assert (first.facts["warnings"], first.facts["pauses"]) == (1, 0)
    again = decide_account("suspend", author, until=clock.now() + 30 * DAY)
    assert again.facts["pauses"] == 1
    text = json.dumps(again.facts)
    assert "Comment number" not in text


def test_a_ban_and_looking_at_everything_first_keep_the_counts_too_and_what_gives_back_keeps_none(app_context):
    author = make.person()
    decide("remove", make.comment(by=author))
    assert decide_account("hold-all", author).facts["removed"] == 1
    assert decide_account("release", author).facts is None
    proposal = actions.propose(make.actor(make.moderator()), author, 8, "A second account.")
    actions.settle(make.actor(make.moderator()), proposal, confirmed=True)
    ban = db.session.scalars(select(Decision).where(Decision.action == "ban")).one()
    assert ban.facts["removed"] == 1


@pytest.mark.database("sqlite")
def test_the_statement_says_the_counts_and_the_export_holds_them(app_context, visitor, run_jobs, mailbox):
    author = make.person()
    decide("remove", make.comment(by=author))
    decision = decide_account("suspend", author, until=clock.now() + 3 * DAY)
    later(run_jobs)
    said = (
        f"In the {SPAN.days} days before: comments written 1, removed by moderators 1, of these as unlawful 0, "
        "warnings 0, pauses 0."
    )
    assert said in visitor(author).get(f"/decisions/{decision.id}").text
    assert said in text_of(mailbox.last(author.email))
    *_, exported = queries.exported_decisions(author.id)
    assert exported["facts"] == decision.facts


def test_the_database_refuses_to_change_the_facts(app_context):
    decision = decide_account("warn", make.person())
    with pytest.raises(DBAPIError, match="never changed"), db.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE decisions SET facts = NULL WHERE id = {decision.id}")
    assert db.session.get_one(Person, decision.person_id).warning_id == decision.id
