"""The score: learnt from decisions alone, says how much it is worth, names what counts, and is silent before."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discuss.screening.score import AUTHORS, ENOUGH, Example, Model, features, learn

CALM = [
    "ferry",
    "timetable",
    "later",
    "boat",
    "winter",
    "because",
    "people",
    "work",
    "until",
    "nine",
    "harbour",
    "fares",
    "council",
]
RUDE = [
    "you",
    "clown",
    "only",
    "absolute",
    "could",
    "believe",
    "rubbish",
    "go",
    "home",
    "liar",
    "fool",
    "idiotic",
    "shame",
]


def examples(count=200, seed=1):
    """Half of them removed; each text mostly of its own kind's words, with some of the other's."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        removed = number % 4 in {0, 1}  # both halves of the authors have both kinds
        own, other = (RUDE, CALM) if removed else (CALM, RUDE)
        words = chance.choices(own, k=6) + chance.choices(other, k=2)
        made.append(Example(" ".join(words), removed, author=number))
    return made


@pytest.fixture(scope="module")
def model():
    return learn(examples())


def test_it_tells_the_two_apart_and_knows_how_well(model):
    assert model.ready
    assert model.ordered > 90
    assert model.score("you absolute clown, shame, go home").value > 80
    assert model.score("a later boat in winter for people who work").value < 20
    assert "puts" in model.state


def test_it_names_the_features_and_where_they_stand(model):
    text = "What a CLOWN you are, with your timetable"
    found = {feature.label: feature for feature in model.score(text).features}
    assert found["clown"].weight > 0 > found["timetable"].weight
    assert [text[slice(*span)] for span in found["clown"].spans] == ["CLOWN"]


def test_the_same_examples_in_any_order_give_the_same_model(model):
    shuffled = examples()
    random.Random(5).shuffle(shuffled)
    assert learn(shuffled) == model


def test_what_is_stored_says_the_same(model):
    text = "you clown, the ferry"
    assert Model.from_json(model.to_json()).score(text) == model.score(text)


def test_below_the_threshold_it_says_so_and_nothing_else():
    few = learn(examples(2 * ENOUGH - 2))
    score = few.score("you absolute clown")
    assert (score.value, score.features) == (None, ())
    assert "Not enough decisions yet" in score.said
    assert Model().score("anything").value is None


def test_what_it_cannot_tell_apart_it_is_silent_about():
    chance = random.Random(3)
    alike = [replace(example, removed=chance.random() < 0.5) for example in examples(300)]
    score = learn(alike).score("you clown")
    assert score.value is None
    assert "no better than guessing" in score.said


def test_what_few_people_wrote_is_not_kept():
    secret = "zanzibarsecret"
    own = [Example(f"you clown {secret}", True, author=number % (AUTHORS - 1)) for number in range(20)]
    model = learn([*examples(), *own])
    assert f"word {secret}" not in model.weights
    assert not [key for key in model.weights if secret in key]
    shared = [Example(f"you clown {secret}", True, author=number) for number in range(AUTHORS)]
    assert f"word {secret}" in learn([*examples(), *shared]).weights


@given(st.text(max_size=300))
def test_any_text_has_a_score_with_places_inside_it(text):
    score = MODEL.score(text)
    assert 0 <= score.value <= 100
    for feature in score.features:
        assert all(0 <= start < end <= len(text) for start, end in feature.spans)
    for spans in features(text).values():
        assert all(0 <= start < end <= len(text) for start, end in spans)


MODEL = learn(examples())


@given(st.lists(st.builds(Example, st.text(max_size=40), st.booleans(), st.integers(0, 9)), max_size=30))
def test_any_examples_can_be_learnt_from(given_examples):
    model = learn(given_examples)
    assert not model.ready
    assert Model.from_json(model.to_json()) == model
