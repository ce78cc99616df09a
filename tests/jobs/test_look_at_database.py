"""A damaged file is noticed within a day, and the owners are told."""

from contextlib import closing
from datetime import timedelta

import pysqlite3.dbapi2 as sqlite
import pytest
import time_machine

from discuss import clock
from tests import factories as make
from tests.services.mailbox import text_of

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture
def file(settings):
    return settings.database_url.removeprefix("sqlite:///")


@pytest.fixture
def owner(app_context):
    return make.person(role="owner").email


@pytest.fixture
def broken_reference(app_context, file):
    """A comment of a story that is not there, as a hand at the database leaves it."""
    make.comment()
    with closing(sqlite.connect(file)) as hand, hand:
        hand.execute("UPDATE comments SET story_id = 4711")


def test_a_whole_file_is_nothing_to_write_about(app_context, owner, run_jobs, mailbox):
    make.comment()
    run_jobs()
    assert mailbox.all() == []


def test_a_row_that_names_a_missing_one_is_logged_and_mailed_to_the_owners_once_a_day(
    owner, broken_reference, run_jobs, mailbox, caplog
):
    make.moderator()
    run_jobs()
    run_jobs()
    (told,) = mailbox.all()
    assert told["To"] == owner
    assert "comments 1 names a row that is missing in stories" in text_of(told)
    assert "comments 1 names a row that is missing in stories" in caplog.text
    with time_machine.travel(clock.now() + timedelta(days=1), tick=True):
        run_jobs()
        run_jobs()
    assert len(mailbox.all()) == 2
