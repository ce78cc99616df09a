"""Terms, privacy and contact: texts of ours until the owner lays dated files beside the database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from discuss import clock
from discuss.app import create_app
from discuss.config import BadSettings, Settings
from discuss.pages.texts import DEFAULTS, TITLES, OwnPages, sections
from tests import factories as make
from tests.services.databases import environment
from tests.services.visitor import Visitor


@pytest.fixture
def folder(settings):
    made = settings.var / "pages"
    made.mkdir(parents=True, exist_ok=True)
    return made


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("page", TITLES)
def test_every_page_leads_to_our_texts_which_say_what_the_owner_has_to_fill_in(app_context, visitor, page):
    reader = visitor()
    assert f'<a href="/{page}">' in reader.get("/").text
    shown = reader.get(f"/{page}")
    assert shown.status_code == 200
    assert "[FILL IN: name and postal address" in shown.text
    assert "{" not in shown.text
    assert shown.text.count("<h2>") == (DEFAULTS / f"{page}.md").read_text().count("\n## ") + (page == "contact")


@pytest.mark.database("sqlite")
def test_the_latest_file_that_has_begun_is_in_force_and_the_others_stay(app_context, visitor, folder):
    reader = visitor()
    for day, words in (
        ("2026-12-05", "First of ours."),
        ("2027-02-01", "Second <b>of</b> ours."),
        ("2027-05-01", "Third."),
    ):
        (folder / f"terms.{day}.md").write_text(f"## What holds\n\n{words} {{site}}, {{age}}.")
    (folder / "terms.2027-13-01.md").write_text("No day.")
    (folder / "terms.draft.md").write_text("No day.")
    with time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC)):
        page = reader.get("/terms").text
        assert "Second &lt;b&gt;of&lt;/b&gt; ours. Discuss, 16." in page
        assert "In force since" in page
        assert 'A new version begins on <time datetime="2027-05-01">' in page
        assert "No day." not in page
        assert "First of ours." in reader.get("/terms?version=2026-12-05").text
        assert "This version begins on" in reader.get("/terms?version=2027-05-01").text
        for none in ("2026-01-01", "2026-12-01"):  # our text was in force for nobody who reads this site's
            assert reader.get(f"/terms?version={none}").status_code == 404
        member = visitor(make.person()).get("/account/profile").text
    assert '<a href="/terms">Terms</a>: <time datetime="2027-02-01">' in member
    assert '<a href="/rules">Rules</a>: <time datetime=' in member


@pytest.mark.database("sqlite")
def test_an_older_file_of_the_owner_counts_more_than_a_newer_default(settings, folder):
    (folder / "privacy.2020-01-01.md").write_text("Ours.")
    pages = OwnPages(settings)
    assert pages.text(pages.in_force("privacy")) == "Ours."


@pytest.mark.database("sqlite")
@pytest.mark.settings(contact="us@example.org", redress="Ask the ombudsman.")
def test_a_public_site_leads_its_readers_to_no_text_that_is_not_filled_in(app_context, visitor, folder, settings):
    public = replace(settings, base_url="https://talk.example.org")
    app_context.extensions["discuss.own-pages"] = OwnPages(public)
    with time_machine.travel(clock.now(), tick=False) as journey:
        (folder / "privacy.2020-01-01.md").write_text("Ours.")
        for address in ("/", "/sign-up"):
            page = visitor().get(address).text
            assert "/terms" not in page
            assert 'href="/contact"' not in page
            assert '<a href="/privacy">' in page
            assert '<a href="mailto:us@example.org">Write to us</a>' in page
        assert visitor().get("/terms").text.count("[FILL IN:") == 1
        (folder / "terms.2020-01-01.md").write_text("Ours.")
        journey.shift(timedelta(minutes=1))
        assert 'agree to the <a href="/terms">terms</a> and the <a href="/rules">' in visitor().get("/sign-up").text
        for somebody, led in ((make.person(role="owner"), True), (make.person(), False)):
            assert ('<li><a href="/contact">' in visitor(somebody).get("/account/profile").text) == led


def test_a_text_is_cut_at_its_headings():
    assert sections("Before.\n\n## One\n\nText\n## Two\n") == [("", "Before."), ("One", "Text"), ("Two", "")]


def test_the_age_that_people_say_they_have_is_a_setting(database_url, tmp_path):
    given = environment(database_url, tmp_path)
    adults = create_app(Settings.from_environment(given | {"DISCUSS_MINIMUM_AGE": "18"}))
    assert "you are at least 18 years old" in Visitor(adults).get("/sign-up").text
    assert "You must be at least 18 years old." in Visitor(adults).get("/terms").text
    with pytest.raises(BadSettings, match="from 13 to 21"):
        Settings.from_environment(given | {"DISCUSS_MINIMUM_AGE": "12"})
