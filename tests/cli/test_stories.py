"""``discuss stories``: import prints the slug last and refuses bad files whole; export gives the story back."""

import pytest
from sqlalchemy import func, select

from discuss.db import db
from discuss.stories import formats
from discuss.stories.models import Element, Revision, Story
from tests.stories.broken_files import BROKEN
from tests.stories.files import ENDINGS, MARKDOWN, PAGE_TEXT
from tests.sweeps.dump import difference, dump


def rows(app):
    with app.app_context():
        return [db.session.scalar(select(func.count()).select_from(table)) for table in (Story, Element, Revision)]


def write(folder, source, name):
    path = folder / name
    path.write_text(source, encoding="utf-8")
    return str(path)


def test_an_imported_story_is_served_and_exported_as_it_came(app, run, visitor, tmp_path):
    done = run("stories", "import", write(tmp_path, PAGE_TEXT, "page.txt"), "--publish")
    assert done.exit_code == 0, done.output
    slug = done.output.split()[-1]
    assert visitor().get(f"/stories/{slug}").status_code == 200
    for form in formats.FORMATS:
        exported = run("stories", "export", slug, "--format", form).stdout
        again = run("stories", "import", write(tmp_path, exported, ENDINGS[form]), "--slug", slug)
        assert (again.exit_code, again.output.split()[-1]) == (0, slug)
        assert run("stories", "export", slug, "--format", form).stdout == exported
    with app.app_context():
        assert db.session.scalars(select(Story.revision)).all() == [1]


def test_without_publish_it_is_a_draft_and_a_slug_may_be_chosen(run, visitor, tmp_path):
    assert (
        run("stories", "import", write(tmp_path, PAGE_TEXT, "page.txt"), "--slug", "dark").output.split()[-1] == "dark"
    )
    assert visitor().get("/stories/dark").status_code == 404


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("form", formats.FORMATS)
def test_broken_files_give_a_line_for_their_fault_and_change_nothing(app, run, tmp_path, form):
    assert run("stories", "import", write(tmp_path, MARKDOWN, "good.md"), "--publish").exit_code == 0
    with app.app_context():
        before = dump(whole=True)
    files = {name: case for name, case in BROKEN.items() if case[0] == form}
    assert len(files) >= 20
    for name, (_, source, line, words) in files.items():
        refused = run("stories", "import", write(tmp_path, source, ENDINGS[form]), "--publish")
        assert (name, refused.exit_code, refused.stdout) == (name, 1, "")
        (only,) = refused.stderr.strip().splitlines()
        assert only.startswith(f"line {line}: "), name
        assert words in only, name
    with app.app_context():
        assert difference(before, dump(whole=True)) == []


@pytest.mark.database("sqlite")
def test_of_several_files_all_are_read_before_one_is_stored(app, run, tmp_path):
    bad = BROKEN["an event without text"][1]
    refused = run("stories", "import", write(tmp_path, MARKDOWN, "good.md"), write(tmp_path, bad, "bad.txt"))
    assert refused.exit_code == 1
    assert refused.stderr.startswith("bad.txt: line 26: ")
    assert rows(app) == [0, 0, 0]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("words", [("import",), ("import", "/nowhere.txt"), ("export", "nothing-here")])
def test_what_is_not_there_is_said_in_a_line(run, words):
    refused = run("stories", *words)
    assert refused.exit_code != 0
    assert "Traceback" not in refused.output
