"""The statement of reasons: every restricting decision has one, on its page and whole in its mail, and names nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from discuss import clock
from discuss.accounts.models import Person
from discuss.comments import actions as comments
from discuss.db import db, transaction
from discuss.decisions import ACTS, Decision
from discuss.decisions.acts import APPEALABLE
from discuss.decisions.models import DecisionCheck, RuleVersion
from discuss.decisions.statements import LASTS, MEANS, statement_of
from discuss.mail import Mail
from discuss.moderation import actions
from discuss.moderation.rulings import Ruling
from discuss.notifications.decisions import Letters
from discuss.policy import VISITOR
from tests import factories as make
from tests.moderation.steps import decide, later
from tests.services.mailbox import text_of


def test_every_act_that_restricts_says_how_long_it_lasts_and_what_it_means():
    assert {slug for slug in APPEALABLE if slug not in LASTS} == {slug for slug in APPEALABLE if ACTS[slug].ends}
    assert {slug for slug in APPEALABLE if slug not in MEANS} == set()
    assert {slug for slug, act in ACTS.items() if act.told and slug not in MEANS} == set()
    assert {slug for slug in APPEALABLE if not ACTS[slug].told} == set()


def test_the_page_and_the_mail_say_the_same_and_name_neither_decider_nor_reporter(
    app_context, visitor, run_jobs, mailbox
):
    author, moderator, reporter = make.person(), make.moderator(name="Vera Decider"), make.person("Rosa Reporter")
    comment = make.comment(by=author, body="The pupil goes to the school by the harbour.")
    actions.report(make.actor(reporter), comment, actions.Complaint(category="private-details"))
    decision = decide("remove", comment, moderator)
    later(run_jobs)
    page, mail = visitor(author).get(f"/decisions/{decision.id}").text, text_of(mailbox.last(author.email))
    said = dict(statement_of(decision).lines())
    assert (said["What was done"], said["It is about"]) == ("Comment removed.", "This comment.")
    assert said["How it was found"] == "After reports by readers."
    assert said["Who decided"] == "A moderator decided. No software took part in the decision."
    assert said["The rule"].startswith("Rule 4: No private details, above all of children. ")
    assert said["The words"] == comment.body
    for label, text in said.items():
        assert label in page
        assert text in page
        assert label in mail
        assert text in " ".join(mail.split())
    assert statement_of(decision).appeal_day in mail
    for told in (page, mail):
        assert "Vera" not in told
        assert "Rosa" not in told
        assert moderator.handle not in told


def test_a_comment_that_a_check_holds_has_a_statement_too_with_check_and_version(
    app_context, visitor, run_jobs, mailbox
):
    author = make.person()
    held = held_by_a_check(author)
    decision = db.session.scalars(select(Decision).where(Decision.comment_id == held.id)).one()
    assert decision.automatic
    later(run_jobs)
    mail = text_of(mailbox.last(author.email))
    assert mailbox.last(author.email)["Subject"] == "Your comment waits for review"
    for text in (mail, visitor(author).get(f"/decisions/{decision.id}").text):
        assert "Software found it and decided by itself" in " ".join(text.split())
        assert "See the report at" in text
        assert "links" in text


def held_by_a_check(author):
    """A comment that waits because a newcomer's first links are looked at."""
    words = comments.NewComment(body="See the report at https://report.example/toll please.")
    held = comments.post(make.actor(author), make.story(), words, None, make.SETTINGS)
    assert held.status == "held"
    return held


def test_the_checks_behind_it_are_named_with_their_versions(app_context):
    comment = make.comment()
    with transaction() as session:
        decision = Decision(
            action="hold", comment_id=comment.id, person_id=comment.author_id, automatic=True, reason="Two links."
        )
        session.add(decision)
        session.flush()
        session.add(DecisionCheck(decision_id=decision.id, name="links", version=7))
    assert "links (version 7)" in dict(statement_of(decision).lines())["Who decided"]


def test_a_comment_that_was_approved_before_anybody_was_told_brings_one_mail_not_two(app_context, run_jobs, mailbox):
    author = make.person()
    held = held_by_a_check(author)
    decide("approve", held, rule=None)
    later(run_jobs)
    assert [mail["Subject"] for mail in mailbox.all(author.email)] == ["Your comment is published"]


def test_a_decision_taken_back_at_once_is_told_to_nobody_and_its_page_says_so(app_context, visitor, run_jobs, mailbox):
    author, moderator, reporter = make.person(), make.moderator(), make.person()
    comment = make.comment(by=author)
    actions.report(make.actor(reporter), comment, actions.Complaint(category="attack"))
    decision = decide("remove", comment, moderator)
    actions.undo(make.actor(moderator), decision)
    later(run_jobs, timedelta(seconds=90))
    assert mailbox.all(author.email) == []
    assert mailbox.all(reporter.email) == []
    page = visitor(author).get(f"/decisions/{decision.id}").text
    assert "was taken back at once" in page
    assert "Send appeal" not in page
    answer = visitor(author).post(f"/decisions/{decision.id}/appeals", {"explanation": "Still."})
    assert answer.status_code == 409


@pytest.mark.database("sqlite")
def test_a_rule_stands_in_the_statement_as_it_was_worded_then(app_context):
    def worded(version, title):
        with transaction() as session:
            session.add(
                RuleVersion(
                    number=4, version=version, title=title, example="Such as.", tombstone="So (rule 4).", message="Hm."
                )
            )

    first = decide("remove", make.comment())
    worded(2, "No names")
    second = decide("remove", make.comment())
    worded(3, "No names at all")
    assert (first.rule_version, second.rule_version) == (1, 2)
    assert "No private details" in dict(statement_of(first).lines())["The rule"]
    assert dict(statement_of(second).lines())["The rule"] == "Rule 4: No names. Such as."


@pytest.mark.database("sqlite")
def test_an_end_a_law_and_the_scope_are_said(app_context):
    until = clock.now() + timedelta(days=3)
    pause = Ruling(action="suspend", rule=7, reason="Three threats.", until=until, law="Criminal Code, section 241")
    decision = actions.decide_account(make.actor(make.moderator()), make.person(), pause)
    said = dict(statement_of(decision).lines())
    assert said["How long"] == f"Until {until.day} {until:%B %Y, %H:%M} UTC."
    assert said["The law"] == "Criminal Code, section 241"
    assert (said["What was done"], said["It is about"]) == ("Account paused.", "This account.")


@pytest.mark.database("sqlite")
def test_the_mail_holds_all_for_somebody_who_cannot_sign_in_and_nothing_to_click_but_our_own_page(app_context):
    author = make.person()
    comment = make.comment(
        by=author, body="See [this](https://bank.evil.example/login) or www.evil.example, me@evil.ex"
    )
    decision = decide("remove", comment)
    with transaction() as session:
        session.execute(update(Person).where(Person.id == author.id).values(banned_at=clock.now()))
    letters = Letters("http://127.0.0.1:8000", "Larkfield", "help@example.org", "There is a dispute body in Larkland.")
    with transaction():
        letters.tell(1, None, {"decision_id": decision.id})
    mail = db.session.scalars(select(Mail.body).where(Mail.recipient == author.email)).one()
    assert "https://bank" not in mail
    assert "www.evil" not in mail
    assert "me@evil" not in mail
    assert "> See [this]" in mail
    assert "There is a dispute body in Larkland." in mail
    assert "write to help@example.org" in mail
    assert [line for line in mail.split() if "://" in line and "[:]//" not in line] == [
        f"http://127.0.0.1:8000/decisions/{decision.id}"
    ]


@pytest.mark.database("sqlite")
@pytest.mark.settings(redress="You may also turn to the dispute body of Larkland.")
def test_a_closed_account_reads_the_statement_and_can_appeal(app_context, visitor):
    author = make.person()
    decision = decide("remove", make.comment(by=author))
    with transaction() as session:
        session.execute(update(Person).where(Person.id == author.id).values(banned_at=clock.now()))
    page = visitor(author).get(f"/decisions/{decision.id}").text
    assert "Send appeal" in page
    assert "dispute body of Larkland" in page


# ---- Reporters.


@pytest.mark.parametrize(
    ("action", "reason", "told"),
    [
        ("remove", "Private words to the author.", "We removed the comment (rule 4: No private details"),
        ("keep", "It is sharp, but about the position.", "kept the comment: It is sharp, but about the position."),
        ("reports-wrong", "Nobody is named.", "kept the comment: Nobody is named."),
        ("request-edit", "Private words to the author.", "We asked its author to change the comment"),
    ],
)
def test_whoever_reported_hears_what_came_of_it_and_not_what_the_author_was_told(
    app_context, run_jobs, mailbox, action, reason, told
):
    comment, reporter = make.comment(), make.person()
    actions.report(make.actor(reporter), comment, actions.Complaint(category="private-details"))
    actions.report(VISITOR, comment, actions.Complaint(category="attack"))
    decide(action, comment, reason=reason)
    later(run_jobs)
    (mail,) = mailbox.all(reporter.email)
    text = " ".join(text_of(mail).split())
    assert mail["Subject"] == "Your report"
    assert told in text
    assert "Private words" not in text
    assert comment.body not in text


# ---- Warnings.


def test_a_warned_person_writes_again_after_saying_that_the_warning_was_read(app_context, visitor):
    person, story = make.person(), make.story()
    ruling = Ruling(action="warn", rule=2, reason="Keep to the matter.")
    decision = actions.decide_account(make.actor(make.moderator()), person, ruling)
    somebody = visitor(person)
    refused = somebody.post(f"/stories/{story.slug}/comments", {"body": "Words that took me a while."})
    assert refused.status_code == 403
    assert "Words that took me a while." in refused.text
    assert "There is a warning for you." in refused.text
    page = somebody.get("/account/decisions").text
    assert "Keep to the matter." in page
    assert f"/decisions/{decision.id}/acknowledge" in page
    assert visitor(make.person()).post(f"/decisions/{decision.id}/acknowledge").status_code == 404
    assert visitor(make.moderator()).post(f"/decisions/{decision.id}/acknowledge").status_code == 403
    for _ in range(2):
        assert somebody.post(f"/decisions/{decision.id}/acknowledge").status_code == 303
    assert somebody.post(f"/stories/{story.slug}/comments", {"body": "Words that took me a while."}).status_code == 303
    assert "I have read" not in somebody.get("/account/decisions").text


@pytest.mark.database("sqlite")
def test_only_a_warning_is_acknowledged(app_context, visitor):
    author = make.person()
    decision = decide("remove", make.comment(by=author))
    assert visitor(author).post(f"/decisions/{decision.id}/acknowledge").status_code == 409


# ---- Where one stands.


@pytest.mark.database("sqlite")
def test_ones_own_page_shows_decisions_with_their_appeals_and_how_reports_fared(app_context, visitor):
    person = make.person()
    right, wrong, waiting = make.comment(), make.comment(), make.comment()
    for comment in (right, wrong, waiting):
        actions.report(make.actor(person), comment, actions.Complaint(category="attack"))
    decide("remove", right)
    decide("reports-wrong", wrong)
    decision = decide("remove", make.comment(by=person), reason="It gives an address.")
    actions.appeal(make.actor(person), decision, "It is my own address.")
    page = visitor(person).get("/account/decisions").text
    for said in ("It gives an address.", "Appeal waits", "We acted", "Found wrong", "Waits"):
        assert said in page
