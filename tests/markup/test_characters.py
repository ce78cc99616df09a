"""How typed text is stored: one spelling, nothing hidden, nothing reordered, and nothing lost that is seen."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discuss.markup import clean_text

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
RAINBOW = "\U0001f3f3\ufe0f\u200d\U0001f308"
HEART = "\u2764\ufe0f\u200d\U0001f525"
SKIN = "\U0001f9d1\U0001f3fd\u200d\U0001f680"
KEYCAP = "1\ufe0f\u20e3"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("cafe\u0301", "caf\u00e9"),
        ("\u212bngstr\u00f6m", "\u00c5ngstr\u00f6m"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\x0bb\x0cc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
        ("a  \nb\t\n\n\n", "a\nb"),
        ("\n\n    code", "    code"),
        ("a\u202eb\u202cc\u2066d\u2069e\u200ef\u200fg\u061ch", "abcdefgh"),
        ("a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg", "abcdefg"),
        ("a\ufe0f b\ufe00 \u8fbb\U000e0100", "a b \u8fbb"),
        ("\ue000\U000f0000\ufdd0\U0010ffff\u0378x", "x"),
        ("\u115f\u3164\uffa0\u034f\u180ex", "x"),
        ("\U000e0067\U000e007fx", "x"),
        ("\u0605 \u06dd", "\u0605 \u06dd"),
        ("e\u200b\u0301", "\u00e9"),
        ("\u0633\u0644\u0627\u0645 \u05e9\u05dc\u05d5\u05dd", "\u0633\u0644\u0627\u0645 \u05e9\u05dc\u05d5\u05dd"),
        ("\x00 \x1b \ud800", "\x00 \x1b \ud800"),
    ],
)
def test_what_is_typed_and_what_is_stored(typed, stored):
    assert clean_text(typed) == stored


@pytest.mark.parametrize(
    "emoji", [FAMILY, RAINBOW, HEART, SKIN, KEYCAP, "\u00a9\ufe0f", "\U0001f1ea\U0001f1fa", "\u263a\ufe0e"]
)
def test_emoji_stay_whole(emoji):
    assert clean_text(f"a {emoji} b") == f"a {emoji} b"


def test_emoji_newer_than_the_interpreter_stay():
    # Blocks of emoji are kept whole: an unassigned place in them may be a picture on the phone that typed it.
    newest = "\U0001faff"
    assert clean_text(newest) == newest


def test_joiners_without_emoji_on_both_sides_go():
    assert clean_text("\u200d\U0001f469\u200da\u200d\U0001f469\u200d\u200d\U0001f469\u200d") == (
        "\U0001f469a\U0001f469\U0001f469"
    )


def test_a_tower_of_marks_is_not_sorted():
    # Normalizing it takes time by the square of its height; it is refused later, as it is.
    tower = "a" + "\u0301\u0316" * 5_000
    assert clean_text(tower) == tower
    assert unicodedata.normalize("NFC", "a" + "\u0301\u0316" * 4) == clean_text("a" + "\u0301\u0316" * 4)


CHARACTERS = st.text(
    st.characters() | st.sampled_from(f"{FAMILY}{RAINBOW}{HEART}{KEYCAP}\u200b\u202e\u0301\u0316\r\n \t\x85e\u2028"),
    max_size=80,
)


@given(CHARACTERS)
@settings(max_examples=500, deadline=None)
def test_cleaning_twice_changes_nothing(typed):
    once = clean_text(typed)
    assert clean_text(once) == once


@given(CHARACTERS)
@settings(max_examples=300, deadline=None)
def test_nothing_that_reorders_or_hides_text_is_left(typed):
    left = clean_text(typed)
    assert not set(left) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\u200c\ufeff\r\u2028"
    )
    assert not [character for character in left if unicodedata.category(character) == "Co"]
    assert left == left.strip("\n")
    assert not any(line != line.rstrip() for line in left.split("\n"))


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=80))
@settings(max_examples=200, deadline=None)
def test_letters_digits_and_signs_are_all_kept(typed):
    fillers = set("\u115f\u1160\u3164\uffa0")
    kept = "".join(character for character in typed if character not in fillers)
    assert clean_text(typed) == unicodedata.normalize("NFC", kept)
