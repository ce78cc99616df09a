"""Learning from the record: the last word of a person about each comment, and nothing that was purged."""

import random
import re

import pytest
from sqlalchemy import func, select, update

from discuss.checks import queries
from discuss.checks.actions import learn_score
from discuss.checks.models import ScoreModel
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.decisions import Decision, DecisionQuote, record
from discuss.moderation.queries.cards import cards
from tests import factories as make
from tests.services.statements import noted

RUDE, CALM = ("clown", "rubbish", "liar", "fool"), ("ferry", "timetable", "winter", "harbour")


def decide(comment, action, words, by, **more):
    with transaction():
        return record(
            Decision(
                action=action,
                comment_id=comment.id,
                person_id=more.pop("person_id", comment.author_id),
                actor_id=by.id if by else None,
                automatic=by is None,
                reason="Looked at.",
                **more,
            ),
            words,
        )


@pytest.fixture
def judged(app_context):
    """Sixty removed and sixty approved comments by several people."""
    chance, judge, story = random.Random(2), make.moderator(), make.story()
    people = [make.person() for _ in range(8)]
    for number in range(120):
        removed = number % 2 == 0
        comment = make.comment(on=story, by=people[number // 2 % 8])
        words = " ".join(chance.choices(RUDE if removed else CALM, k=5) + chance.choices(RUDE + CALM, k=2))
        decide(comment, "remove" if removed else "approve", words, judge, rule=2 if removed else None)
    return judge


def test_nothing_is_said_before_there_are_decisions(app_context):
    assert learn_score() == 0
    assert queries.score_model().score("you clown").value is None
    assert "Not enough decisions yet" in queries.score_model().score("you clown").said


def test_what_moderators_decided_is_learnt_once_and_again_when_they_decide_more(judged):
    assert learn_score() == 120
    assert (
        queries.score_model().score("liar and clown").value
        > 70
        > 30
        > queries.score_model().score("ferry timetable in winter").value
    )
    assert learn_score() == 0
    comment = make.comment()
    decide(comment, "keep", "A ferry.", judged)
    assert learn_score() == 121
    assert db.session.scalar(select(func.count()).select_from(ScoreModel)) == 1


def test_the_last_word_counts_and_what_was_taken_back_or_is_automatic_does_not(judged):
    comment = make.comment()
    decide(comment, "remove", "first", judged, rule=2)
    decide(comment, "restore", "second", judged)
    other = make.comment()
    appealed = make.comment()
    decide(appealed, "remove", "fourth", judged, rule=2)
    decide(appealed, "overturn", "", judged)
    undone = decide(other, "remove", "third", judged, rule=2)
    decide(other, "undo", "", judged, undoes_id=undone.id)
    decide(make.comment(), "approve", "by itself", None)
    learn_score()
    stored = db.session.scalars(select(ScoreModel)).one().model
    assert (stored["removed"], stored["stood"]) == (60, 62)


def test_purged_words_are_learnt_no_more(judged):
    learn_score()
    assert "word clown" in db.session.scalars(select(ScoreModel)).one().model["weights"]
    with transaction() as session:
        session.execute(update(DecisionQuote).where(DecisionQuote.words.contains("clown")).values(words=""))
    decide(make.comment(), "purge", "", judged, rule=7)
    learn_score()
    assert "clown" not in str(db.session.scalars(select(ScoreModel)).one().model)


@pytest.mark.database("sqlite")
def test_any_number_of_texts_is_scored_with_one_statement(judged):
    learn_score()
    queries.score_model().score("before")
    with noted() as seen:
        model = queries.score_model()
        assert [model.score(word).value is not None for word in (*RUDE, *CALM)] == [True] * 8
    assert len([sql for sql in seen if sql.startswith("SELECT")]) == 1


def test_moderators_see_the_hint_with_what_it_goes_by_and_the_queue_stays_as_it_is(judged, visitor):
    story = make.story()
    calm = make.comment(on=story, body="The ferry timetable in winter.", status="held")
    rude = make.comment(on=story, body="You liar and clown, fool!! Rubbish!", status="held")
    desk = visitor(judged)
    before = desk.get("/moderation/held").text
    assert "Automatic hint" not in before
    learn_score()
    page = desk.get("/moderation/held").text
    cards = {number: page.split(f'id="c{number}"')[1].split("</article>")[0] for number in (calm.id, rude.id)}
    said = {
        number: re.search(r"about (\d+) were removed. A hint never decides.", card) for number, card in cards.items()
    }
    assert int(said[rude.id][1]) > 50 > int(said[calm.id][1])
    assert re.search(r"“<bdi>liar</bdi>”</span> <span class=\"meta\">more like removed ones, \+", cards[rude.id])
    assert re.search(r"Several exclamation marks</span>|“<bdi>fool", cards[rude.id])
    assert page.index(f'id="c{calm.id}"') < page.index(f'id="c{rude.id}"')
    assert [*re.findall(r'data-item="(\d+)"', page)] == [*re.findall(r'data-item="(\d+)"', before)]


def test_a_hint_on_every_card_costs_two_statements_once_and_one_later(judged, app_context):
    story, moderator = make.story(), make.actor(judged)
    ids = [make.comment(on=story, body="A liar, a clown.", status="held").id for _ in range(5)]
    learn_score()
    for expected in (2, 1):
        with noted() as sent:
            assert all(card.hint for card in cards(moderator, ids))
        assert sum("score_models" in statement for statement in sent) == expected


def test_words_that_were_blanked_have_no_hint(judged, app_context):
    learn_score()
    comment = make.comment(body="A liar, a clown.", status="removed")
    with transaction() as session:
        session.execute(update(Comment).where(Comment.id == comment.id).values(body="", html=""))
    assert cards(make.actor(judged), [comment.id])[0].hint is None
