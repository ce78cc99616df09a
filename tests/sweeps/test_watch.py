"""What the sweeps compare with: every change is told, whichever connection commits it, and none that there is not."""

import pytest
import sqlalchemy as sa

from discuss.db import db, transaction
from tests import factories as make
from tests.sweeps.dump import Twice, Watch

pytestmark = pytest.mark.database("sqlite")


def test_what_is_committed_by_any_connection_is_told_once(app_context):
    comment = make.comment()
    watch = Watch()
    watch.begin()
    assert watch.changes() == []
    with transaction():
        comment.body = "other words"
    assert [line.split()[:2] for line in watch.changes()] == [["comments", "lost"], ["comments", "got"]]
    with db.engine.begin() as elsewhere:
        elsewhere.execute(sa.text("UPDATE comments SET body = 'words once more'"))
    assert len(watch.changes()) == 2
    assert watch.changes() == []


def test_what_has_changed_before_the_beginning_is_not_told(app_context):
    watch = Watch()
    watch.begin()
    make.comment()
    watch.begin()
    assert watch.changes() == []


def test_a_change_that_was_given_up_is_none(app_context):
    make.comment()
    watch = Watch()
    watch.begin()
    with db.engine.connect() as elsewhere:
        elsewhere.execute(sa.text("UPDATE comments SET body = 'never committed'"))
        elsewhere.rollback()
    assert watch.changes() == []


@pytest.mark.database("sqlite", "postgresql")
def test_what_has_changed_between_two_moments_is_told_at_the_second(app_context):
    comment, watch = make.comment(), Twice()
    watch.begin()
    assert watch.changes() == []
    with transaction():
        comment.body = "other words"
    watch.begin()  # it has begun
    assert [line.split()[:2] for line in watch.end()] == [["comments", "lost"], ["comments", "got"]]
    assert watch.end() == []
    make.comment()
    watch.begin()
    assert watch.end() == []
