"""What commands refuse and say where a site's address is public."""

import dataclasses

import pytest
from sqlalchemy import func, select

from discuss.accounts.models import Person
from discuss.db import db
from discuss.pages.texts import TITLES

pytestmark = pytest.mark.database("sqlite")
OPEN = pytest.mark.settings(base_url="http://talk.example.org")
SAFE = pytest.mark.settings(base_url="https://talk.example.org")


@SAFE
def test_people_with_known_passwords_are_not_loaded_into_a_site_with_https(app, run):
    done = run("demo", "load")
    assert done.exit_code == 1
    assert "refused behind https" in done.stderr
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Person)) == 0


@OPEN
def test_where_others_can_reach_it_without_https_it_is_said_that_they_are_known(run):
    done = run("demo", "load")
    assert done.exit_code == 0
    assert done.stdout.startswith("The demo's passwords are known to everybody.")


@OPEN
def test_the_doctor_says_that_a_public_site_needs_https(run):
    done = run("doctor")
    assert done.exit_code == 1
    assert "http://talk.example.org is public without https" in done.stderr


@SAFE
def test_the_doctor_names_what_a_site_with_https_does_not_tell_its_readers(run):
    done = run("doctor")
    assert done.exit_code == 1
    for missing in ("DISCUSS_CONTACT", "DISCUSS_REDRESS", "/terms", "/privacy", "/contact"):
        assert missing in done.stderr


@SAFE
def test_the_doctor_says_that_no_mail_leaves_a_site_that_names_no_mail_server(app, settings, run):
    kept = dataclasses.replace(settings, mail_url=f"file://{settings.var / 'mail'}")
    app.extensions["discuss.settings"] = kept
    done = run("doctor")
    assert done.exit_code == 1
    assert "DISCUSS_MAIL_URL is not set" in done.stderr


@pytest.mark.settings(
    base_url="https://talk.example.org", contact="us@example.org", redress="You can ask the ombudsman."
)
def test_the_doctor_is_content_with_https_and_pages_that_are_filled_in(run, settings):
    folder = settings.var / "pages"
    folder.mkdir(parents=True)
    for page in TITLES:
        (folder / f"{page}.2020-01-01.md").write_text("Filled in: {contact}, {redress}")
    assert run("doctor").exit_code == 0
