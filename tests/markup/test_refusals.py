"""What is refused, with which words, and before any costly work."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discuss import markup
from discuss.errors import Invalid
from discuss.markup import parsing
from tests.markup import payloads

LIMIT = 10_000


def refusal(text: str, limit: int = LIMIT) -> str:
    """Return the code of the refusal, '' if there is none."""
    try:
        markup.check(text, limit)
    except markup.Refused as refused:
        return refused.code
    return ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a" * 10_000, ""),
        ("a" * 10_001, "too_long"),
        ("", "empty"),
        (" \n\t\u00a0\u2800\u200b", "empty"),
        (">\n> >\n- \n1. ", "empty"),
        ("[](https://a.example)", ""),
        ("```\n\n```", "empty"),
        ("a\x00b", "unshowable"),
        ("a\x1bb", "unshowable"),
        ("a\x7fb", "unshowable"),
        ("a\x9fb", "unshowable"),
        ("a\ud800b", "unshowable"),
        ("a\r\nb\tc\x0bd", ""),
        ("\n".join("a" * 300), ""),
        ("\n".join("a" * 301), "too_many_lines"),
        ("a" + "\u0316" * 5, ""),
        ("a" + "\u0316" * 6, "stacked_marks"),
        ("\u0e01\u0e34\u0e4c \u0939\u093f\u0928\u094d\u0926\u0940", ""),
        ("> " * 20 + "a", ""),
        ("> " * 21 + "a", "too_deep"),
        (">" * 200 + "a", "too_deep"),
        ("- " * 10 + "a", ""),
        ("- " * 11 + "a", "too_deep"),
        ("\n".join("  " * depth + "- a" for depth in range(10)), ""),
        ("\n".join("  " * depth + "- a" for depth in range(11)), "too_deep"),
        ("[" * 500, ""),
        ("[" * 501, "too_many_brackets"),
        ("https://a.example " * 20, ""),
        ("https://a.example " * 21, "too_many_links"),
        ("[https://a.example](https://a.example) " * 20, ""),
        ("<a@a.example> " * 21, "too_many_links"),
        ("www.a.example " * 500, "too_many_links"),
        ("`https://a.example` " * 21, ""),
        ("@anna " * 10, ""),
        ("@anna " * 11, "too_many_mentions"),
        ("`@anna` " * 11, ""),
        ("`a` " * 499, ""),
        ("`a` " * 500, "too_much_markup"),
    ],
)
def test_where_each_limit_lies(text, code):
    assert refusal(text) == code


def test_an_owner_s_limit_holds_and_the_highest_limit_holds_above_it():
    assert refusal("a" * 2_001, 2_000) == "too_long"
    assert refusal("a" * 10_001, 50_000) == "too_long"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write something before you post."),
        ("a" * 2_212, "Shorten your comment by 212 characters."),
        ("a" * 2_001, "Shorten your comment by 1 character."),
        ("https://a.example " * 25, "Your comment has 25 links. Keep 20 at most."),
        ("@anna " * 12, "Your comment mentions people 12 times. Keep 10 mentions at most."),
    ],
)
def test_a_refusal_says_what_to_do_next(text, words):
    with pytest.raises(markup.Refused) as refused:
        markup.check(text, 2_000)
    assert isinstance(refused.value, Invalid)
    assert refused.value.status == 422
    assert refused.value.fields == {"body": [words]}


def test_only_what_is_stored_is_counted():
    assert refusal("a\r\n" * 100 + "b" + " " * 500 + "\u200b" * 500, 201) == ""


HOSTILE = {
    "100,000 characters": "a" * 100_000,
    "200 quotes": "> " * 200 + "a",
    "lines of quotes": ("> " * 30 + "\n") * 150,
    "5,000 links": "https://a.example/x " * 5_000,
    "400 links": "https://a.example " * 400,
    "10,000 brackets": "[" * 10_000,
    "10,000 round brackets": "(" * 10_000,
    "NUL": "a\x00" * 4_000,
    "lone surrogates": "\ud800" * 9_000,
    "a tower of marks": "a" + "\u0301\u0316" * 4_900,
    "9,000 lines": "a\n" * 4_900,
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_hostile_shapes_are_refused_before_any_parsing(shape, monkeypatch):
    def parse(text: str) -> parsing.Parsed:
        raise AssertionError("parsed")

    monkeypatch.setattr(parsing, "parse", parse)
    assert refusal(HOSTILE[shape])


@given(st.text(max_size=400) | st.builds("{}{}".format, st.sampled_from(payloads.ALL), st.text(max_size=20)))
@settings(max_examples=300, deadline=None)
def test_nothing_but_a_refusal_is_ever_raised(text):
    code = refusal(text)
    assert markup.render(text).html or code in {"empty", ""}
    markup.to_text(text)
    markup.to_text(text, 80)
    assert len(markup.mentions(text)) <= 10
    assert len(markup.links(text)) <= 20
