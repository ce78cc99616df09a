"""Versions of checks: only added to, by owners, within safe ranges, each based on the one before it."""

import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from discuss.checks import queries
from discuss.checks.actions import Wanted, save_check
from discuss.checks.models import CheckVersion
from discuss.db import db
from discuss.errors import Conflict, Invalid, NotFound, NotPermitted
from discuss.events import EventRecord
from tests import factories as make


def wanted(based_on=1, *, enabled=True, reason="Too many were held.", **values):
    return Wanted(enabled=enabled, values=values, reason=reason, based_on=based_on)


@pytest.fixture
def owner(app_context):
    return make.actor(make.person("Olga Owner", role="owner", plan=""))


def test_a_saved_version_is_in_force_and_the_ones_before_it_stay(owner):
    assert queries.in_force().of("links").number("most") == 3
    save_check(owner, "links", wanted(most=5))
    save_check(owner, "links", wanted(2, enabled=False, most=7, reason="We trust them."))
    now = queries.in_force().of("links")
    assert (now.version, now.enabled, now.number("most")) == (3, False, 7)
    kept = [
        (row.version, row.enabled, row.parameters, row.reason, who.name)
        for row, who in queries.versions(owner, "links")
    ]
    assert kept == [
        (3, False, {"most": 7}, "We trust them.", "Olga Owner"),
        (2, True, {"most": 5}, "Too many were held.", "Olga Owner"),
    ]
    told = db.session.scalars(select(EventRecord.payload).where(EventRecord.kind == "settings.changed")).all()
    assert {"name": "check links, version 3"} in told


def test_the_database_keeps_versions_from_being_changed(owner):
    save_check(owner, "links", wanted(most=5))
    for statement in ("UPDATE check_versions SET version = 9", "DELETE FROM check_versions"):
        with pytest.raises(DatabaseError, match="only added to"):
            db.session.execute(text(statement))
        db.session.rollback()


@pytest.mark.parametrize(
    ("name", "given", "field"),
    [
        ("links", wanted(most=21), "most"),
        ("links", wanted(most=-1), "most"),
        ("links", wanted(), "most"),
        ("links", wanted(most=5, reason=" "), "reason"),
        ("links", wanted(most=5, reason="x" * 501), "reason"),
        ("links", wanted(most=3), ""),
        ("length", wanted(enabled=False), "enabled"),
        ("pace", wanted(enabled=False, minutes=10, some=5, many=60, newcomers_some=3, newcomers_many=10), "enabled"),
        ("newcomer", wanted(first=0), "first"),
        ("words", wanted(banned="a", suspect=""), "banned"),
    ],
)
@pytest.mark.database("sqlite")
def test_what_is_not_safe_or_not_explained_is_refused(owner, name, given, field):
    with pytest.raises(Invalid) as refused:
        save_check(owner, name, given)
    assert list(refused.value.fields) == [field]
    assert db.session.scalars(select(CheckVersion)).all() == []


@pytest.mark.database("sqlite")
def test_only_owners_save_and_only_checks_that_there_are(owner):
    for role in ("reader", "moderator", "editor"):
        with pytest.raises(NotPermitted):
            save_check(make.actor(make.person(role=role)), "links", wanted(most=5))
    with pytest.raises(NotFound):
        save_check(owner, "nothing", wanted(most=5))


def test_a_version_that_is_based_on_an_old_one_is_refused(owner):
    save_check(owner, "links", wanted(most=5))
    with pytest.raises(Conflict, match="version 2"):
        save_check(owner, "links", wanted(most=6))


def test_of_many_who_save_at_once_one_does(owner, app):
    start, done = threading.Barrier(4), []

    def save(most):
        with app.app_context():
            start.wait()
            try:
                save_check(owner, "links", wanted(most=most))
                done.append(most)
            except Conflict:
                pass

    threads = [threading.Thread(target=save, args=(most,)) for most in (5, 6, 7, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert [queries.in_force().of("links").number("most")] == done


def test_what_another_process_saves_counts_here_at_once(owner, app):
    assert queries.in_force().of("links").version == 1
    with db.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(
            CheckVersion.__table__.insert(),
            {"name": "links", "version": 2, "enabled": True, "parameters": {"most": 9}, "reason": "By command."},
        )
    db.session.rollback()
    assert queries.in_force().of("links").number("most") == 9


def test_the_words_file_counts_until_a_version_is_saved(owner, app):
    file = app.extensions["discuss.words-file"]
    assert queries.in_force().words is None
    save_check(owner, "words", wanted(banned="\n".join(file.now().entries["banned"]), suspect="moon*"))
    lists = queries.in_force().words
    assert [match.entry for match in lists.matches("moonlight, kill yourself, casino bonus")] == [
        "moon*",
        "kill yourself",
    ]
