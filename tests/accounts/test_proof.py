"""Before what is dangerous, whoever has a second factor shows it again; what was being sent is not lost."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from sqlalchemy import select

from discuss.accounts.actions import grant_role
from discuss.accounts.models import KeptForm, Person
from discuss.db import db
from discuss.errors import ProofRequired
from discuss.moderation.actions import Wording, propose, reword_rule, run_replays
from discuss.policy import SYSTEM, VISITOR, require_fresh
from discuss.subscriptions import queries as subscriptions
from tests import factories as make
from tests.accounts.factors import WRONG, code, next_on, sign_in
from tests.accounts.steps import NEW_PASSWORD, alerts, cookie, fields, is_signed_in, person_with, with_cookie
from tests.architecture.routes_table import FORMS
from tests.services.visitor import PASSWORD
from tests.sweeps.dump import difference, dump

LATE = timedelta(minutes=10, seconds=1)
PROVE = "/account/prove"


@pytest.fixture
def owner(app_context, visitor, now):
    """An owner with a second factor who signed in more than ten minutes ago, and a reader."""
    person = make.person(role="owner", plan="")
    factor = make.second_factor(person)
    somebody = sign_in(visitor(), person, factor.key)
    now.shift(LATE)
    somebody.person, somebody.key, somebody.reader, somebody.now = person, factor.key, make.person(plan=""), now
    return somebody


def prove(somebody, location):
    """Show the code on the page that an answer has led to; return where that leads."""
    back = next_on(somebody.get(location))
    answer = somebody.post(PROVE, {"code": code(somebody.key), "next": back})
    assert answer.status_code == 303
    return answer.location


WORDING = FORMS["POST /settings/rules/<int:number>"]

# What is sent -> from which page, with what, and what the page shows again ("{reader}": a reader's handle).
DANGEROUS = {
    "/settings/people/{reader}/role": (
        "/settings/people?q={reader}", {"role": "editor"}, '<option value="editor" selected>',
    ),
    "/settings/people/{reader}/plan": (
        "/settings/people?q={reader}", {"plan": "comped", "until": "2031-05-04"}, 'value="2031-05-04"',
    ),
    "/settings/offers": (
        "/settings/offers",
        {"plan": "paid", "price": "4 crowns a month", "sold_at": "https://shop.example/paid"},
        'value="4 crowns a month"',
    ),
    "/settings/rules/2": ("/settings/rules/2", WORDING, 'value="Speak of the matter"'),
    "/account/security/email": (
        "/account/security", {"email": "new@example.org", "email_password": PASSWORD}, 'value="new@example.org"',
    ),
    "/account/security/password": ("/account/security", {"old": PASSWORD, "password": NEW_PASSWORD}, 'id="old"'),
    "/account/close": ("/account/close", {"words": "keep", "password": PASSWORD, "action": "close"}, "Close account"),
    "/account/data": ("/account/data", {"password": PASSWORD}, "Your data"),
}  # fmt: skip


@pytest.mark.parametrize("path", DANGEROUS)
def test_a_dangerous_act_asks_first_and_gives_the_form_back_as_it_was(owner, path):
    page, form, shown = DANGEROUS[path]
    path, page = (text.format(reader=owner.reader.handle) for text in (path, page))
    before = dump()
    sent_from = {"Referer": f"http://localhost{page}"}
    answer = owner.post(path, form, page=page, headers=sent_from)
    assert answer.status_code == 303
    to = urlsplit(answer.location)
    assert to.path == PROVE
    assert [line for line in difference(before, dump()) if "kept_forms" not in line] == []
    (back,) = parse_qs(to.query)["next"]
    assert back.startswith(page)
    assert prove(owner, answer.location) == back
    again = owner.get(back)
    assert again.status_code == 200
    assert shown in again.text
    assert "Nothing is stored yet" in again.text
    statuses = {"/account/close": 403, "/account/data": 200, "/account/security/email": 200}  # an only owner stays
    assert owner.post(path, form, page=page, headers=sent_from).status_code == statuses.get(path, 303)


def test_what_was_sent_again_is_done(owner):
    path = f"/settings/people/{owner.reader.handle}/role"
    answer = owner.post(path, {"role": "editor"}, page="/settings/people")
    assert person_with(owner.reader.email).role == "reader"
    prove(owner, answer.location)
    owner.post(path, {"role": "editor"}, page="/settings/people")
    assert person_with(owner.reader.email).role == "editor"
    owner.post(
        "/settings/offers", {"plan": "paid", "price": "4", "sold_at": "https://x.example"}, page="/settings/offers"
    )
    db.session.rollback()
    assert subscriptions.offers()["paid"].price == "4"


def test_a_wording_that_was_kept_does_not_overwrite_one_that_came_meanwhile(owner):
    path = "/settings/rules/2"
    answer = owner.post(path, WORDING, page=path)
    other = make.actor(make.person(role="owner", plan=""))
    wording = Wording(**{name: words for name, words in WORDING.items() if name != "version"} | {"title": "Stay calm"})
    reword_rule(other, 2, wording, based_on=1)
    again = owner.get(prove(owner, answer.location))
    assert 'value="Speak of the matter"' in again.text
    answer = owner.post(path, WORDING | {"version": fields(again)["version"]})
    assert answer.status_code == 409
    assert "Stay calm" in owner.get("/rules/2").text


def test_buttons_that_cannot_be_undone_ask_first_and_are_there_again_afterwards(owner):
    """A check is switched on, and a second person closes an account."""
    form = FORMS["POST /settings/checks/<check>/replays"]
    trial = owner.post("/settings/checks/links/replays", form, page="/settings/checks/links").location
    while run_replays():
        pass
    proposal = propose(make.actor(make.moderator()), owner.reader, 8, "It is a second account.")
    for path, form, page in (
        (f"{trial}/switch-on", {}, trial),
        (f"/moderation/proposals/{proposal.id}", {"action": "confirm"}, "/moderation/proposals"),
    ):
        before = dump()
        answer = owner.post(path, form, headers={"Referer": f"http://localhost{page}"})
        assert [line for line in difference(before, dump()) if "kept_forms" not in line] == []
        back = prove(owner, answer.location)
        assert back.startswith(page)
        again = owner.get(back)
        assert f'action="{path}"' in again.text
        assert "send it again" in again.text
        assert owner.post(path, form).status_code == 303
        assert path not in owner.get(page).text
        owner.now.shift(LATE)


def test_without_a_referrer_the_page_above_shows_the_form_again(owner):
    answer = owner.post(f"/settings/people/{owner.reader.handle}/role", {"role": "editor"}, page="/settings/people")
    (back,) = parse_qs(urlsplit(answer.location).query)["next"]
    assert re.fullmatch(r"/settings/people\?kept=\d+", back)
    prove(owner, answer.location)
    assert '<option value="editor" selected>' in owner.get(back).text


@pytest.mark.parametrize(
    "referrer", ["https://elsewhere.example/settings/people", "http://localhost//elsewhere.example", "http://["]
)
def test_another_sites_address_is_never_led_back_to(owner, referrer):
    form = {"role": "editor"}
    path = f"/settings/people/{owner.reader.handle}/role"
    answer = owner.post(path, form, page="/settings/people", headers={"Referer": referrer})
    assert answer.location.startswith(f"{PROVE}?next=/settings/people%3Fkept%3D")


def test_no_password_and_no_code_is_kept(owner):
    form = {"old": PASSWORD, "password": NEW_PASSWORD, "code": "123456", "note": "these words"}
    answer = owner.post("/account/security/password", form, page="/account/security")
    kept = db.session.scalars(select(KeptForm)).one()
    assert "these words" not in kept.fields
    page = owner.get(prove(owner, answer.location)).text
    assert PASSWORD not in page
    assert NEW_PASSWORD not in page


def test_a_kept_form_is_shown_in_its_own_session_alone(owner, visitor, now):
    form = {"plan": "paid", "price": "a secret price", "sold_at": "https://x.example"}
    answer = owner.post("/settings/offers", form, page="/settings/offers")
    (back,) = parse_qs(urlsplit(answer.location).query)["next"]
    other = make.person(role="owner", plan="")
    assert "a secret price" not in visitor(other).get(back).text
    assert "a secret price" not in sign_in(visitor(), owner.person, owner.key).get(back).text
    assert "a secret price" in owner.get(back).text
    for invented in ("0", "-1", "x", "9" * 12, "\u0661", ""):
        assert owner.get(f"/settings/offers?kept={quote(invented)}").status_code == 200


def test_within_ten_minutes_nobody_is_asked(app_context, visitor, now):
    person = make.person(role="owner", plan="")
    reader = make.person()
    somebody = sign_in(visitor(), person, make.second_factor(person).key)
    now.shift(timedelta(minutes=9, seconds=59))
    path = f"/settings/people/{reader.handle}/role"
    assert somebody.post(path, {"role": "editor"}, page="/settings/people").location.startswith("/settings/people")


def test_whoever_has_no_second_factor_is_not_asked_before_such_acts(app_context, visitor, now):
    reader = make.person()
    somebody = visitor(make.person(role="owner", plan=""))
    now.shift(LATE)
    path = f"/settings/people/{reader.handle}/role"
    assert somebody.post(path, {"role": "editor"}, page="/settings/people").location.startswith("/settings/people")


def test_a_wrong_or_used_code_proves_nothing(owner, now):
    for wrong, words in ((WRONG, "clock of your device"), ("", "six digits")):
        answer = owner.post(PROVE, {"code": wrong}, page=PROVE)
        assert (answer.status_code, words in alerts(answer)) == (422, True)
    shown = code(owner.key)
    assert owner.post(PROVE, {"code": shown}).status_code == 303
    answer = owner.post(PROVE, {"code": shown})
    assert (answer.status_code, "used already" in alerts(answer)) == (422, True)
    assert owner.post(PROVE, {"recovery": make.recovery_codes()[1].copy().popitem()[0]}).status_code == 303


def test_the_password_is_no_proof_for_whoever_has_a_second_factor(owner):
    assert owner.post(PROVE, {"password": PASSWORD}, page=PROVE).status_code == 422
    path = f"/settings/people/{owner.reader.handle}/role"
    assert owner.post(path, {"role": "editor"}, page="/settings/people").location.startswith(PROVE)


def test_a_proof_gives_the_session_a_new_cookie_and_leaves_other_forms_good(owner, settings, visitor):
    copied = cookie(owner, settings)
    token = fields(owner.get("/account/profile"))["csrf_token"]
    owner.post(PROVE, {"code": code(owner.key)}, page=PROVE)
    assert is_signed_in(owner)
    assert not is_signed_in(with_cookie(visitor(), settings, copied))
    owner.token = token
    assert owner.post("/account/profile", {"name": "Olga Owner", "about": "", "reading": "plain"}).status_code == 303


@pytest.mark.database("sqlite")
@pytest.mark.settings(rate_limits=True)
def test_tries_are_counted_together_with_those_at_signing_in(owner, visitor):
    for _ in range(5):
        assert owner.post(PROVE, {"code": WRONG}, page=PROVE).status_code == 422
    assert owner.post(PROVE, {"code": code(owner.key)}).status_code == 429
    somebody = visitor()
    somebody.post("/sign-in", {"email": owner.person.email, "password": PASSWORD}, page="/sign-in")
    assert somebody.post("/sign-in/second", {"code": code(owner.key)}, page="/sign-in/second").status_code == 429


def test_programs_are_told(owner):
    path = f"/settings/people/{owner.reader.handle}/role"
    json = {"Accept": "application/json"}
    answer = owner.post(path, {"role": "editor"}, page="/settings/people", headers=json)
    assert (answer.status_code, answer.json["error"]) == (403, "proof_required")


def test_a_visitor_is_sent_to_sign_in(app_context, visitor):
    assert visitor().get(PROVE).location == "/sign-in?next=/account/prove"
    assert visitor().post(PROVE, {"code": "123456"}, page="/sign-in").location == "/sign-in"


@pytest.mark.parametrize(
    ("given", "asked", "asked_always"),
    [
        ({"factor_given": True, "proved": True}, False, False),
        ({"factor_given": True, "proved": False}, True, True),
        ({"factor_given": False, "proved": True}, False, False),
        ({"factor_given": False, "proved": False}, False, True),
    ],
)
def test_who_is_asked(given, asked, asked_always):
    """The one function that dangerous actions call."""
    for always, expected in ((False, asked), (True, asked_always)):
        actor = replace(VISITOR, id=1, **given)
        if expected:
            with pytest.raises(ProofRequired):
                require_fresh(actor, always=always)
        else:
            require_fresh(actor, always=always)


def test_commands_are_exempt(app_context):
    require_fresh(SYSTEM)
    require_fresh(SYSTEM, always=True)
    person = make.person()
    grant_role(SYSTEM, person, "editor")
    assert db.session.get_one(Person, person.id).role == "editor"
