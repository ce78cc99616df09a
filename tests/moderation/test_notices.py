"""Notices of illegal content: no account, a receipt, an answer with reasons, and only for those with the right."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from discuss import clock
from discuss.db import db
from discuss.moderation import actions
from discuss.moderation.models import Notice
from discuss.policy import VISITOR
from discuss.stories.models import Story
from tests import factories as make
from tests.moderation.steps import PAST_UNDO, answered, appealed, decide, fresh, later
from tests.services.mailbox import links_in, text_of

SITE = "http://127.0.0.1:8000"


def form(comment, **more):
    slug = db.session.get_one(Story, comment.story_id).slug
    return {
        "address": f"{SITE}/stories/{slug}/comments/{comment.id}",
        "category": "threat",
        "law": "Criminal Code, section 241",
        "explanation": "It threatens my neighbour.",
        "name": "Nora Notifier",
        "email": "nora@example.org",
        "good_faith": "1",
    } | more


def stored():
    db.session.rollback()
    return list(db.session.scalars(select(Notice).order_by(Notice.id)))


def filed(visitor, comment, **more):
    answer = visitor.post("/notices", form(comment, **more))
    assert answer.status_code == 303, answer.text
    return answer.location


def test_anybody_files_a_notice_and_gets_a_reference_a_page_and_a_receipt(app_context, visitor, run_jobs, mailbox):
    comment, stranger = make.comment(), visitor()
    page = filed(stranger, comment)
    (notice,) = stored()
    assert (notice.comment_id, notice.story_id, notice.category) == (comment.id, comment.story_id, "threat")
    shown = stranger.get(page)
    assert shown.status_code == 200
    assert notice.reference in shown.text
    assert "waits for a decision" in shown.text
    assert page.removeprefix("/notices/") not in str(vars(notice))  # only its hash is kept
    run_jobs()
    mail = mailbox.last("nora@example.org")
    assert notice.reference in mail["Subject"]
    assert links_in(mail) == [SITE + page]
    assert stranger.get("/notices/made-up").status_code == 404


def test_a_minute_is_enough_for_the_receipt(app_context, visitor, run_jobs, mailbox):
    filed(visitor(), make.comment())
    with time_machine.travel(clock.now() + timedelta(seconds=59)):
        run_jobs()
    assert len(mailbox.all("nora@example.org")) == 1


def test_in_matters_of_child_safety_no_name_is_needed(app_context, visitor, run_jobs, mailbox):
    comment = make.comment()
    page = filed(visitor(), comment, category="child-safety", name="", email="")
    run_jobs()
    assert mailbox.all() == []
    assert "the only way back here, as you left no e-mail address" in visitor().get(page).text
    answer = visitor().post("/notices", form(comment, name="", email=""))
    assert answer.status_code == 422
    assert "Give your name." in answer.text
    assert "Give your e-mail address." in answer.text


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"address": ""}, "Give the address of the comment or story on this site"),
        ({"address": "https://elsewhere.example/stories/a/comments/1"}, "Give the address of the comment"),
        ({"address": "javascript:alert(1)"}, "Give the address of the comment"),
        ({"address": "http://[/stories/a"}, "Give the address of the comment"),
        ({"category": ""}, "Choose what it is about."),
        ({"category": "nonsense"}, "Choose what it is about."),
        ({"explanation": " "}, "Say why you hold it to be illegal."),
        ({"explanation": "x" * 5001}, "Shorten this by 1 characters."),
        ({"email": "nobody"}, "Enter an e-mail address"),
        ({"good_faith": ""}, "Confirm that you believe"),
    ],
)
def test_a_bad_notice_comes_back_filled_in(app_context, visitor, more, sentence):
    answer = visitor().post("/notices", form(make.comment()) | {"law": "A law I looked up."} | more)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "A law I looked up." in answer.text
    assert stored() == []


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("status", ["held", "removed", "withdrawn"])
def test_what_is_hidden_is_not_shown_to_whoever_gives_notice_but_moderators_find_it(app_context, visitor, status):
    comment = make.comment(body="Words that nobody else may see.", status=status)
    stranger = visitor()
    absent = stranger.get("/notices/new?comment=999999").text
    shown = stranger.get(f"/notices/new?comment={comment.id}").text
    assert "nobody else may see" not in shown
    assert len(shown) == len(absent)
    page = filed(stranger, comment)
    assert "nobody else may see" not in stranger.get(page).text
    assert stored()[0].comment_id == comment.id


@pytest.mark.database("sqlite")
def test_the_form_is_two_clicks_from_a_comment_and_filled_in(app_context, visitor):
    comment, stranger = make.comment(), visitor()
    report = stranger.get(f"/comments/{comment.id}/report").text
    assert f'href="/notices/new?comment={comment.id}"' in report
    assert 'href="/notices/new"' in stranger.get("/").text
    page = stranger.get(f"/notices/new?comment={comment.id}").text
    assert f"/comments/{comment.id}" in page
    assert comment.body in page


@pytest.mark.database("sqlite")
@pytest.mark.settings(rate_limits=True)
def test_a_flood_of_notices_is_stopped(app_context, visitor):
    comment, stranger = make.comment(), visitor()
    statuses = [stranger.post("/notices", form(comment)).status_code for _ in range(12)]
    assert statuses == [303] * 10 + [429] * 2


@pytest.mark.database("sqlite")
def test_one_address_gets_five_receipts_a_day_in_whatever_spelling_and_the_answer_never_tells(
    app_context, visitor, run_jobs, mailbox
):
    comment, stranger = make.comment(), visitor()
    with time_machine.travel(clock.now(), tick=False) as journey:
        shown = []
        for number in range(6):
            spelt = ("nora@example.org", "NORA@example.org", "n.ora+a@example.org")[number % 3]
            page = stranger.get(filed(stranger, comment, email=spelt)).text
            assert "A confirmation goes to the address that you gave, at most five a day" in page
            shown.append(len(page))
            journey.shift(timedelta(seconds=2))
        later(run_jobs)
        assert len(stored()) == 6
        assert len(set(shown)) == 1
        assert len(mailbox.all()) == 5
        journey.shift(timedelta(days=1))
        filed(stranger, comment)
        later(run_jobs)
        assert len(mailbox.all()) == 6


@pytest.mark.database("sqlite")
def test_a_receipt_holds_no_words_of_whoever_typed_the_address(app_context, visitor, run_jobs, mailbox):
    filed(visitor(), make.comment(), name="Win at https://evil.example or www.evil.example")
    run_jobs()
    assert "evil" not in text_of(mailbox.last("nora@example.org"))


# ---- On the desk.


@pytest.mark.database("sqlite")
def test_many_notices_of_one_matter_call_those_on_duty_once_a_day_and_each_matter_does(
    app_context, visitor, run_jobs, mailbox
):
    owner = make.person(role="owner", name="Owen of evil.example")
    stranger, comment = visitor(), make.comment()
    with time_machine.travel(clock.now(), tick=False) as journey:
        for _ in range(4):
            filed(stranger, comment)
        later(run_jobs)
        (call,) = mailbox.all(owner.email)
        assert "Hello Owen of evil[.]example," in text_of(call)  # names of people never become links
        filed(stranger, comment, category="child-safety")  # says more than the ones before
        filed(stranger, make.comment())
        later(run_jobs)
        assert len(mailbox.all(owner.email)) == 3
        journey.shift(timedelta(days=1))
        filed(stranger, comment)
        later(run_jobs)
        assert len(mailbox.all(owner.email)) == 4


def test_only_those_with_the_right_see_notices(app_context, visitor):
    filed(visitor(), make.comment())
    number = stored()[0].id
    for somebody, status in (
        (make.moderator(), 403),
        (make.person(role="editor"), 403),
        (make.person(), 403),
        (make.moderator(handles_urgent=True), 200),
        (make.person(role="owner"), 200),
    ):
        seen = visitor(somebody)
        assert seen.get("/moderation/notices").status_code == status
        assert seen.get(f"/moderation/notices/{number}").status_code == status


@pytest.mark.database("sqlite")
def test_dangers_stand_first_and_child_safety_before_threats(app_context, visitor):
    for category in ("fraud", "threat", "child-safety", "other"):
        filed(visitor(), make.comment(), category=category)
    page = visitor(make.person(role="owner")).get("/moderation/notices").text
    fraud, threat, child, other = (page.index(f"{notice.reference}:") for notice in stored())
    assert child < threat < fraud < other


def close(desk, notice, outcome="acted", statement="It is a threat. We removed it."):
    return desk.post(f"/moderation/notices/{notice.id}", {"outcome": outcome, "statement": statement})


def test_the_act_comes_first_then_the_notice_is_closed_and_answered(app_context, visitor, run_jobs, mailbox):
    comment, moderator = make.comment(), make.moderator(handles_urgent=True)
    page = filed(visitor(), comment)
    (notice,), desk = stored(), visitor(moderator)
    refused = close(desk, notice)
    assert refused.status_code == 422
    assert "Take the act on the comment first" in refused.text
    decision = decide("remove", comment, moderator, rule=7, law="Criminal Code, section 241")
    assert decision.source == "notice"
    assert close(desk, notice).status_code == 303
    assert close(desk, notice).status_code == 409
    notice = fresh(notice)
    assert (notice.state, notice.outcome, notice.decision_id) == ("decided", "acted", decision.id)
    run_jobs()
    assert len(mailbox.all("nora@example.org")) == 1  # the receipt
    later(run_jobs)
    mail = mailbox.last("nora@example.org")
    assert "We acted on it" in text_of(mail)
    assert "It is a threat. We removed it." in text_of(mail)
    shown = visitor().get(page).text
    assert "We acted on it." in shown
    assert "It is a threat. We removed it." in shown
    for told in (text_of(mail), shown):
        assert moderator.name not in told
        assert comment.body not in told


def test_an_act_that_is_taken_back_opens_the_notice_again_and_nobody_is_told(app_context, visitor, run_jobs, mailbox):
    comment, moderator = make.comment(), make.moderator(handles_urgent=True)
    filed(visitor(), comment)
    decision = decide("remove", comment, moderator, rule=7)
    assert close(visitor(moderator), stored()[0]).status_code == 303
    actions.undo(make.actor(moderator), decision)
    assert stored()[0].state == "open"
    later(run_jobs, timedelta(seconds=90))
    assert [mail["Subject"] for mail in mailbox.all("nora@example.org")] == [f"Your notice {stored()[0].reference}"]
    assert "has arrived" in text_of(mailbox.last("nora@example.org"))


@pytest.mark.settings(contact="desk@example.org", redress="You may turn to the court of arbitration as well.")
@pytest.mark.parametrize("outcome", ["acted", "refused"])
def test_whoever_filed_it_hears_that_a_person_decided_and_how_to_complain(
    app_context, visitor, run_jobs, mailbox, outcome
):
    comment, moderator = make.comment(), make.moderator(handles_urgent=True)
    page = filed(visitor(), comment)
    if outcome == "acted":
        decide("remove", comment, moderator, rule=7)
    assert close(visitor(moderator), stored()[0], outcome=outcome).status_code == 303
    later(run_jobs)
    for told in (text_of(mailbox.last("nora@example.org")), visitor().get(page).text):
        assert "No software took part in the decision" in told
        assert "If you disagree, write to" in told
        assert "desk@example.org" in told
        assert "You may turn to the court of arbitration as well." in told


@pytest.mark.parametrize(("email", "told"), [("nora@example.org", 1), ("", 0)])
def test_whoever_filed_it_is_told_when_an_appeal_reverses_what_it_led_to(
    app_context, visitor, run_jobs, mailbox, email, told
):
    comment, moderator = make.comment(), make.moderator(handles_urgent=True)
    page = filed(visitor(), comment, category="child-safety", email=email)
    decision = decide("remove", comment, moderator, rule=7)
    assert close(visitor(moderator), stored()[0]).status_code == 303
    later(run_jobs)
    before = len(mailbox.all("nora@example.org"))
    answered(appealed(decision))
    later(run_jobs)
    mails = mailbox.all("nora@example.org")[before:]
    assert len(mails) == told
    shown = visitor().get(page).text
    for text in (*map(text_of, mails), shown):
        assert "reversed what was done. The comment is on the page again." in " ".join(text.split())
        assert comment.body not in text
    assert "We acted on it. After an appeal that was reversed." in shown


@pytest.mark.database("sqlite")
def test_an_appeal_that_changes_nothing_tells_no_notifier(app_context, visitor, run_jobs, mailbox):
    comment, moderator = make.comment(), make.moderator(handles_urgent=True)
    page = filed(visitor(), comment)
    decision = decide("remove", comment, moderator, rule=7)
    assert close(visitor(moderator), stored()[0]).status_code == 303
    answered(appealed(decision), "uphold")
    later(run_jobs)
    assert len(mailbox.all("nora@example.org")) == 2  # the receipt and the decision
    assert "appeal" not in visitor().get(page).text


@pytest.mark.database("sqlite")
def test_a_notice_can_be_refused_with_reasons_and_without_an_act(app_context, visitor):
    filed(visitor(), make.comment())
    desk = visitor(make.person(role="owner"))
    (notice,) = stored()
    for outcome, statement, sentence in (
        ("", "So.", "Choose what came of it."),
        ("refused", " ", "Say why"),
        ("refused", "x" * 2001, "Shorten the statement by 1"),
    ):
        answer = close(desk, notice, outcome, statement)
        assert answer.status_code == 422
        assert sentence in answer.text
    assert close(desk, notice, "refused", "It is rude, but within the law.").status_code == 303
    assert fresh(notice).outcome == "refused"


@pytest.mark.database("sqlite")
def test_nobody_closes_a_notice_about_their_own_words(app_context, visitor):
    moderator = make.moderator(handles_urgent=True)
    filed(visitor(), make.comment(by=moderator))
    assert close(visitor(moderator), stored()[0], "refused", "It is fine.").status_code == 403
    assert stored()[0].state == "open"


@pytest.mark.database("sqlite")
def test_nobody_decides_about_a_notice_that_they_filed_themselves(app_context, visitor):
    moderator, owner = make.moderator(handles_urgent=True), make.person(role="owner")
    desk = visitor(moderator)
    assert desk.post("/notices", form(make.comment())).status_code == 303
    (notice,) = stored()
    assert "You filed this notice: somebody else decides" in desk.get(f"/moderation/notices/{notice.id}").text
    refused = close(desk, notice, "refused", "It is fine.")
    assert refused.status_code == 403
    assert "You filed this notice. Somebody else on the team decides about it." in refused.text
    assert stored()[0].state == "open"
    assert close(visitor(owner), notice, "refused", "It is fine.").status_code == 303


def test_whoever_filed_it_is_told_when_an_owner_reverses_what_it_led_to(app_context, visitor, run_jobs, mailbox):
    comment, moderator = make.comment(), make.moderator(handles_urgent=True)
    page, owner = filed(visitor(), comment), make.person(role="owner")
    decide("remove", comment, moderator, rule=7)
    assert close(visitor(moderator), stored()[0]).status_code == 303
    later(run_jobs)
    with time_machine.travel(clock.now() + PAST_UNDO):
        span = (clock.now() - timedelta(hours=1), clock.now())
        actions.reverse_window(make.actor(owner), fresh(moderator), *span, "Somebody else sat at this desk.")
    later(run_jobs, 2 * PAST_UNDO)
    mails, shown = mailbox.all("nora@example.org"), visitor().get(page).text
    assert len(mails) == 3  # the receipt, the decision, and this
    for text in (text_of(mails[-1]), shown):
        said = " ".join(text.split()).casefold()
        assert "whoever runs the site has looked at it again and reversed what was done. the comment is on the" in said
        assert "it waits for another decision" in said
    assert close(visitor(owner), stored()[0], "refused", "It is within the law.").status_code == 303
    assert "reversed" not in visitor().get(page).text


# ---- Who is called.


def test_those_with_the_right_are_called_at_once_and_nobody_else(app_context, visitor, run_jobs, mailbox):
    owner, urgent = make.person(role="owner"), make.moderator(handles_urgent=True)
    others = [make.moderator(), make.person(role="editor"), make.person(handles_urgent=True)]
    comment = make.comment(body="Words that no mail may repeat.")
    for _ in range(3):
        actions.report(VISITOR, comment, actions.Complaint(category="child-safety", explanation="Look at this."))
    actions.report(VISITOR, make.comment(), actions.Complaint(category="attack"))
    filed(visitor(), comment)
    while run_jobs():
        pass
    for person in (owner, urgent):
        mails = mailbox.all(person.email)
        assert sorted(mail["Subject"] for mail in mails) == [
            f"Urgent: comment {comment.id}",
            f"Urgent: notice {stored()[0].reference}",
        ]
        for mail in mails:
            assert "no mail may repeat" not in text_of(mail)
            assert "Look at this" not in text_of(mail)
    assert [mailbox.all(person.email) for person in others] == [[], [], []]


@pytest.mark.database("sqlite")
def test_a_comment_that_was_kept_calls_again_when_it_is_reported_again(app_context, run_jobs, mailbox):
    owner, comment = make.person(role="owner"), make.comment()
    actions.report(VISITOR, comment, actions.Complaint(category="child-safety"))
    run_jobs()
    decide("keep", comment, rule=None)
    actions.report(VISITOR, fresh(comment), actions.Complaint(category="child-safety"))
    with time_machine.travel(clock.now() + PAST_UNDO):
        while run_jobs():
            pass
    assert len(mailbox.all(owner.email)) == 2


@pytest.mark.database("sqlite")
def test_stories_and_people_can_be_what_a_notice_is_about_and_their_pages_fill_it_in(app_context, visitor):
    named, stranger = make.person(name="Qzx Wy", about="Words about somebody, xqzw."), visitor()
    story, draft = make.story(), make.story(status="draft")
    for page, asked, address in (
        (f"/stories/{story.slug}", f"story={story.slug}", f"{SITE}/stories/{story.slug}"),
        (f"/people/{named.handle}", f"person={named.handle}", f"{SITE}/people/{named.handle}"),
    ):
        assert f'href="/notices/new?{asked}"' in stranger.get(page).text
        assert f'value="{address}"' in stranger.get(f"/notices/new?{asked}").text
    for unknown in (f"story={draft.slug}", "story=nothing", "person=nobody"):
        assert 'name="address"' in stranger.get(f"/notices/new?{unknown}").text
        assert f"{SITE}/stories/{draft.slug}" not in stranger.get(f"/notices/new?{unknown}").text
    answer = stranger.post("/notices", form(make.comment()) | {"address": f"{SITE}/people/{named.handle}"})
    assert answer.status_code == 303
    (notice,) = stored()
    desk = visitor(make.moderator(handles_urgent=True)).get(f"/moderation/notices/{notice.id}").text
    assert f'<a href="/moderation/people/{named.handle}"><bdi>Qzx Wy</bdi></a>' in desk
    assert "Words about somebody, xqzw." in desk
