"""Leaving: a day to change one's mind, then nothing is left that says who it was, and the threads keep standing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
import time_machine

from discuss import clock
from discuss.accounts import actions
from discuss.accounts.models import Person
from discuss.db import db, transaction
from discuss.errors import NotPermitted
from discuss.events.log import EventRecord
from discuss.policy import SYSTEM
from tests import factories as make
from tests.accounts.steps import NEW_PASSWORD as PHRASE
from tests.accounts.steps import is_signed_in, person_with, send_sign_in
from tests.services.visitor import PASSWORD, csrf_token

EMAIL = "Winifred.Quarry@example.org"
NAME = "Winifred Quarry"
WORDS = "The ferry has paid for itself since the winter timetable."


@pytest.fixture
def winifred(app_context):
    return make.person(email=EMAIL, email_key=EMAIL.casefold(), name=NAME, handle="winifred-quarry")


@pytest.fixture
def story(app_context):
    return make.story()


def close(visitor, password=PASSWORD, **more):
    return visitor.post("/account/close", {"password": password} | more, page="/account/close")


def a_day_later():
    return time_machine.travel(clock.now() + timedelta(hours=24, seconds=1), tick=True)


def cells():
    """Every value that the database holds, with the place where it stands."""
    db.session.rollback()
    tables = sa.MetaData()
    tables.reflect(db.engine)
    for name, table in tables.tables.items():
        for row in db.session.execute(sa.select(table)).mappings():
            yield from ((f"{name}.{column}", str(value)) for column, value in row.items())


def places_of(*words):
    return {place for place, value in cells() if any(word.casefold() in value.casefold() for word in words)}


def test_it_takes_the_password_and_a_day_in_which_all_goes_on_and_can_be_called_off(
    visitor, winifred, story, run_jobs, mailbox
):
    browser = visitor(winifred)
    refused = close(browser, password="not the password")
    assert (refused.status_code, "This is not your present password." in refused.text) == (422, True)
    assert close(browser).status_code == 303
    run_jobs()
    assert "will be deleted" in mailbox.all()[-1]["Subject"]
    assert browser.post(f"/stories/{story.slug}/comments", {"body": WORDS}).status_code == 303
    assert browser.post("/account/close", {"action": "keep"}).status_code == 303
    with a_day_later():
        assert actions.erase_due() == 0
        assert is_signed_in(browser)


def test_before_the_day_is_over_nothing_is_erased(visitor, winifred):
    close(visitor(winifred))
    with time_machine.travel(clock.now() + timedelta(hours=23, minutes=59), tick=True):
        assert actions.erase_due() == 0
    assert person_with(EMAIL).name == NAME


@pytest.mark.parametrize("words", ["keep", "erase"])
def test_after_it_no_cell_of_the_database_says_who_it_was(visitor, winifred, story, run_jobs, words):
    browser = visitor(winifred)
    own = make.comment(on=story, by=winifred, body=WORDS)
    make.comment(on=story, reply_to=own, body="And in summer too.")
    visitor().post("/reset", {"email": EMAIL}, page="/reset")
    close(browser, words=words)
    run_jobs()
    assert places_of(EMAIL, NAME, winifred.handle) >= {
        "people.email",
        "people.name",
        "people.handle",
        "mails.recipient",
    }
    with a_day_later():
        assert actions.erase_due() == 1
        assert actions.erase_due() == 0
        run_jobs()
        assert places_of(EMAIL, NAME, "winifred") == set()
        assert (places_of(WORDS) == set()) == (words == "erase")
        page = visitor().get(f"/stories/{story.slug}").text
        assert "And in summer too." in page
        assert (WORDS in page) == (words == "keep")
        assert NAME not in page


def test_after_it_the_door_is_shut(visitor, winifred, story):
    browser = visitor(winifred)
    browser.get(f"/stories/{story.slug}")
    close(browser)
    with a_day_later():
        actions.erase_due()
        assert not is_signed_in(browser)
        assert browser.post(f"/stories/{story.slug}/comments", {"body": WORDS}).status_code in {303, 400}
        assert send_sign_in(visitor(), EMAIL, PASSWORD).status_code == 422
        assert visitor().get("/people/winifred-quarry").status_code == 404
    assert places_of(WORDS) <= {"drafts.body"}


def test_the_only_owner_stays_until_there_is_another(visitor, app_context):
    owner = make.person(role="owner")
    browser = visitor(owner)
    assert close(browser).status_code == 403
    make.person(role="owner")
    assert close(browser).status_code == 303


def owners():
    db.session.rollback()
    return set(db.session.scalars(sa.select(Person.id).where(Person.role == "owner")))


@pytest.mark.database("sqlite")
def test_an_owner_who_is_leaving_or_banned_is_nobody_to_leave_the_site_to(visitor, app_context):
    make.person(role="owner", banned_at=clock.now())
    first, second = make.person(role="owner"), make.person(role="owner")
    leaving, staying = visitor(first), visitor(second)
    assert close(leaving).status_code == 303
    refused = close(staying)
    assert refused.status_code == 403
    assert "Make somebody else an owner first" in refused.text
    form = {"role": "reader"}
    refused = leaving.post(f"/settings/people/{second.handle}/role", form, page="/settings/people")
    assert refused.status_code == 409
    assert leaving.post("/account/close", {"action": "keep"}).status_code == 303
    assert close(staying).status_code == 303


@pytest.mark.database("sqlite")
def test_an_owner_without_whom_nobody_would_own_the_site_is_not_erased_and_is_told(app_context, run_jobs, mailbox):
    owner = make.person(role="owner", closing_at=clock.now() - timedelta(seconds=1))
    email = owner.email
    actions.erase_due()
    run_jobs()
    kept = person_with(email)
    assert (kept.role, kept.closing_at, kept.erased_at) == ("owner", None, None)
    assert "was not deleted" in mailbox.last(email)["Subject"]
    make.person(role="owner")
    with transaction() as session:
        session.get_one(Person, owner.id).closing_at = clock.now() - timedelta(seconds=1)
    assert actions.erase_due() == 1
    assert person_with(email) is None


def test_two_owners_who_demote_each_other_at_once_leave_one(visitor, app_context):
    first, second = make.person(role="owner"), make.person(role="owner")
    pairs = [(visitor(first), second.handle), (visitor(second), first.handle)]
    for browser, _ in pairs:
        browser.token = csrf_token(browser.get("/settings/people"))
    together = Barrier(2)

    def demote(pair):
        browser, other = pair
        together.wait(timeout=10)
        return browser.post(f"/settings/people/{other}/role", {"role": "reader"}).status_code

    db.session.rollback()
    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(demote, pairs))
    assert statuses.count(303) >= 1
    assert len(owners()) == 1


@pytest.mark.database("sqlite")
def test_whoever_was_demoted_meanwhile_gives_no_role_any_more(app_context):
    owner, person = make.person(role="owner"), make.person()
    make.person(role="owner")
    acting = make.actor(owner)
    actions.grant_role(SYSTEM, owner, "reader")
    with pytest.raises(NotPermitted):
        actions.grant_role(acting, person, "owner")


@pytest.mark.database("sqlite")
def test_every_change_of_role_is_on_record(app_context):
    person = make.person()
    actions.grant_role(SYSTEM, person, "editor")
    made = actions.create_person(SYSTEM, email="m@example.org", name="Mo Ward", password=PHRASE, role="moderator")
    actions.create_person(SYSTEM, email="r@example.org", name="Rea Deer", password=PHRASE, role="reader")
    granted = db.session.scalars(sa.select(EventRecord).where(EventRecord.kind == "person.role-granted"))
    assert [event.payload for event in granted] == [
        {"person_id": person.id, "old_role": "reader", "new_role": "editor"},
        {"person_id": made.id, "old_role": "reader", "new_role": "moderator"},
    ]
