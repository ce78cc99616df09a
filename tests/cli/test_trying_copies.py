"""``discuss database try-backup``: a copy is good when it can be restored and is this site's."""

import os

import pytest
import sqlalchemy as sa

from discuss.db import backup, db, trying
from tests import factories as make
from tests.cli.test_backups import flip
from tests.services import databases


@pytest.fixture(autouse=True)
def postgresqls_programs(database_kind, monkeypatch):
    """Let the command find the programs of the very server that the tests use."""
    if database_kind == "postgresql":
        monkeypatch.setenv("PATH", f"{databases.cluster()['programs']}:{os.environ['PATH']}")


@pytest.fixture(autouse=True)
def name(monkeypatch):
    """What the databases of this process are called: others try copies at the same time."""
    monkeypatch.setattr(trying, "NAME", f"try_{databases.worker()}_")


@pytest.fixture
def copy(app_context, run, tmp_path):
    """A copy of a site on which people have written since."""
    story = make.story()
    for _ in range(3):
        make.comment(on=story)
    db.session.rollback()
    assert run("database", "backup", str(tmp_path / "copy")).exit_code == 0
    make.comment(on=story)
    db.session.rollback()
    return tmp_path / "copy"


def change(statement):
    with db.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(sa.text(statement))


def left_behind(settings):
    if db.engine.dialect.name == "sqlite":
        return [path.name for path in settings.var.glob(f"{trying.NAME}*")]
    with db.engine.connect() as connection:
        names = connection.scalars(sa.text("SELECT datname FROM pg_database"))
        return [name for name in names if name.startswith(trying.NAME)]


def test_a_good_copy_is_said_to_be_good_and_nothing_is_left_behind(copy, run, settings):
    tried = run("database", "try-backup", str(copy))
    assert tried.exit_code == 0, tried.output
    assert "can be restored. It holds 1 stories, 3 comments," in tried.stdout
    assert left_behind(settings) == []


@pytest.mark.database("sqlite")
def test_one_that_differs_from_the_running_site_is_not(copy, run, settings):
    change("UPDATE comments SET posted_at = '2020-01-01 12:00:00.000000' WHERE id = 2")
    tried = run("database", "try-backup", str(copy))
    assert tried.exit_code == 1
    assert tried.stderr == "comments 2 is another one in the copy than in the running site\n"
    assert left_behind(settings) == []


@pytest.mark.database("sqlite")
def test_nor_is_one_that_lacks_what_it_should_have(copy, run, monkeypatch):
    monkeypatch.setattr(trying, "UNDER_WAY", 0)
    assert run("database", "try-backup", str(copy)).exit_code == 0  # the fourth comment is newer than the copy
    make.person(id=0)
    db.session.rollback()
    tried = run("database", "try-backup", str(copy))
    assert tried.stderr == "people 0 is missing in the copy, and it has later ones\n"


def test_a_damaged_one_is_refused(copy, run, settings):
    flip(copy)
    tried = run("database", "try-backup", str(copy))
    assert tried.exit_code == 1
    assert "is damaged" in tried.stderr
    assert left_behind(settings) == []


def test_what_is_no_copy_of_such_a_site_is_refused(copy, run, tmp_path, database_kind, settings):
    if database_kind == "sqlite":
        with sa.create_engine(f"sqlite:///{tmp_path}/other").begin() as connection:
            connection.execute(sa.text("CREATE TABLE letters (id INTEGER)"))
    else:
        (tmp_path / "other").write_bytes(b"A letter to the editor.")
    (tmp_path / "other.sha256").write_text(f"{backup._sum(tmp_path / 'other')}  other\n")
    assert run("database", "try-backup", str(tmp_path / "other")).exit_code == 1
    assert left_behind(settings) == []
