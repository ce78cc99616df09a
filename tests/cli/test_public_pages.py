"""``discuss doctor`` names what a public site has to tell people and does not."""

import pytest

from discuss.app import create_app
from discuss.config import Settings
from discuss.pages.texts import TITLES
from tests.services.databases import environment


@pytest.mark.database("sqlite")
def test_the_doctor_names_on_a_public_site_what_people_are_not_told(app_context, run, database_url, tmp_path):
    given = environment(database_url, tmp_path) | {
        "DISCUSS_BASE_URL": "https://discuss.example.org",
        "DISCUSS_SECRET_KEY": "k" * 32,
        "DISCUSS_PACE": "on",
        "DISCUSS_RATE_LIMITS": "on",
    }
    public = create_app(Settings.from_environment(given))
    said = run("doctor", of=public).stderr
    assert [
        word for word in ("DISCUSS_CONTACT", "DISCUSS_REDRESS", "/terms", "/privacy", "/contact") if word in said
    ] == ["DISCUSS_CONTACT", "DISCUSS_REDRESS", "/terms", "/privacy", "/contact"]
    told = {"DISCUSS_CONTACT": "us@example.org", "DISCUSS_REDRESS": "You can ask the ombudsman."}
    settings = Settings.from_environment(given | told)
    (settings.var / "pages").mkdir(parents=True)
    for page in TITLES:
        (settings.var / "pages" / f"{page}.2020-01-01.md").write_text("Filled in: {contact}")
    assert run("doctor", of=create_app(settings)).exit_code == 0
    assert run("doctor").exit_code == 0
