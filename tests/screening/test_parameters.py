"""What owners may set: within safe ranges, whatever is typed or stored; what it changes is said in words."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discuss.errors import Invalid
from discuss.screening import CATALOGUE, Outcome, Setting, notice, screen
from discuss.screening.pace import PACE, next_allowed
from discuss.screening.parameters import LONGEST_LIST, MOST_ENTRIES, Number, Words
from discuss.screening.words import WordLists
from tests.screening.test_screening import draft

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NUMBERS = [(check, each) for check in CATALOGUE.values() for each in check.parameters if isinstance(each, Number)]
TYPED = st.text(max_size=30) | st.integers(-10, 10**12).map(str)


def typed(check, **given_values):
    values = {parameter.name: str(parameter.default) for parameter in check.parameters}
    return {"enabled": "on"} | values | given_values


@pytest.mark.parametrize("check", CATALOGUE.values(), ids=lambda check: check.name)
def test_every_check_says_what_it_is_and_its_defaults_are_within_its_ranges(check):
    assert check.title
    assert check.sentence(check.default).endswith(".")
    assert "{" not in check.sentence(check.default)
    assert check.read(typed(check)) == (True, dict(check.default.values))
    assert all(parameter.label for parameter in check.parameters)


@pytest.mark.parametrize("name", ["length", "held_person", "disagreement", "pace"])
def test_what_must_stay_on_stays_on_by_form_and_by_stored_row(name):
    check = CATALOGUE[name]
    with pytest.raises(Invalid) as refused:
        check.read(typed(check, enabled="off"))
    assert "stays on" in refused.value.fields["enabled"][0]
    assert check.setting(3, enabled=False, stored={}).enabled


@pytest.mark.parametrize(("check", "number"), NUMBERS, ids=lambda part: part.name)
@given(TYPED)
def test_a_number_is_within_its_range_whatever_is_typed_or_stored(check, number, text):
    assert number.least <= number.kept(text) <= number.most
    plain = text.strip()
    if plain.isascii() and plain.isdecimal() and number.least <= int(plain) <= number.most:
        assert number.read(text) == number.kept(text) == int(plain)
        return
    with pytest.raises(Invalid) as refused:
        number.read(text)
    assert refused.value.fields == {number.name: [f"Enter a whole number from {number.least} to {number.most}."]}
    assert number.kept(text) == number.default


@given(st.sampled_from(sorted(CATALOGUE)), st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=9)))
def test_a_stored_row_of_any_kind_gives_a_setting_that_works(name, stored):
    check = CATALOGUE[name]
    setting = check.setting(2, enabled=True, stored=stored)
    assert set(setting.values) == {parameter.name for parameter in check.parameters}
    assert check.sentence(setting)


@given(st.text(max_size=200))
def test_a_list_that_is_taken_can_be_looked_with_and_is_taken_again_as_it_is(text):
    banned = Words(name="banned", label="Banned", default="", listed="banned")
    kept = banned.kept(text)
    assert banned.read(str(kept)) == kept
    assert banned.difference(kept, kept) == []
    assert WordLists.of({"banned": str(kept).splitlines()})


def test_a_list_is_bounded_and_each_bad_entry_is_named():
    banned = Words(name="banned", label="Banned", default="", listed="banned")
    for text in ("x" * (LONGEST_LIST + 1), "\n".join(f"word{number}" for number in range(MOST_ENTRIES + 1))):
        with pytest.raises(Invalid):
            banned.read(text)
    with pytest.raises(Invalid) as refused:
        banned.read("fine\na\nin*side\n" + "y" * 61)
    assert [sentence.split(":")[0] for sentence in refused.value.fields["banned"]] == [
        "“a”",
        "“in*side”",
        f"“{'y' * 60}”",
    ]
    with pytest.raises(Invalid, match="field of its own"):
        banned.read("[suspect]\nword")
    with pytest.raises(Invalid):
        banned.read("a.*")  # one letter and any ending: nearly every text


def test_a_change_is_told_in_words():
    most = CATALOGUE["links"].parameters[0]
    assert most.difference(3, 5) == ["Links in a comment that needs no look: 3 → 5"]
    banned = CATALOGUE["words"].parameters[0]
    assert banned.difference("one\ntwo", "two\nthree") == [
        "Banned words, new: “three”",
        "Banned words, gone: “one”",
    ]
    many = "\n".join(f"word{number}" for number in range(25))
    assert banned.difference("", many)[0].endswith("and 5 more")


def of(name, **values):
    check = CATALOGUE[name]
    return {name: Setting(7, values=dict(check.default.values) | values)}


@pytest.mark.parametrize(
    ("given_draft", "outcome"),
    [
        (draft(links=("https://a.example",), settings=of("links", most=0)), Outcome.HOLD),
        (draft(links=("https://a.example",) * 9, settings=of("links", most=9)), Outcome.PUBLISH),
        (draft(author_approved=4, settings=of("newcomer", first=5)), Outcome.HOLD),
        (draft(author_approved=1, settings=of("newcomer", first=1)), Outcome.PUBLISH),
        (draft("Mostly CAPITALS IN HERE, it IS", settings=of("shouting", share=50)), Outcome.HOLD),
        (draft("Really!!! No", settings=of("shouting", signs=3)), Outcome.HOLD),
        (draft(others_last=((2, draft().body),), settings=of("crowd", others=1)), Outcome.HOLD),
        (
            draft(author_last=((draft().body, NOW - timedelta(hours=30)),), settings=of("repeat", hours=48)),
            Outcome.REJECT,
        ),
        (
            draft(author_last=((draft().body, NOW - timedelta(hours=3)),), settings=of("repeat", hours=2)),
            Outcome.PUBLISH,
        ),
    ],
)
def test_a_check_goes_by_what_is_set(given_draft, outcome):
    verdict = screen(given_draft)
    assert verdict.outcome is outcome
    assert {finding.version for finding in verdict.findings} <= {7}


def test_a_check_that_is_off_says_nothing():
    shouted = draft("WHY DOES NOBODY LISTEN TO THE PEOPLE HERE")
    assert screen(shouted).outcome is Outcome.HOLD
    off = draft(
        shouted.body, settings={"shouting": Setting(2, enabled=False, values=CATALOGUE["shouting"].default.values)}
    )
    assert screen(off).findings == ()


def test_authors_are_told_what_is_set():
    settings = of("newcomer", first=1) | of("links", most=7)
    assert notice(approved=0, held_always=False, staff=False, settings=settings) == [
        "A moderator looks at the first comment of each account before others see them.",
        "Links in them are checked, later only if there are more than 7.",
    ]
    off = {"newcomer": Setting(2, enabled=False, values={"first": 3})}
    assert notice(approved=2, held_always=False, staff=False, settings=off) == [
        "Links in the first 3 comments of each account are checked, later only if there are more than 3."
    ]
    assert notice(approved=3, held_always=False, staff=False, settings=off) == []


def test_the_pace_goes_by_what_is_set():
    times = [NOW - timedelta(hours=hour) for hour in range(1, 61)]
    assert next_allowed(times, NOW, newcomer=False) is None
    in_a_day = [NOW - timedelta(minutes=20 * number) for number in range(1, 61)]
    assert next_allowed(in_a_day, NOW, newcomer=False) == NOW - timedelta(minutes=1200) + timedelta(days=1)
    setting = PACE.setting(2, enabled=True, stored={"some": "2", "minutes": "60"})
    assert next_allowed(in_a_day[:2], NOW, newcomer=False, setting=setting) == NOW + timedelta(minutes=20)
