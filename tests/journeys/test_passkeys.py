"""Passkeys in a real browser with a device of its own: made, used to sign in, as second step and as proof."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from discuss import clock
from discuss.accounts.models import Session
from discuss.db import transaction
from tests import factories as make
from tests.accounts.factors import code, factors_of
from tests.services.browser import sign_in
from tests.services.visitor import PASSWORD


def plug_in(page, *, verified=True):
    """Give the browser a device that keeps passkeys; return how to reach it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return session, device


def here(live_server):
    """Return the server's address with a name in it: browsers know no passkeys at a number."""
    return live_server.url.replace("127.0.0.1", "localhost")


def add(page, site, name):
    page.goto(f"{site}/account/security")
    page.fill("[data-passkeys] [name=name]", name)
    page.click("button:has-text('Add a passkey')")


def test_a_passkey_is_made_and_signs_in_without_address_and_password(app_context, live_server, page_at):
    site, person = here(live_server), make.person(name="Ada Quarry")
    page = page_at()
    plug_in(page)
    sign_in(page, site, person.email)
    add(page, site, "My laptop")
    expect(page.locator("h1")).to_have_text("Recovery codes")
    expect(page.locator(".codes li")).to_have_count(10)
    page.click("text=I have kept them")
    expect(page.locator("main")).to_contain_text("My laptop")
    assert factors_of(person) == (True, False, ["My laptop"], 10)
    page.click("header button:has-text('Sign out')")
    page.goto(f"{site}/sign-in?next=/rules")
    page.click("button:has-text('Sign in with a passkey')")
    page.wait_for_url("**/rules")
    expect(page.locator("header")).to_contain_text("Ada Quarry")


@pytest.mark.database("sqlite")
def test_after_the_password_and_before_a_change_the_passkey_is_asked(app_context, live_server, page_at):
    site, person = here(live_server), make.person(role="owner", plan="")
    page = page_at(360)
    plug_in(page)
    sign_in(page, site, person.email)
    add(page, site, "Phone")
    page.click("text=I have kept them")
    page.locator("button:has-text('Sign out')").last.click()
    page.wait_for_url(f"{site}/")
    sign_in(page, site, person.email)
    expect(page.locator("h1")).to_have_text("Second step")
    page.click("button:has-text('Use a passkey')")
    page.wait_for_url(f"{site}/")
    stale(person)
    page.goto(f"{site}/settings/offers")
    page.fill("[name=price]", "4 crowns a month")
    page.fill("[name=sold_at]", "https://shop.example/paid")
    page.click("button:has-text('Save offer')")
    expect(page.locator("h1")).to_have_text("Is it you?")
    page.click("button:has-text('Use a passkey')")
    page.wait_for_url("**/settings/offers?kept=*")
    expect(page.locator("[name=price]").first).to_have_value("4 crowns a month")
    page.locator("button:has-text('Save offer')").first.click()
    expect(page.locator(".notices")).to_contain_text("The offer is saved.")


def stale(person):
    """Let the last proof of all of somebody's sessions be long ago."""
    with transaction() as session:
        long_ago = clock.now() - timedelta(hours=1)
        session.execute(update(Session).where(Session.person_id == person.id).values(proved_at=long_ago))


@pytest.mark.database("sqlite")
def test_a_device_makes_one_passkey_for_an_account_and_a_cancelled_one_is_told(app_context, live_server, page_at):
    site, person = here(live_server), make.person()
    page = page_at()
    session, device = plug_in(page)
    sign_in(page, site, person.email)
    add(page, site, "My laptop")
    page.click("text=I have kept them")
    add(page, site, "Again")
    expect(page.locator("form[data-passkey] [role=status]")).to_contain_text("has a passkey for your account already")
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
    plug_in(page, verified=False)
    add(page, site, "Unchecked")
    expect(page.locator("form[data-passkey] [role=status]")).to_contain_text("No passkey was used")
    assert factors_of(person)[2] == ["My laptop"]


@pytest.mark.database("sqlite")
def test_a_stale_session_is_led_to_the_proof_and_keeps_the_name(app_context, live_server, page_at):
    site, person = here(live_server), make.person()
    page = page_at()
    plug_in(page)
    sign_in(page, site, person.email)
    stale(person)
    add(page, site, "My laptop")
    expect(page.locator("h1")).to_have_text("Is it you?")
    page.fill("[name=password]", PASSWORD)
    page.click("main button:has-text('Go on')")
    page.wait_for_url("**/account/security?kept=*")
    expect(page.locator("[data-passkeys] [name=name]")).to_have_value("My laptop")
    page.click("button:has-text('Add a passkey')")
    expect(page.locator("h1")).to_have_text("Recovery codes")


@pytest.mark.database("sqlite")
def test_without_script_there_is_no_button_that_does_nothing_and_the_code_signs_in(app_context, live_server, page_at):
    site, person = here(live_server), make.person()
    factor = make.second_factor(person)
    make.passkey(person)
    page = page_at(320, javascript=False)
    page.goto(f"{site}/sign-in")
    expect(page.get_by_text("Sign in with a passkey")).not_to_be_visible()
    page.fill("[name=email]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button:has-text('Sign in')")
    expect(page.get_by_text("Use a passkey")).not_to_be_visible()
    page.fill("[name=code]", code(factor.key))
    page.locator("main button:has-text('Sign in')").first.click()
    page.goto(f"{site}/account/security")
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_text("Add a passkey")).not_to_be_visible()


@pytest.mark.database("sqlite")
def test_an_app_is_set_up_and_the_codes_fit_on_paper(app_context, live_server, page_at):
    site, person = here(live_server), make.person()
    page = page_at(javascript=False)
    sign_in(page, site, person.email)
    page.goto(f"{site}/account/security/app")
    box = page.locator("svg.qr").bounding_box()
    assert box["width"] == box["height"] > 150
    key = page.locator("#key").inner_text().replace(" ", "")
    page.fill("[name=code]", code(key))
    page.click("button:has-text('Set up the app')")
    page.emulate_media(media="print")
    expect(page.locator(".codes li")).to_have_count(10)
    expect(page.locator(".codes li").last).to_be_visible()
    expect(page.get_by_role("navigation", name="Your account")).not_to_be_visible()
    expect(page.get_by_text("I have kept them")).not_to_be_visible()
