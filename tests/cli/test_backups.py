"""``discuss database backup`` and ``restore``: whole, or refused with the reason and nothing touched."""

import os
import subprocess
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from discuss.app import create_app
from discuss.comments import counters
from discuss.config import Settings
from discuss.db import backup, db, migrations
from discuss.db.brief import BRIEF
from tests import factories as make
from tests.services import databases
from tests.sweeps.dump import dump


@pytest.fixture(autouse=True)
def postgresqls_programs(database_kind, monkeypatch):
    """Let the command find the programs of the very server that the tests use."""
    if database_kind == "postgresql":
        monkeypatch.setenv("PATH", f"{databases.cluster()['programs']}:{os.environ['PATH']}")


@pytest.fixture
def backed_up(app_context, run, tmp_path):
    """A copy of a site with a story and comments, and what was in the database."""
    story = make.story()
    for number in range(3):
        make.comment(on=story, body=f"Comment {number} of the copy.")
    db.session.rollback()
    file, before = tmp_path / "copy", dump()
    done = run("database", "backup", str(file))
    assert done.exit_code == 0, done.output
    return SimpleNamespace(file=file, before=before)


@pytest.fixture
def empty(empty_database_url, tmp_path):
    """A site whose database has no tables."""
    return create_app(Settings.from_environment(databases.environment(empty_database_url, tmp_path / "empty")))


def in_site(app, what):
    with app.app_context():
        try:
            return what()
        finally:
            db.session.remove()
            db.engine.dispose()


def tables():
    return sa.inspect(db.engine).get_table_names()


def test_a_copy_brings_everything_back_into_an_empty_database(backed_up, empty):
    in_site(empty, lambda: backup.restore(backed_up.file))
    assert in_site(empty, dump) == backed_up.before
    assert in_site(empty, counters.faults) == []
    assert in_site(empty, migrations.problem) == ""


def test_what_lets_somebody_in_does_not_come_back(app_context, visitor, run, empty, tmp_path):
    visitor(make.person())
    assert db.session.execute(sa.text("SELECT count(*) FROM sessions")).scalar_one() == 1
    db.session.rollback()
    assert run("database", "backup", str(tmp_path / "copy")).exit_code == 0
    in_site(empty, lambda: backup.restore(tmp_path / "copy"))
    left = in_site(empty, lambda: {name: list(rows) for name, rows in dump(whole=True).items() if name in BRIEF})
    assert left == {key: [] for key in BRIEF}


def test_its_sum_is_one_that_other_programs_check_and_only_its_owner_reads_it(backed_up):
    check = ["sha256sum", "--check", f"{backed_up.file.name}.sha256"]
    assert subprocess.run(check, cwd=backed_up.file.parent, capture_output=True, check=False).returncode == 0
    assert backed_up.file.stat().st_mode & 0o777 == 0o600


def flip(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


DAMAGES = {
    "a byte is another": flip,
    "cut off": lambda file: file.write_bytes(file.read_bytes()[:-100]),
    "empty": lambda file: file.write_bytes(b""),
    "gone": lambda file: file.unlink(),
    "without its sum": lambda file: file.with_name(f"{file.name}.sha256").unlink(),
    "with an empty sum": lambda file: file.with_name(f"{file.name}.sha256").write_text(""),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_copy_is_refused_and_the_database_stays_empty(backed_up, empty, damage):
    DAMAGES[damage](backed_up.file)
    with pytest.raises(backup.BackupRefused, match=r"damaged|cannot be read"):
        in_site(empty, lambda: backup.restore(backed_up.file))
    assert in_site(empty, tables) == []


def test_a_file_that_is_no_copy_is_refused_even_with_a_right_sum(app_context, empty, tmp_path):
    file = tmp_path / "copy"
    file.write_bytes(b"This is a letter to the editor.\n" * 200)
    file.with_name("copy.sha256").write_text(f"{backup._sum(file)}  copy\n")
    with pytest.raises(backup.BackupRefused):
        in_site(empty, lambda: backup.restore(file))
    assert in_site(empty, tables) == []


def test_a_site_that_is_there_is_never_overwritten(backed_up, run):
    make.comment(on=make.story(), body="Said after the copy was made.")
    db.session.rollback()
    before = dump()
    refused = run("database", "restore", str(backed_up.file))
    assert refused.exit_code == 1
    assert "not empty" in refused.stderr
    assert dump() == before


def test_neither_is_an_earlier_copy(backed_up, run):
    content = backed_up.file.read_bytes()
    refused = run("database", "backup", str(backed_up.file))
    assert refused.exit_code == 1
    assert "exists already" in refused.stderr
    assert backed_up.file.read_bytes() == content


def test_a_folder_that_cannot_be_written_is_named(app_context, run, tmp_path):
    refused = run("database", "backup", str(tmp_path / "missing" / "copy"))
    assert refused.exit_code == 1
    assert "cannot be written" in refused.stderr


@pytest.mark.database("postgresql")
def test_without_postgresqls_programs_it_says_what_to_install(app_context, run, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    refused = run("database", "backup", str(tmp_path / "copy"))
    assert refused.exit_code == 1
    assert "pg_dump is missing. Install PostgreSQL's client programs." in refused.stderr
    assert not list(tmp_path.glob("copy*"))


@pytest.mark.database("postgresql")
def test_a_password_is_handed_over_in_a_file_and_not_among_the_words(app_context, tmp_path, monkeypatch):
    program = tmp_path / "pg_dump"
    says = f"""#!/bin/sh
        echo "$1" > {tmp_path}/words
        cat "$(echo "${{1##*passfile=}}" | sed s,%2F,/,g)" > {tmp_path}/kept
        exit 1"""
    program.write_text(says)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(
        backup.db.engine, "url", sa.make_url("postgresql+psycopg://site:two%3Awords%5C@db.example/site")
    )
    with pytest.raises(backup.BackupRefused, match="pg_dump refuses"):
        backup.save(tmp_path / "copy")
    words = (tmp_path / "words").read_text()
    assert words.startswith("--dbname=postgresql://site@db.example/site?passfile=")
    assert "two" not in words
    assert (tmp_path / "kept").read_text() == "*:*:*:*:two\\:words\\\\"
