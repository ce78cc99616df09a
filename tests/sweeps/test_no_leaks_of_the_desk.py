"""What the desk does beyond removing: nothing of it is found by a crawler, in whichever state a comment is left."""

from datetime import timedelta

import pytest

from discuss import clock
from discuss.comments import actions as comments
from discuss.comments.models import Comment
from discuss.db import db
from discuss.moderation import actions as moderation
from discuss.moderation.rulings import Ruling
from tests import factories as make
from tests.sweeps import calls, world
from tests.sweeps.test_no_leaks import OUTSIDERS, seen_by, told
from tests.sweeps.world import HOUR, World

pytestmark = pytest.mark.database("sqlite")


def desk_states(made: World) -> set[str]:
    """Leave comments as the desk leaves them, each word marked; return the marks."""
    known = set(made.marks)
    judge = make.actor(made.people["judge"])
    author, open_story = made.people["author"], made.stories["open"]

    def say(kind, **given):
        body = f"{made.mark(kind)} it said."
        made.comments[kind] = make.comment(on=open_story, by=author, body=body, **given)

    def rewritten(kind):
        say(kind, posted_at=clock.now() - HOUR)
        words = f"{made.mark(f'{kind}-pending')} it says."
        comments.edit(make.actor(author), made.comments[kind], words, make.SETTINGS)

    def decide(kind, action):
        comment = db.session.get_one(Comment, made.comments[kind].id)
        reason = f"So it is, {made.mark(f'{kind}-{action}')}."
        decision = moderation.decide(
            judge, comment, Ruling(action=action, rule=2, reason=reason, version=comment.version)
        )
        made.decisions[f"{kind}: {action}"] = decision
        return decision

    say("asked")
    decide("asked", "request-edit")
    rewritten("rewritten")
    decide("rewritten", "remove")
    pause = Ruling(action="hold-all", rule=5, reason=f"Advertising, {made.mark('hold-all')}.")
    moderation.decide_account(judge, author, pause)
    say("watched", status="held")
    _purged(made, rewritten, decide)
    hasty = make.moderator(name="Hal Hasty")
    given = Ruling(action="remove", rule=2, reason=made.mark("hasty"), version=made.comments["other"].version)
    moderation.decide(make.actor(hasty), db.session.get_one(Comment, made.comments["other"].id), given)
    now, why = clock.now(), made.mark("reversal")
    moderation.reverse_window(make.actor(made.people["owner"]), hasty, now - timedelta(minutes=1), now, why)
    return set(made.marks) - known


def _purged(made, rewritten, decide):
    rewritten("purged")
    comment = made.comments["purged"]
    complaint = moderation.Complaint(category="private-details", explanation=made.mark("purged-report"))
    moderation.report(make.actor(make.person()), comment, complaint)
    make.notice(comment, explanation=made.mark("purged-notice"))
    moderation.note(make.actor(made.people["judge"]), comment, made.mark("purged-note"))
    decision = decide("purged", "remove")
    moderation.appeal(make.actor(made.people["author"]), decision, made.mark("purged-appeal"))
    removed = db.session.get_one(Comment, comment.id)
    proposal = moderation.propose(make.actor(made.people["judge"]), removed, 4, made.mark("purge-order"))
    moderation.settle(make.actor(make.moderator()), proposal, confirmed=True)


# Reasons reach whom they are about.
OWN = {"subscriber": {"hasty", "reversal"}}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_finds_what_the_desk_has_hidden_or_said(app_context, visitor, who):
    made = world.build()
    marks = {kind: made.marks[kind] for kind in desk_states(made)}
    assert {"asked", "rewritten-pending", "watched", "purged", "purged-appeal", "reversal"} <= marks.keys()
    seen = seen_by(visitor(made.people.get(who)), calls.reading(app_context, made), marks)
    assert {kind for kind, _ in seen} <= OWN.get(who, set()), told(seen, set())


def test_the_author_finds_no_word_that_was_purged(app_context, visitor):
    made = world.build()
    desk_states(made)
    gone = ("purged", "purged-pending", "purged-report", "purged-notice", "purged-note", "purged-appeal")
    marks = {kind: made.marks[kind] for kind in gone}
    assert seen_by(visitor(made.people["author"]), calls.reading(app_context, made), marks) == set()
