"""A command on a database that is not at the program's schema says what to run, in one line."""

import pytest

from discuss.app import create_app
from discuss.config import Settings
from discuss.db import db
from tests.services import databases
from tests.stories.files import PAGE_TEXT


@pytest.fixture
def app(empty_database_url, tmp_path):
    made = create_app(Settings.from_environment(databases.environment(empty_database_url, tmp_path)))
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("words", [("import", "page.txt"), ("export", "lighthouse")], ids=["writing", "reading"])
def test_it_names_the_command_that_helps(run, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.txt").write_text(PAGE_TEXT, encoding="utf-8")
    refused = run("stories", *words)
    assert refused.exit_code == 1
    (only,) = refused.stderr.strip().splitlines()
    assert only.endswith("Run: discuss database upgrade")
    assert refused.stdout == ""
