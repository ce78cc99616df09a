"""What was erased after a copy was made stays erased when the site goes back to the copy."""

import json
import os
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from discuss import clock
from discuss.accounts.models import Person
from discuss.app import create_app
from discuss.comments import counters
from discuss.comments.actions import withdraw
from discuss.comments.models import Comment
from discuss.config import Settings
from discuss.db import backup, db, transaction
from discuss.decisions import Decision
from discuss.moderation import actions
from discuss.moderation.erasures import FILE
from discuss.moderation.rulings import Ruling
from tests import factories as make
from tests.services import databases
from tests.sweeps.dump import dump


@pytest.fixture(autouse=True)
def postgresqls_programs(database_kind, monkeypatch):
    """Let the command find the programs of the very server that the tests use."""
    if database_kind == "postgresql":
        monkeypatch.setenv("PATH", f"{databases.cluster()['programs']}:{os.environ['PATH']}")


@pytest.fixture
def empty(empty_database_url, tmp_path):
    """The same site with a new database that has no tables yet."""
    made = create_app(Settings.from_environment(databases.environment(empty_database_url, tmp_path / "site")))
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def close(person, *, keep_words):
    with transaction():
        change = update(Person).where(Person.id == person.id)
        db.session.execute(change.values(closing_at=clock.now(), keep_words=keep_words))


def purge(comment):
    ruling = Ruling(action="remove", rule=4, reason="It names a child.", version=comment.version)
    first, second = make.moderator(), make.moderator()
    actions.decide(make.actor(first), comment, ruling)
    proposal = actions.propose(make.actor(first), db.session.get_one(Comment, comment.id), 4, "A court has ordered it.")
    actions.settle(make.actor(second), proposal, confirmed=True)


@pytest.fixture
def copy(app_context, run, run_jobs, tmp_path):
    """A copy of a site, made before two people left and a third one's words were blanked."""
    story = make.story()
    goes, keeps, stays = (make.person(name=f"Qzx {name}", handle=f"qzx-{name}") for name in ("goes", "keeps", "stays"))
    make.comment(on=story, by=goes, body="Wqzx, said the one who takes it all along.")
    make.comment(on=story, by=keeps, body="What may go on standing.")
    blanked = make.comment(on=story, by=stays, body="Wqzx, which a court forbids.")
    regretted = make.comment(on=story, by=stays, body="What its author regrets.")
    db.session.rollback()
    file = tmp_path / "copy"
    assert run("database", "backup", str(file)).exit_code == 0
    close(goes, keep_words=False)
    close(keeps, keep_words=True)
    purge(blanked)
    withdraw(make.actor(stays), db.session.get_one(Comment, regretted.id))
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        while run_jobs():
            pass
    db.session.rollback()
    return file


@pytest.fixture
def listed(copy, settings):
    """The file that lists what was erased."""
    return settings.var / FILE


def text_of_everything(app):
    """Everything that is stored."""
    with app.app_context():
        return str({name: list(rows) for name, rows in dump(whole=True).items()})


def assert_erased(app):
    stored = text_of_everything(app)
    assert "Wqzx" not in stored
    assert "What may go on standing." in stored
    assert "qzx-goes" not in stored
    assert "qzx-keeps" not in stored
    assert "qzx-stays" in stored
    with app.app_context():
        assert counters.faults() == []
        decision = db.session.scalars(select(Decision).where(Decision.action == "purge")).one()
        assert (decision.rule, decision.to_status, decision.automatic) == (4, "removed", True)
        regretted = db.session.scalars(select(Comment).where(Comment.body == "What its author regrets.")).one()
        assert (regretted.status, regretted.shown) == ("withdrawn", False)


def test_restoring_erases_again_what_was_erased_since(copy, empty, run):
    done = run("database", "restore", str(copy), of=empty)
    assert done.exit_code == 0, done.output
    assert "4 accounts and comments that were erased before are erased again." in done.stdout
    assert_erased(empty)
    assert "erased again" not in run("database", "upgrade", of=empty).stdout


def test_so_does_the_command_before_the_next_start_whichever_way_the_copy_came_back(copy, empty, run):
    with empty.app_context():
        backup.restore(copy)
        db.session.remove()
    assert "Wqzx" in text_of_everything(empty)
    assert "4 accounts and comments" in run("database", "upgrade", of=empty).stdout
    assert_erased(empty)


@pytest.mark.database("sqlite")
def test_the_list_holds_numbers_and_times_and_is_its_owners_alone(listed):
    entries = [json.loads(line) for line in listed.read_text().split("\n") if line]
    assert len(entries) == 4
    names = {"person", "comment", "since", "keep_words", "rule", "by", "withdrawn"}
    assert {name for entry in entries for name in entry} == names
    assert "qzx" not in listed.read_text().lower()
    assert listed.stat().st_mode & 0o777 == 0o600


@pytest.mark.database("sqlite")
def test_somebody_else_who_has_the_number_of_an_erased_account_is_left_alone(listed, copy, empty, run):
    entries = [json.loads(line) for line in listed.read_text().split("\n") if line]
    others = [entry | {"since": "2020-01-01T12:00:00+00:00"} for entry in entries]
    listed.write_text("".join(f"{json.dumps(entry)}\n" for entry in others) + '{"person": 3, "si')
    assert run("database", "restore", str(copy), of=empty).exit_code == 0
    assert "Wqzx" in text_of_everything(empty)


@pytest.mark.database("sqlite")
def test_without_the_list_it_is_said_that_what_was_erased_is_back(listed, copy, empty, run):
    listed.unlink()
    done = run("database", "restore", str(copy), of=empty)
    assert done.exit_code == 0
    assert f"There is no list of erasures at {listed}" in done.stdout
