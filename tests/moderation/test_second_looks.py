"""Second looks: drawn by lot, blind, never one's own, compared and not carried out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from discuss import clock
from discuss.comments.models import Comment, Screening
from discuss.db import db, transaction
from discuss.decisions import Decision, record
from discuss.errors import Conflict, Invalid, NotFound, NotPermitted
from discuss.moderation import actions, queries
from discuss.moderation.actions import Complaint
from discuss.moderation.models import LOOK_TIME, SecondLook
from discuss.moderation.rulings import Ruling
from discuss.stories.models import Story
from tests import factories as make
from tests.moderation import steps

KEY = "the key of this site, thirty-two signs and more"
PAGE = "/moderation/second-looks"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
YESTERDAY = NOON - timedelta(days=1)


def decided(action="keep", rule=None, by=None, comment=None, **given):
    comment = comment or make.comment(status="held" if action == "approve" else "published")
    ruling = Ruling(
        action=action, rule=rule, reason="It names the school of a child.", version=comment.version, **given
    )
    return actions.decide(make.actor(by or make.moderator()), comment, ruling)


def drawn():
    db.session.rollback()
    return set(db.session.scalars(select(SecondLook.decision_id)))


def many(number, at=YESTERDAY):
    """Decisions of one day, without a comment's whole story for each."""
    model = decided()
    with transaction():
        made = [
            Decision(
                action="keep", comment_id=model.comment_id, person_id=model.person_id, actor_id=model.actor_id,
                reason="Within the rules.", decided_at=at,
            )
            for _ in range(number)
        ]  # fmt: skip
        for decision in made:
            record(decision, "Some words.")
    return {decision.id for decision in made}


def test_about_one_in_twenty_is_drawn_and_the_same_ones_whenever_it_runs(app_context):
    ids = many(400)
    with time_machine.travel(NOON, tick=False):
        number = actions.draw_looks(KEY)
        assert 8 <= number <= 40
        first = drawn()
        assert len(first) == number
        assert first <= ids
        assert actions.draw_looks(KEY) == 0
        assert drawn() == first


def test_another_key_draws_others_so_nobody_can_foresee_it(app_context):
    many(400)
    with time_machine.travel(NOON, tick=False):
        actions.draw_looks(KEY)
        first = drawn()
        with transaction() as session:
            session.query(SecondLook).delete()
        actions.draw_looks(KEY[::-1])
        assert drawn() != first


def test_a_day_with_few_decisions_gives_one_and_a_day_without_none(app_context):
    with time_machine.travel(NOON, tick=False):
        assert actions.draw_looks(KEY) == 0
    ids = many(3) | many(2, YESTERDAY - timedelta(days=1))
    with time_machine.travel(NOON, tick=False):
        assert actions.draw_looks(KEY) >= 2
        days = {one.decided_at.date() for one in (db.session.get_one(Decision, n) for n in drawn())}
    assert days == {YESTERDAY.date(), YESTERDAY.date() - timedelta(days=1)}
    assert drawn() <= ids


def test_only_what_people_decided_about_one_comment_and_did_not_take_back_is_drawn(app_context):
    moderator = make.moderator()
    with time_machine.travel(YESTERDAY, tick=False):
        pinned, batch = decided("pin"), [make.comment(), make.comment()]
        picks = [(comment.id, comment.version) for comment in batch]
        actions.decide_many(make.actor(moderator), picks, Ruling(action="keep", reason="All fine."), scope="account")
        actions.undo(make.actor(moderator), decided(by=moderator))
        make.comment(body="Held by a check, decided by nobody.", status="held")
    with time_machine.travel(NOON, tick=False):
        assert actions.draw_looks(KEY) == 0
        today = decided()
        assert actions.draw_looks(KEY) == 0  # today is not over
    assert drawn() == set()
    assert pinned.id != today.id


def test_the_job_draws_with_the_sites_own_key(app_context, run_jobs):
    with time_machine.travel(clock.now() - timedelta(days=1), tick=False):
        decision = decided()
    run_jobs()
    assert drawn() == {decision.id}


def test_two_processes_at_once_draw_each_decision_once(app_context, app):
    ids = many(60)

    def draw(_):
        with app.app_context(), time_machine.travel(NOON, tick=False):
            return actions.draw_looks(KEY)

    with time_machine.travel(NOON, tick=False), ThreadPoolExecutor(4) as pool:
        list(pool.map(draw, range(4)))
    numbers = list(db.session.scalars(select(SecondLook.decision_id)))
    assert numbers
    assert len(numbers) == len(set(numbers))
    assert set(numbers) <= ids


@pytest.fixture
def removal(app_context):
    """A removal that was drawn, its decider and its comment, which was reported and found by a check before."""
    author, first = make.person("Ada Author"), make.moderator(name="Fred First")
    comment = make.comment(by=author, body="She teaches at the Brook school, *room 4*.")
    with transaction() as session:
        finding = {"check": "words", "version": 1, "reason": "Suspect words: school.", "outcome": "hold", "spans": []}
        session.add(Screening(comment_id=comment.id, comment_version=1, outcome="hold", findings=[finding]))
    actions.report(make.actor(make.person()), comment, Complaint(category="private-details", explanation="A name!"))
    decision = decided("remove", 4, by=first, comment=comment)
    return make.second_look(decision), decision, first, author


@pytest.fixture
def taker(visitor):
    """Open the page as somebody who has taken the next look."""

    def taker(moderator=None):
        somebody = visitor(moderator or make.moderator())
        assert somebody.post(PAGE, {"action": "take"}).status_code == 303
        return somebody

    return taker


def test_the_page_shows_the_comment_as_it_stood_and_neither_what_was_decided_nor_by_whom(removal, taker):
    _, decision, _, _ = removal
    page = taker().get(PAGE).text
    for shown in ("She teaches at the Brook school, <em>room 4</em>.", "Ada Author", "Suspect words: school.",
                  "It gives away private details", "A name!", "Published at that time."):  # fmt: skip
        assert shown in page, shown
    for hidden in ("fred first", "names the school of a child", "removed", f"/decisions/{decision.id}", "upheld"):
        assert hidden not in page.lower(), hidden


def test_the_words_are_those_that_were_decided_about(app_context, taker):
    comment = make.comment(body="The first wording.")
    decision = decided(comment=comment)
    make.second_look(decision)
    with transaction() as session:
        session.get_one(Comment, comment.id).body = "Another wording."
        session.get_one(Comment, comment.id).html = "<p>Another wording.</p>"
    page = taker().get(PAGE).text
    assert "The first wording." in page
    assert "Another wording." not in page


def test_an_act_on_many_leaves_it_alone_and_tells_nothing_of_it(removal, taker):
    _, decision, first, _ = removal
    moderator, other = make.moderator(), make.comment()
    taker(moderator)
    db.session.rollback()
    picks = [(decision.comment_id, 1), (other.id, other.version)]
    done = actions.decide_many(make.actor(moderator), picks, Ruling(action="remove", rule=5, reason="Spam.", version=0))
    assert [one.comment_id for one in done.decisions] == [other.id]
    assert done.left == [(decision.comment_id, queries.KEPT)]
    assert first.name not in done.told_left


def test_nobody_gets_their_own_decision_nor_one_about_themselves(removal, visitor):
    look, decision, first, author = removal
    assert "No second look waits for you." in visitor(first).get("/moderation/second-looks").text
    with pytest.raises(NotPermitted):
        actions.look_again(make.actor(first), decision, "keep", None)
    answer = visitor(first).post(f"/moderation/second-looks/{look.id}", {"action": "keep"})
    assert answer.status_code == 403
    with transaction() as session:
        session.get_one(type(author), author.id).role = "moderator"
    author = db.session.get_one(type(author), author.id)
    assert queries.looks_waiting(make.actor(author)) == []
    with pytest.raises(NotPermitted):
        actions.look_again(make.actor(author), decision, "keep", None)
    assert [actions.take_look(make.actor(one)) for one in (author, first)] == [False, False]


@pytest.mark.parametrize("who", ["decider", "author"])
def test_the_database_itself_lays_it_before_nobody_who_is_involved(removal, who):
    look, _, first, author = removal
    with pytest.raises(DatabaseError, match="cannot look at it a second time"), transaction() as session:
        session.get_one(SecondLook, look.id).person_id = (first if who == "decider" else author).id


def test_whoever_has_decided_about_the_comment_since_is_not_blind_and_not_asked(removal, visitor):
    look, decision, _, _ = removal
    judge = make.moderator()
    assert queries.looks_waiting(make.actor(judge)) == [look.id]
    steps.answered(steps.appealed(decision), "uphold", by=judge)
    assert queries.looks_waiting(make.actor(judge)) == []
    answer = visitor(judge).post(f"/moderation/second-looks/{look.id}", {"action": "keep"})
    assert answer.status_code == 409
    assert "You have decided about this comment before." in answer.text
    assert queries.looks_waiting(make.actor(make.moderator())) == [look.id]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"action": "remove", "rule": "4"}, "You agree. Both removed it by rule 4."),
        ({"action": "remove", "rule": "2"}, "You differ. The first moderator removed it by rule 4;"),
        ({"action": "keep", "rule": "2"}, "You differ. The first moderator removed it by rule 4; the second says"),
    ],
)  # fmt: skip
def test_after_the_answer_it_is_said_whether_both_agree_and_nothing_else_changes(removal, taker, form, said):
    look, decision, _, _ = removal
    status = db.session.get_one(Comment, decision.comment_id).status
    count = db.session.scalar(select(func.count()).select_from(Decision))
    second = make.moderator()
    somebody = taker(second)
    assert somebody.post(f"/moderation/second-looks/{look.id}", form).status_code == 303
    assert said in somebody.get("/moderation/second-looks").text
    db.session.refresh(look)
    assert (look.action, look.person_id) == (form["action"], second.id)
    assert look.rule == (int(form["rule"]) if form["action"] == "remove" else None)
    assert db.session.get_one(Comment, decision.comment_id).status == status
    assert db.session.scalar(select(func.count()).select_from(Decision)) == count


@pytest.mark.parametrize(("answer", "rule", "field"), [("", None, "action"), ("ban", 2, "action"),
                                                       ("remove", None, "rule"), ("remove", 9, "rule")])  # fmt: skip
def test_an_answer_without_act_or_rule_is_refused_with_the_form_filled_in(removal, taker, answer, rule, field):
    look, decision, _, _ = removal
    with pytest.raises(Invalid) as refusal:
        actions.look_again(make.actor(make.moderator()), decision, answer, rule)
    assert list(refusal.value.fields) == [field]
    page = taker().post(f"/moderation/second-looks/{look.id}", {"action": answer, "rule": rule or ""})
    assert page.status_code == 422
    assert "There is a problem" in page.text
    if answer == "remove":
        assert 'value="remove" aria-keyshortcuts="r" checked' in page.text


def test_whoever_does_not_have_it_cannot_answer_and_of_two_answers_the_first_stands(removal, visitor, taker):
    look, decision, _, _ = removal
    first, second = (make.actor(make.moderator()) for _ in range(2))
    with pytest.raises(Conflict):
        actions.look_again(first, decision, "keep", None)
    assert actions.take_look(first)
    assert not actions.take_look(second)
    with pytest.raises(Conflict):
        actions.look_again(second, decision, "remove", 4)
    actions.look_again(first, decision, "keep", None)
    with pytest.raises(Conflict):
        actions.look_again(first, decision, "remove", 4)
    late = visitor(make.moderator()).post(f"/moderation/second-looks/{look.id}", {"action": "remove", "rule": "4"})
    assert late.status_code == 409
    assert "does not lie before you any more" in late.text
    db.session.refresh(look)
    assert look.action == "keep"


def test_from_taking_it_until_the_answer_no_page_tells_the_decision(removal, visitor):
    look, decision, _, author = removal
    comment = db.session.get_one(Comment, decision.comment_id)
    other = make.comment(by=author, on=db.session.get_one(Story, comment.story_id), body="Another one of hers.")
    actions.report(make.actor(make.person()), other, Complaint(category="other"))
    actions.appeal(make.actor(author), decision, "It is no secret.")
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        second = visitor(make.moderator())
        paths = {
            "decided": "/moderation/decided",
            "reported": "/moderation/reported",
            "appeals": "/moderation/appeals",
            "drawer": f"/moderation/people/{author.handle}",
            "thread": f"/moderation/stories/{db.session.get_one(Story, comment.story_id).slug}",
            "another card": f"/moderation/comments/{other.id}/decision",
            "log": "/moderation-log",
            "feed": "/moderation-log/feed.atom",
            "table": "/moderation-log.csv",
            "card": f"/moderation/comments/{comment.id}/decision",
            "entry": f"/moderation-log/{decision.id}",
            "statement": f"/decisions/{decision.id}",
        }
        signs = (
            f"/decisions/{decision.id}",
            f"moderation-log/{decision.id}",
            f"\n{decision.id},",
            "names the school of a child",
            "She teaches at the Brook school",
            "Appeal 1",
        )

        def tells(name, answer):
            if name in {"card", "entry", "statement"}:  # refused, they still name their own address
                return answer.status_code == 200
            return any(sign in answer.text for sign in signs)

        def telling(somebody):
            return {name for name, path in paths.items() if tells(name, somebody.get(path))}

        before = telling(second)
        assert before == set(paths)
        second.post(PAGE, {"action": "take"})
        assert telling(second) == set()
        assert second.get(paths["card"]).status_code == 403
        assert second.get(paths["statement"]).status_code == 403
        assert "as a second look" in second.get(paths["entry"]).text
        colleague = visitor(make.moderator())
        assert telling(colleague) == before
        second.post(PAGE, {"action": "put-back"})
        assert telling(second) == before
        second.post(PAGE, {"action": "take"})
        second.post(f"{PAGE}/{look.id}", {"action": "remove", "rule": "4"})
        assert telling(second) == before


def test_what_lies_too_long_before_somebody_goes_to_another(removal):
    look, decision, _, _ = removal
    slow, next_one = (make.actor(make.moderator()) for _ in range(2))
    assert actions.take_look(slow)
    with time_machine.travel(clock.now() + LOOK_TIME, tick=False):
        assert queries.find_taken(slow) is None
        assert actions.take_look(next_one)
        with pytest.raises(Conflict):
            actions.look_again(slow, decision, "keep", None)
        actions.look_again(next_one, decision, "keep", None)
    db.session.refresh(look)
    assert look.person_id == next_one.id


def test_child_safety_is_for_those_who_may_open_it_and_stands_behind_a_veil(app_context, visitor, taker):
    comment = make.comment(body="Words nobody should have to read.")
    actions.report(make.actor(make.person()), comment, Complaint(category="child-safety"))
    look = make.second_look(decided("remove", 4, by=make.moderator(handles_urgent=True), comment=comment))
    assert "No second look waits" in visitor(make.moderator()).get(PAGE).text
    with pytest.raises(NotFound):
        queries.drawn_decision(make.actor(make.moderator()), look.id)
    page = taker(make.moderator(handles_urgent=True)).get(PAGE).text
    veil = page.index('<details class="veil">')
    assert veil < page.index("Words nobody should have to read.") < page.index("</details>", veil)


def test_words_that_were_blanked_are_looked_at_no_more(removal):
    _, decision, _, _ = removal
    comment = db.session.get_one(Comment, decision.comment_id)
    proposal = actions.propose(make.actor(make.moderator()), comment, 4, "A court has ordered it.")
    actions.settle(make.actor(make.moderator()), proposal, confirmed=True)
    assert queries.looks_waiting(make.actor(make.moderator())) == []


def test_moderators_who_take_one_at_once_get_different_ones(app_context, app):
    for _ in range(3):
        make.second_look()
    takers = [make.actor(make.moderator()) for _ in range(4)]

    def take(actor):
        with app.app_context():
            return actions.take_look(actor)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take, takers)) == [False, True, True, True]
    db.session.rollback()
    assert len({queries.find_taken(actor) for actor in takers}) == 4
