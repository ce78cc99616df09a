"""Raid mode: one switch a discussion, for a time, at once and everywhere; nothing that people write is lost."""

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from sqlalchemy import func, select

from discuss import clock
from discuss.app import create_app
from discuss.comments.models import Comment, CommentRevision, Draft
from discuss.comments.screened import screened
from discuss.db import db
from discuss.decisions import Decision
from discuss.decisions.acts import UNDO
from discuss.errors import Conflict, Invalid, NotPermitted
from discuss.moderation import actions
from discuss.moderation.models import Report
from discuss.moderation.rulings import Ruling
from discuss.stories.raid import DAYS, HOURS, MODES
from tests import factories as make
from tests.moderation.steps import fresh
from tests.services.statements import noted
from tests.services.visitor import Visitor

WHY = "Forty accounts came within ten minutes."
TEXT = "The ferry took twice as long in January, when the river was high."
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SAID = {
    "hold": "a moderator looks at every comment here before others see it.",
    "older": "only people who joined before",
    "slow": "each person can post here once in 5 minutes.",
    "read": "this discussion can only be read.",
}


def protect(story, mode="read", by=None, **given):
    ruling = {"until": clock.now() + 3 * HOUR, "rule": 5, "reason": WHY, "seconds": 300, "days": 7} | given
    ruling = Ruling(action="raid", mode=mode, **ruling)
    return actions.decide_story(make.actor(by or make.moderator()), fresh(story), ruling)


def calm(story, **given):
    return actions.decide_story(
        make.actor(make.moderator()), fresh(story), Ruling(action="calm", reason="They have gone.", **given)
    )


def form(**given):
    return {"action": "raid", "mode": "read", "hours": "3", "rule": "5", "reason": WHY} | given


def switch(somebody, story, **given):
    return somebody.post(f"/moderation/stories/{story.slug}/raid", form(**given))


def post(somebody, story, body=TEXT, **more):
    return somebody.post(f"/stories/{story.slug}/comments", {"body": body} | more)


def settled(**given):
    """Somebody whom moderators have let through often enough."""
    person = make.person(**given)
    elsewhere = make.story()
    for _ in range(2):
        make.comment(on=elsewhere, by=person)
    return person


LONG_HERE = {"created_at": clock.now() - 60 * DAY}


@pytest.fixture
def story(app_context):
    return make.story()


@pytest.fixture
def old(app_context):
    """Somebody who has been here for two months."""
    return settled(**LONG_HERE)


@pytest.fixture
def new(app_context):
    """Somebody who came today, and has written twice."""
    return settled()


def kinds():
    """Somebody of each kind, by name."""
    return {
        "visitor": None,
        "member": make.member(**LONG_HERE),
        "lapsed": make.lapsed(**LONG_HERE),
        "paused": make.person(**LONG_HERE, suspended_until=clock.now() + DAY),
        "new": settled(),
        "old": settled(**LONG_HERE),
        "moderator": make.moderator(),
        "owner": make.person(role="owner", plan=""),
    }


def outcome(answer, story):
    """Return an answer's status, and what became of the comment if one was stored."""
    db.session.expire_all()
    stored = db.session.scalar(select(Comment.status).where(Comment.story_id == story.id))
    return f"{answer.status_code}:{stored}" if stored else str(answer.status_code)


#          visitor member lapsed paused new              old              moderator        owner
TABLE = {
    "":      "303   402    402    403    303:published    303:published    303:published    303:published",
    "hold":  "303   402    402    403    303:held         303:held         303:published    303:published",
    "older": "303   402    402    403    403              303:published    303:published    303:published",
    "slow":  "303   402    402    403    303:published    303:published    303:published    303:published",
    "read":  "403   403    403    403    403              403              403              403",
}  # fmt: skip


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("mode", TABLE)
def test_who_can_write_in_each_mode(app_context, visitor, mode):
    found = {}
    for name, person in kinds().items():
        story = make.story()
        if mode:
            protect(story, mode)
        found[name] = outcome(post(visitor(person), story, f"{TEXT} {name.title()} was there."), story)
    assert found == dict(zip(found, TABLE[mode].split(), strict=True))


@pytest.mark.parametrize("mode", MODES)
def test_it_ends_by_the_clock_without_anybody_doing_anything(story, new, visitor, mode):
    until = clock.now() + 3 * HOUR
    protect(story, mode, until=until)
    assert SAID[mode] in visitor().get(f"/stories/{story.slug}").text
    with time_machine.travel(until - timedelta(seconds=1), tick=False):
        assert SAID[mode] in visitor().get(f"/stories/{story.slug}").text
        post(visitor(new), story, f"{TEXT} One.")
        first = post(visitor(new), story, f"{TEXT} Two.")
        assert outcome(first, story) != "303:published"
    with time_machine.travel(until + timedelta(seconds=1), tick=False):
        page = visitor().get(f"/stories/{story.slug}").text
        assert "protected" not in page
        assert SAID[mode] not in page
        answer = post(visitor(new), story, f"{TEXT} Three.")
        assert answer.status_code == 303
        assert comment_at(answer).status == "published"
    assert list(db.session.scalars(select(Decision.action).where(Decision.story_id == story.id))).count("calm") == 0


@pytest.mark.parametrize("mode", MODES)
def test_two_applications_over_one_database_see_it_at_once_on_and_off(story, new, app, settings, mode):
    """As two worker processes do: each with its own memory of pages, which holds a page from before."""
    other = create_app(settings)
    here, there = Visitor(app).sign_in(make.moderator()), Visitor(other)
    writer, reader = Visitor(other).sign_in(new), f"/stories/{story.slug}"
    assert SAID[mode] not in there.get(reader).text
    assert SAID[mode] not in writer.get(reader).text
    assert switch(here, story, mode=mode, seconds="300", days="7").status_code == 303
    assert SAID[mode] in there.get(reader).text
    assert SAID[mode] in writer.get(reader).text
    post(writer, story, f"{TEXT} One.")
    assert outcome(post(writer, story, f"{TEXT} Two."), story) != "303:published"
    with time_machine.travel(clock.now() + 10 * timedelta(minutes=1)):
        assert (
            here.post(f"/moderation/stories/{story.slug}/raid", {"action": "calm", "reason": "Gone."}).status_code
            == 303
        )
        assert SAID[mode] not in there.get(reader).text
        assert comment_at(post(writer, story, f"{TEXT} Three.")).status == "published"
    with other.app_context():
        db.engine.dispose()


def comment_at(answer):
    """The comment that an answer leads to."""
    assert answer.status_code == 303, answer.text
    db.session.expire_all()
    return db.session.get_one(Comment, int(answer.location.rsplit("/", 1)[1]))


@pytest.mark.parametrize(("mode", "status"), [("older", 403), ("slow", 429), ("read", 403)])
def test_what_is_refused_is_kept_and_comes_back_at_its_place(story, new, visitor, mode, status):
    parent, somebody = make.comment(on=story), visitor(new)
    protect(story, mode)
    if mode == "slow":
        post(somebody, story, "The first one is free.")
    for place, more in (("comments/new", {}), (f"comments/new?parent={parent.id}", {"parent": str(parent.id)})):
        words = f"{TEXT} For {len(place)}."
        answer = post(somebody, story, words, side="critics", **more)
        assert answer.status_code == status
        assert words in answer.text
        again = somebody.get(f"/stories/{story.slug}/{place}")
        assert f">{words}</textarea>" in again.text
    kept = db.session.scalars(select(Draft).where(Draft.person_id == new.id)).all()
    assert sorted(draft.parent_key for draft in kept) == [0, parent.id]
    with time_machine.travel(clock.now() + 4 * HOUR):
        assert f"{TEXT} For " in visitor(new).get(f"/stories/{story.slug}").text


@pytest.mark.database("sqlite")
def test_a_visitor_who_is_refused_has_the_text_in_the_form_and_leaves_no_row(story, visitor):
    protect(story, "read")
    answer = post(visitor(), story)
    assert answer.status_code == 403
    assert f">{TEXT}</textarea>" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


@pytest.mark.database("sqlite")
def test_a_program_that_asks_for_json_is_refused_as_well_and_its_text_kept(story, new, visitor):
    somebody = visitor(new)
    protect(story, "older")
    answer = somebody.post(f"/stories/{story.slug}/comments", {"body": TEXT}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["missing"]) == (403, "too-new")
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 1


@pytest.mark.parametrize("mode", ["hold", "older", "read"])
def test_nobody_gets_round_it_by_a_reply_or_by_changing_an_earlier_comment(story, new, visitor, mode):
    somebody, above = visitor(new), make.comment(on=story)
    before = make.comment(on=story, by=new, body="A harmless remark about the ferry's timetable.")
    protect(story, mode)
    reply = post(somebody, story, f"{TEXT} In reply.", parent=str(above.id))
    assert (comment_at(reply).status == "held") if mode == "hold" else reply.status_code == 403
    assert somebody.post(f"/comments/{before.id}/edit", {"body": "Come all and shout."}).status_code == 303
    page = visitor().get(f"/stories/{story.slug}").text
    assert "Come all and shout." not in page
    assert "In reply." not in page
    assert "A harmless remark" in page
    pending = db.session.scalars(select(CommentRevision).where(CommentRevision.comment_id == before.id)).one()
    assert (pending.state, pending.body) == ("pending", "Come all and shout.")
    assert "This discussion is protected at the moment" in somebody.get(f"/comments/{before.id}/edit").text
    calm(story)
    assert somebody.post(f"/comments/{before.id}/edit", {"body": "Come all and see."}).status_code == 303
    assert "Come all and see." in visitor().get(f"/stories/{story.slug}").text


@pytest.mark.parametrize(("mode", "status"), [("hold", 409), ("older", 403), ("read", 403)])
def test_what_is_being_posted_when_it_is_switched_on_is_not_published_either(
    story, new, visitor, monkeypatch, mode, status
):
    somebody = visitor(new)

    def meanwhile(*given):
        looked_at = screened(*given)
        protect(story, mode)
        return looked_at

    with monkeypatch.context() as patched:
        patched.setattr(import_module("discuss.comments.actions.post"), "screened", meanwhile)
        answer = post(somebody, story)
    assert answer.status_code == status
    assert TEXT in answer.text
    assert db.session.scalars(select(Comment).where(Comment.story_id == story.id)).all() == []


@pytest.mark.database("sqlite")
def test_own_words_of_people_who_may_write_are_changed_at_once_as_ever(story, old, visitor):
    before = make.comment(on=story, by=old)
    protect(story, "older")
    visitor(old).post(f"/comments/{before.id}/edit", {"body": "I have found the figure."})
    assert "I have found the figure." in visitor().get(f"/stories/{story.slug}").text


@pytest.mark.database("sqlite")
def test_own_words_can_be_deleted_and_comments_reported_whatever_the_mode(story, new, visitor):
    mine, somebody, others = make.comment(on=story, by=new), visitor(new), make.comment(on=story)
    protect(story, "read")
    assert somebody.post(f"/comments/{mine.id}/delete").status_code == 303
    assert fresh(mine).status == "withdrawn"
    assert somebody.post(f"/comments/{others.id}/reports", {"category": "attack"}).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Report)) == 1


@pytest.mark.database("sqlite")
def test_a_comment_that_was_held_by_it_says_so_to_its_author_and_to_the_desk(story, old, visitor):
    protect(story, "hold")
    told = visitor(old).get(f"/stories/{story.slug}").text.split('id="new"')[1]
    assert SAID["hold"] in told
    answer = post(visitor(old), story)
    assert (
        "At the moment a moderator looks at every comment in this discussion first."
        in visitor(old).get(answer.location).text
    )
    decision = db.session.scalars(select(Decision).where(Decision.comment_id == comment_at(answer).id)).one()
    assert (decision.action, decision.automatic, decision.checks) == ("hold", True, "held_here")
    assert "raid mode is on" in visitor(make.moderator()).get("/moderation/held").text


@pytest.mark.database("sqlite")
def test_nobody_grows_old_enough_while_it_lasts(story, visitor):
    person = settled(created_at=clock.now() - DAY + HOUR)
    protect(story, "older", days=1, until=clock.now() + 5 * HOUR)
    with time_machine.travel(clock.now() + 4 * HOUR):
        assert post(visitor(person), story).status_code == 403


@pytest.mark.database("sqlite")
def test_of_slow_mode_and_raid_modes_slow_mode_the_slower_counts(story, old, visitor):
    moderator, somebody = make.actor(make.moderator()), visitor(old)
    actions.decide_story(moderator, fresh(story), Ruling(action="slow", seconds=600, reason="It is fast."))
    protect(story, "slow", seconds=60)
    page = visitor().get(f"/stories/{story.slug}").text
    assert "each person can post here once in 10 minutes." in page
    assert "Slow mode:" not in page
    post(somebody, story)
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        assert post(somebody, story, f"{TEXT} Again.").status_code == 429
    with time_machine.travel(clock.now() + 4 * HOUR):
        assert "Slow mode: each person can post once in 10 minutes." in visitor().get(f"/stories/{story.slug}").text


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("mode", MODES)
def test_the_decision_says_who_why_by_which_rule_how_far_and_until_when(story, mode):
    moderator, until = make.moderator(), clock.now() + 6 * HOUR
    decision = protect(story, mode, by=moderator, until=until)
    assert (decision.action, decision.actor_id, decision.automatic) == ("raid", moderator.id, False)
    assert (decision.rule, decision.rule_version is not None, decision.reason) == (5, True, WHY)
    assert (decision.scope, decision.story_id, decision.person_id, decision.comment_id) == (
        "thread",
        story.id,
        None,
        None,
    )
    assert (decision.until, decision.from_status) == (until, "open")
    assert decision.to_status == fresh(story).raid.state
    left = decision.before["left"]
    assert left["raid_mode"] == mode
    assert ("raid_joined_before" in left) == (mode == "older")
    assert ("raid_seconds" in left) == (mode == "slow")
    ended = calm(story)
    assert (ended.action, ended.from_status, ended.to_status) == ("calm", decision.to_status, "open")


@pytest.mark.database("sqlite")
def test_the_public_log_tells_of_it_and_of_its_end_without_names(story, visitor):
    moderator = make.moderator(name="Vera Hidden")
    protect(story, "hold", by=moderator)
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        calm(story)
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        for path in ("/moderation-log", f"/stories/{story.slug}/moderation-log"):
            page = visitor().get(path).text
            for said in ("Raid mode switched on: looked at first", "Raid mode ended", WHY, "Rule 5", "until <time"):
                assert said in page
            for hidden in ("Vera Hidden", moderator.handle):
                assert hidden not in page
        assert "Raid mode switched on: looked at first" in visitor(make.moderator()).get("/moderation/decided").text


def test_it_is_undone_within_thirty_seconds_as_if_it_had_not_been(story, visitor):
    moderator = make.moderator()
    protect(story, "slow", by=moderator)
    second = protect(story, "read", by=moderator, until=clock.now() + HOUR)
    actions.undo(make.actor(moderator), second)
    assert fresh(story).raid.mode == "slow"
    ended = actions.decide_story(make.actor(moderator), fresh(story), Ruling(action="calm", reason="Gone."))
    assert fresh(story).raid is None
    actions.undo(make.actor(moderator), ended)
    assert fresh(story).raid.mode == "slow"
    with (
        time_machine.travel(clock.now() + UNDO + timedelta(seconds=5)),
        pytest.raises(Conflict, match="thirty seconds"),
    ):
        actions.undo(make.actor(moderator), second)


def test_an_owner_reverses_what_one_moderator_has_protected(story):
    moderator, owner = make.moderator(), make.person(role="owner", plan="")
    begun = clock.now()
    protect(story, "read", by=moderator)
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        actions.reverse_window(make.actor(owner), moderator, begun - HOUR, clock.now(), "Somebody else sat there.")
    assert fresh(story).raid is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"mode": ""}, "mode"),
        ({"mode": "panic"}, "mode"),
        ({"until": None}, "hours"),
        ({"until": clock.now() - HOUR}, "hours"),
        ({"until": clock.now() + timedelta(hours=max(HOURS) + 24)}, "hours"),
        ({"mode": "older", "days": None}, "days"),
        ({"mode": "older", "days": 2}, "days"),
        ({"mode": "slow", "seconds": None}, "seconds"),
        ({"mode": "slow", "seconds": 1}, "seconds"),
        ({"rule": None}, "rule"),
        ({"reason": " "}, "reason"),
    ],
)
@pytest.mark.database("sqlite")
def test_it_is_not_switched_on_without_all_that_it_needs(story, given, field):
    with pytest.raises(Invalid) as refused:
        protect(story, **given)
    assert set(refused.value.fields) == {field}
    assert fresh(story).raid_mode == ""


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("role", ["reader", "editor"])
@pytest.mark.parametrize("action", ["raid", "calm"])
def test_readers_and_editors_switch_it_neither_on_nor_off(story, role, action):
    actor = make.actor(make.person(role=role))
    with pytest.raises(NotPermitted):
        actions.decide_story(actor, story, Ruling(action=action, reason=WHY, mode="read", rule=5))


@pytest.mark.database("sqlite")
def test_what_has_ended_is_not_ended_again_and_an_old_page_does_not_overrule_a_colleague(story, visitor):
    with pytest.raises(Conflict, match="ended already"):
        calm(story)
    first = protect(story, "hold")
    with pytest.raises(Conflict, match="decided about meanwhile"):
        protect(story, "read", version=0)
    protect(story, "read", version=first.id)
    with time_machine.travel(clock.now() + 4 * HOUR), pytest.raises(Conflict, match="ended already"):
        calm(story)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("hours", HOURS)
def test_the_desk_offers_it_in_one_form_and_shows_what_is_on(story, visitor, hours):
    somebody, address = visitor(make.moderator()), f"/moderation/stories/{story.slug}"
    page = somebody.get(address).text
    assert all(text in page for text in MODES.values())
    assert all(f'<option value="{number}"' in page for number in (*HOURS, *DAYS))
    answer = switch(somebody, story, hours=str(hours), version="0")
    assert (answer.status_code, answer.location) == (303, address)
    after = somebody.get(address).text
    assert "Raid mode is on." in after
    assert f'action="/decisions/{latest(story).id}/undo"' in after
    assert abs(fresh(story).raid_until - clock.now() - hours * HOUR) < timedelta(minutes=1)


@pytest.mark.database("sqlite")
def test_a_form_that_lacks_something_comes_back_filled_in_with_the_reason_at_the_field(story, visitor):
    answer = switch(visitor(make.moderator()), story, mode="older", hours="6", reason="")
    assert answer.status_code == 422
    for said in ('href="#days"', 'href="#reason"', '<option value="older" selected>', '<option value="6" selected>'):
        assert said in answer.text
    assert fresh(story).raid is None


@pytest.mark.database("sqlite")
def test_what_is_said_hangs_on_whether_anybody_could_write_there_at_all(visitor, app_context):
    for closed in ({"access": "off"}, {"closed_at": clock.now()}):
        story = make.story(**closed)
        protect(story, "read")
        assert "protected" not in visitor().get(f"/stories/{story.slug}").text


def latest(story):
    """The latest decision about a discussion."""
    return db.session.scalars(
        select(Decision).where(Decision.story_id == story.id).order_by(Decision.id.desc()).limit(1)
    ).one()


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("mode", ["older", "read"])
def test_whoever_is_kept_out_reads_why_until_when_and_what_they_can_do(story, new, visitor, mode):
    protect(story, mode)
    for path in ("", "/comments/new"):
        page = visitor(new).get(f"/stories/{story.slug}{path}").text
        assert SAID[mode] in page
        assert "After that you can write as before." in page
    assert "your text is kept until you can post it" in visitor(new).get(f"/stories/{story.slug}").text
    assert '<form class="composer"' in visitor(new).get(f"/stories/{story.slug}/comments/new").text


@pytest.mark.database("sqlite")
def test_the_shared_page_of_a_protected_story_costs_no_statement_more(story, visitor, new):
    costs = []
    for _ in range(2):
        somebody = visitor(new)
        somebody.get(f"/stories/{story.slug}")
        with noted() as sent:
            somebody.get(f"/stories/{story.slug}")
        costs.append(len(sent))
        protect(story, "hold")
    assert costs[0] == costs[1]
