"""Drafts that nobody came back to are forgotten: a visitor's after a week, a person's after half a year."""

from datetime import timedelta

import pytest
import time_machine

from discuss import clock
from discuss.comments import actions as comments
from discuss.comments.models import Draft
from discuss.db import db
from discuss.policy import VISITOR
from tests import factories as make


@pytest.mark.parametrize(("who", "days"), [("visitor", 7), ("person", 180)])
def test_a_draft_is_kept_so_long_and_no_longer(app_context, run_jobs, who, days):
    writer = VISITOR if who == "visitor" else make.actor(make.person())
    comments.keep_draft(writer, make.story(), comments.NewComment(body="Half a thought."), None)

    def left_after(span):
        with time_machine.travel(clock.now() + span):
            run_jobs()
            db.session.rollback()
            return db.session.query(Draft).count()

    assert left_after(timedelta(days=days) - timedelta(minutes=1)) == 1
    assert left_after(timedelta(days=days, hours=2)) == 0
