"""One's own account: address, password, profile, and a file of everything the site keeps about one."""

import json
from datetime import timedelta

import pytest

from discuss import clock
from discuss.accounts import names
from discuss.accounts.models import Person
from discuss.comments import actions as comments
from discuss.db import db, transaction
from discuss.moderation import actions as moderation
from discuss.moderation.rulings import Ruling
from discuss.subscriptions.actions import grant
from tests import factories as make
from tests.accounts.steps import (
    NEW_PASSWORD,
    alerts,
    fields,
    is_signed_in,
    path_in,
    person_with,
    send_sign_in,
)
from tests.services.mailbox import text_of
from tests.services.visitor import PASSWORD

OLD, NEW = "old@example.org", "new@example.org"


def columns(person):
    return {column.name: getattr(person, column.name) for column in Person.__table__.columns}


def change_email(visitor, email=NEW, password=PASSWORD, **more):
    form = {"email": email, "email_password": password} | more
    return visitor.post("/account/security/email", form, page="/account/security")


def test_a_new_address_counts_once_it_is_confirmed_and_the_old_one_is_told(app_context, visitor, run_jobs, mailbox):
    person = make.person(email=OLD)
    somebody = visitor(person)
    assert change_email(somebody).status_code == 200
    run_jobs()
    assert "asked to change its address" in text_of(mailbox.last(OLD))
    assert person_with(OLD).id == person.id
    path = path_in(mailbox.last(NEW), "/confirm/")
    assert somebody.get(path).status_code == 200
    assert person_with(NEW) is None
    assert somebody.post(path, page=path).status_code == 303
    assert person_with(NEW).id == person.id
    assert person_with(NEW).email_confirmed_at is not None
    assert person_with(OLD) is None
    assert send_sign_in(visitor(), OLD, PASSWORD).status_code == 422
    assert send_sign_in(visitor(), NEW, PASSWORD).status_code == 303


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [("no address", PASSWORD, "email"), (NEW, "not the password", "email_password"), ("", "", "email")],
)
def test_a_bad_address_or_password_comes_back_at_its_field(
    app_context, visitor, run_jobs, mailbox, email, password, field
):
    answer = change_email(visitor(make.person(email=OLD)), email, password)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert alerts(answer)
    assert (fields(answer)["email"], fields(answer)["email_password"]) == (email, "")
    run_jobs()
    assert mailbox.all() == []


def test_nobody_learns_by_changing_the_address_who_has_an_account(app_context, visitor, run_jobs, mailbox):
    """Neither from the page nor from the mail to the old address."""
    make.person(email="known@example.org")
    told = []
    for wanted in ("known@example.org", "novel@example.org"):
        somebody = make.person(email=f"asks-for-{wanted}")
        answer = change_email(visitor(somebody), wanted)
        assert answer.status_code == 200
        run_jobs()
        page = answer.text.replace("known@", "novel@").partition("<main")[2].partition("</main>")[0]
        told.append((page, [text_of(mail) for mail in mailbox.all(somebody.email)]))
    assert told[0] == told[1]
    assert len(told[0][1]) == 1
    assert mailbox.all("known@example.org") == []


def test_an_address_that_somebody_took_meanwhile_stays_theirs(app_context, visitor, run_jobs, mailbox):
    person = make.person(email=OLD)
    change_email(visitor(person))
    run_jobs()
    other = make.person(email=NEW)
    path = path_in(mailbox.last(NEW), "/confirm/")
    assert visitor().post(path).status_code == 409
    assert person_with(OLD).id == person.id
    assert person_with(NEW).id == other.id


def test_changing_the_password_stops_a_change_of_address(app_context, visitor, run_jobs, mailbox):
    """Somebody at a borrowed device asked for it; its owner, told at the old address, changes the password."""
    person = make.person(email=OLD)
    somebody = visitor(person)
    change_email(somebody)
    run_jobs()
    path = path_in(mailbox.last(NEW), "/confirm/")
    form = {"old": PASSWORD, "password": NEW_PASSWORD}
    somebody.post("/account/security/password", form, page="/account/security")
    assert visitor().post(path).status_code == 404
    assert person_with(OLD) is not None


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("not the password", NEW_PASSWORD, "old"),
        ("", NEW_PASSWORD, "old"),
        (PASSWORD, "short", "password"),
        (PASSWORD, "password1234", "password"),
    ],
)
def test_a_refused_change_of_password_changes_nothing(app_context, visitor, old, new, field):
    person = make.person()
    here, elsewhere = visitor(person), visitor(person)
    answer = here.post("/account/security/password", {"old": old, "password": new}, page="/account/security")
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert (fields(answer)["old"], fields(answer)["password"]) == ("", "")
    assert is_signed_in(elsewhere)
    assert send_sign_in(visitor(), person.email, PASSWORD).status_code == 303


@pytest.mark.parametrize("extra", [{"id": "1"}, {"person_id": "1", "user_id": "1"}, {"email": "victim@example.org"}])
def test_one_changes_only_ones_own_password_and_profile(app_context, visitor, extra):
    victim = make.person(email="victim@example.org", name="Victoria")
    somebody = visitor(make.person())
    form = {"old": PASSWORD, "password": NEW_PASSWORD} | extra
    assert somebody.post("/account/security/password", form, page="/account/security").status_code == 303
    profile = {"name": "Nora", "about": "", "reading": "plain"} | extra
    assert somebody.post("/account/profile", profile, page="/account/profile").status_code == 303
    assert send_sign_in(visitor(), victim.email, PASSWORD).status_code == 303
    assert person_with(victim.email).name == "Victoria"


@pytest.mark.parametrize(
    "extra",
    [
        {"role": "owner", "is_admin": "1"},
        {"plan": "paid", "plan_ends_at": "", "subscriber_until": "2099-01-01"},
        {"email": "x@example.org", "email_confirmed_at": "2020-01-01", "handle": "root"},
        {"held_always": "0", "suspended_until": "", "banned_at": "", "created_at": "2001-01-01"},
    ],
    ids=lambda extra: next(iter(extra)),
)
def test_the_profile_form_changes_name_about_and_reading_alone(app_context, visitor, extra):
    person = make.member(email=OLD, held_always=True)
    before = columns(person)
    form = {"name": "Ada Quarry", "about": "I mend bridges.", "reading": "plain"} | extra
    assert visitor(person).post("/account/profile", form, page="/account/profile").status_code == 303
    after = columns(person_with(OLD))
    allowed = {"name", "name_skeleton", "about", "reading"}
    assert {name for name in before if before[name] != after[name]} == allowed
    assert (after["name"], after["about"], after["reading"]) == ("Ada Quarry", "I mend bridges.", "plain")


@pytest.mark.parametrize(
    "state",
    [{"email_confirmed_at": None}, {"suspended_until": clock.now() + timedelta(days=3)}, {"banned_at": clock.now()}],
    ids=lambda state: next(iter(state)),
)
def test_who_may_not_write_publishes_nothing_in_the_profile_either(app_context, visitor, state):
    person = make.member(email=OLD, name="Ada Quarry", about="I mend bridges.", **state)
    somebody, form = visitor(person), {"name": "Ada Quarry", "about": "", "reading": "plain"}
    for change in ({"about": "I know where they live."}, {"name": "Lives At Five"}):
        answer = somebody.post("/account/profile", form | change, page="/account/profile")
        assert answer.status_code == 422
        assert "They stay as they are" in alerts(answer)
    assert somebody.post("/account/profile", form, page="/account/profile").status_code == 303
    after = columns(person_with(OLD))
    assert (after["name"], after["about"], after["reading"]) == ("Ada Quarry", "", "plain")


@pytest.mark.parametrize(
    ("form", "field", "sentence"),
    [
        ({"name": ""}, "name", "Use 2 to 40 characters."),
        ({"name": "Taken Name"}, "name", "is taken"),
        ({"name": "Taken\u00a0N\u0430me"}, "name", "one script"),
        ({"name": "Moderator"}, "name", "This name is reserved."),
        ({"name": "Discuss"}, "name", "This name is reserved."),
        ({"about": "x" * 301}, "about", "Shorten the text by 1 characters."),
        ({"reading": "loud"}, "reading", "Choose one of the two summaries."),
    ],
)
def test_a_refused_profile_comes_back_filled_in(app_context, visitor, form, field, sentence):
    make.person(name="Taken Name", name_skeleton=names.skeleton("Taken Name"))
    person = make.person(email=OLD, name="Ada Quarry")
    sent = {"name": "Ada Quarry", "about": "I mend bridges.", "reading": "expert"} | form
    answer = visitor(person).post("/account/profile", sent, page="/account/profile")
    assert answer.status_code == 422
    assert sentence in alerts(answer)
    assert f'id="{field}-error"' in answer.text
    assert sent["about"] in answer.text
    assert fields(answer)["name"] == sent["name"]
    assert person_with(OLD).name == "Ada Quarry"


def test_keeping_ones_name_or_changing_its_case_is_no_fault(app_context, visitor):
    person = make.person(email=OLD, name="Ada Quarry", name_skeleton="adaquarry")
    somebody = visitor(person)
    for name in ("Ada Quarry", "ADA QUARRY"):
        form = {"name": name, "about": "", "reading": "expert"}
        assert somebody.post("/account/profile", form, page="/account/profile").status_code == 303
        assert person_with(OLD).name == name


def test_a_new_name_stands_at_the_comments_at_once(app_context, visitor):
    story, person = make.story(), make.person(name="Ada Quarry")
    make.comment(story, person)
    reader = visitor()
    assert "Ada Quarry" in reader.get(f"/stories/{story.slug}").text
    form = {"name": "Berta Stone", "about": "", "reading": "expert"}
    visitor(person).post("/account/profile", form, page="/account/profile")
    page = reader.get(f"/stories/{story.slug}").text
    assert "Berta Stone" in page
    assert "Ada Quarry" not in page


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"])
def test_what_people_say_about_themselves_is_text(app_context, visitor, words):
    person = make.person()
    form = {"name": person.name, "about": words, "reading": "expert"}
    visitor(person).post("/account/profile", form, page="/account/profile")
    page = visitor().get(f"/people/{person.handle}").text
    assert words not in page or "<" not in words
    assert "alert(1)" in page or "{{ 7*7 }}" in page


def draft(person, story, body):
    comments.keep_draft(make.actor(person), story, comments.NewComment(body=body), None)


def taken_home(visitor, person):
    answer = visitor(person).post("/account/data", {"password": PASSWORD}, page="/account/data")
    assert answer.status_code == 200
    return answer


def test_the_export_holds_ones_own_things_and_nobody_elses(app_context, visitor):
    story = make.story()
    ada, bert = make.person(email=OLD, about="I mend bridges."), make.person(email="bert@example.org")
    mine = make.comment(story, ada, body="Words that are mine.")
    theirs = make.comment(story, bert, mine, body="Words that are Bert's.")
    held = make.comment(story, ada, theirs, body="My words that wait.", status="held")
    for person, body in ((ada, "Unfinished words of mine."), (bert, "Unfinished words of Bert's.")):
        draft(person, story, body)
    answer = taken_home(visitor, ada)
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, no-store"
    found = json.loads(answer.text)
    assert found["account"]["email"] == OLD
    assert found["account"]["about"] == "I mend bridges."
    assert [(c["id"], c["body"], c["status"]) for c in found["comments"]] == [
        (mine.id, "Words that are mine.", "published"),
        (held.id, "My words that wait.", "held"),
    ]
    assert [d["body"] for d in found["drafts"]] == ["Unfinished words of mine."]
    assert len(found["sessions"]) == 1
    assert "Bert" not in answer.text
    assert "bert@" not in answer.text


def test_the_export_holds_plans_and_decisions_with_what_they_quote_and_can_be_a_page(app_context, visitor):
    person, owner = make.person(), make.person(name="Olga Owner", role="owner")
    grant(make.actor(owner), person, "paid", clock.now().date() + timedelta(days=30))
    comment = make.comment(by=person, body="Words <b>that</b> were removed.")
    ruling = Ruling(action="remove", rule=7, reason="It is forbidden.", law="Section 130", version=comment.version)
    moderation.decide(make.actor(make.moderator(name="Mo Moderator")), comment, ruling)
    found = json.loads(taken_home(visitor, person).text)
    assert [(plan["plan"], plan["source"]) for plan in found["plans"]] == [("paid", "granted")]
    removal = found["decisions"][-1]
    assert (removal["law"], removal["source"], removal["scope"]) == ("Section 130", "own-initiative", "comment")
    assert removal["words"] == comment.body
    page = visitor(person).post("/account/data", {"password": PASSWORD, "as": "page"}, page="/account/data")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Words &lt;b&gt;that&lt;/b&gt; were removed." in page.text
    assert "Section 130" in page.text
    assert f'<time datetime="{clock.now():%Y-%m-%d}T' in page.text
    assert not [raw for raw in ("+00:00", "True<", "False<") if raw in page.text]
    assert not [name for name in ("Olga Owner", "Mo Moderator") if name in page.text]


def test_the_export_holds_no_secret(app_context, visitor):
    person = make.person()
    text = taken_home(visitor, person).text
    person = person_with(person.email)
    tokens = db.session.execute(db.text("SELECT token_hash FROM sessions")).scalars().all()
    assert not [secret for secret in (person.password_hash, "argon2", *tokens) if secret in text]


@pytest.mark.parametrize(
    "given", [{"suspended_until": clock.now() + timedelta(days=900)}, {"banned_at": clock.now()}, {"plan": ""}]
)
def test_everybody_may_take_their_words_home(app_context, visitor, given):
    person = make.person()
    make.comment(by=person, body="Words that are mine.")
    with transaction() as session:
        for name, value in given.items():
            setattr(session.merge(person), name, value)
    assert "Words that are mine." in taken_home(visitor, person).text


def test_the_export_asks_for_the_password(app_context, visitor):
    answer = visitor(make.person()).post("/account/data", {"password": "a guess of mine"}, page="/account/data")
    assert answer.status_code == 422
    assert "This is not your present password." in alerts(answer)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("path", ["", "/profile", "/security", "/subscription", "/data", "/close"])
def test_the_pages_of_an_account_are_not_for_visitors(app_context, visitor, path):
    answer = visitor().get(f"/account{path}")
    assert (answer.status_code, answer.location) == (303, f"/sign-in?next=/account{path}")


@pytest.mark.database("sqlite")
@pytest.mark.settings(rate_limits=True)
def test_changing_the_profile_too_often_is_429_with_the_text_kept(app_context, visitor):
    somebody = visitor(make.person())
    forms = [{"name": "Ada Quarry", "about": f"Version {number}", "reading": "plain"} for number in range(31)]
    answers = [somebody.post("/account/profile", form) for form in forms]
    assert [answer.status_code for answer in answers] == [303] * 30 + [429]
    assert "Version 30" in answers[-1].text
    assert "Try again in" in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) > 0
