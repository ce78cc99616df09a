"""Comments as plain text: whole, as an excerpt, and what they link to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discuss import markup


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("*a* **b** ~~c~~ `d`\ne", "a b c d\ne"),
        ("one\n\n\ntwo", "one\n\ntwo"),
        ("> said\n> more\n\nanswer", "> said\n> more\n\nanswer"),
        ("> > deep\n\n> less", "> > deep\n\n> less"),
        ("- a\n- b\n  1. c\n  2. d\n\nafter", "- a\n- b\n  1. c\n  2. d\n\nafter"),
        ("3. a\n\n   more\n4. b", "3. a\n\n   more\n\n4. b"),
        ("> - a\n>   b", "> - a\n>   b"),
        ("```x\na < b\n\nc\n```", "a < b\n\nc"),
        ("# a\n---\nb", "# a\n\n---\n\nb"),
        ("[a](https://example.org) https://example.org", "a (example.org) https://example.org"),
        ("@anna &lt;b&gt; <i>", "@anna &lt;b&gt; <i>"),
        ("a\u202eb", "ab"),
        ("", ""),
    ],
)
def test_what_a_reader_reads(typed, read):
    assert markup.to_text(typed) == read


@pytest.mark.parametrize(
    ("typed", "limit", "excerpt"),
    [
        ("short", 20, "short"),
        ("one two three four", 14, "one two three…"),
        ("one two, three", 10, "one two…"),
        ("a\n\nb\n- c", 20, "a b - c"),
        ("> quoted words\n\nown words", 40, "own words"),
        ("> only a quote", 40, "only a quote"),
        ("x" * 50, 10, "x" * 9 + "…"),
        ("**bold** & <b>", 20, "bold & <b>"),
        ("a b", 1, "…"),
    ],
)
def test_an_excerpt_is_one_line_cut_between_words(typed, limit, excerpt):
    assert markup.to_text(typed, limit) == excerpt


def test_an_excerpt_of_escaped_html_stays_escaped():
    # The accident of others: text taken from HTML, unescaped on the way, and parsed as HTML again.
    assert markup.to_text("&lt;img src=x onerror=hit()&gt;", 80) == "&lt;img src=x onerror=hit()&gt;"


def test_a_text_that_would_be_refused_is_still_readable():
    assert markup.to_text("> " * 30 + "words") == "> " * 30 + "words"
    assert markup.to_text("*a* " * 5_000, 12) == "*a* *a* *a*…"


def test_mentions_are_handles_each_once_in_reading_order():
    assert markup.mentions("@ben and @Anna, @ben\n\n> @cleo\n\n`@dora` me@emil.example") == ["ben", "anna", "cleo"]
    assert markup.mentions("@anna " * 11) == []


def test_links_are_addresses_as_they_are_followed():
    text = "[a](HTTPS://Example.org) www.example.org/b https://m\u00fcnchen.example <a@example.org> @anna https://a@b.example"
    assert markup.links(text) == [
        "https://example.org",
        "https://www.example.org/b",
        "https://xn--mnchen-3ya.example",
        "mailto:a@example.org",
    ]
    assert markup.links("https://a.example " * 21) == []


@given(st.text(max_size=300), st.integers(1, 100))
@settings(max_examples=300, deadline=None)
def test_an_excerpt_is_never_longer_than_asked(typed, limit):
    excerpt = markup.to_text(typed, limit)
    assert len(excerpt) <= limit
    assert "\n" not in excerpt
