"""When a discussion was last added to is said, and orders the front page, by what everybody sees."""

from datetime import timedelta

import pytest
import time_machine

from discuss import clock
from discuss.comments import actions as comments
from discuss.comments import counters
from discuss.db import db
from discuss.moderation import actions
from discuss.moderation.rulings import Ruling
from discuss.stories.models import Story
from tests import factories as make


def taken_away(comment, author, how):
    if how == "withdrawn":
        comments.withdraw(make.actor(author), comment)
    else:
        ruling = Ruling(action="remove", rule=5, reason="It is advertising.", version=comment.version)
        actions.decide(make.actor(make.moderator()), comment, ruling)


@pytest.mark.parametrize("how", ["held", "removed", "withdrawn"])
def test_what_nobody_sees_leaves_no_time_behind(app_context, visitor, how):
    start, stories = clock.now() - timedelta(hours=9), {}
    for hours, name in enumerate(("older", "newer")):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            stories[name] = make.story(f"The {name} discussion")
            seen = make.comment(on=stories[name]).posted_at
            if name == "older":
                first = seen
    with time_machine.travel(start + timedelta(hours=5), tick=False):
        author = make.person()
        comment = make.comment(on=stories["older"], by=author, status="held" if how == "held" else "published")
        if how != "held":
            taken_away(comment, author, how)
    db.session.rollback()
    assert db.session.get_one(Story, stories["older"].id).last_comment_at == first
    page = visitor().get("/?sort=active").text
    assert page.index("The newer discussion") < page.index("The older discussion")
    assert counters.faults() == []
