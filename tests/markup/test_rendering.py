"""What typed text looks like: the Markdown that works and that which does not, links, mentions, and any text at all."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discuss import markup
from discuss.markup import sanitizing
from tests.markup.structure import REL, faults


def link(href: str, text: str, host: str = "") -> str:
    return f'<a href="{href}" rel="{REL}">{text}</a>' + (f' <bdi class="host">({host})</bdi>' if host else "")


def rows(table: dict[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("typed", "shown"), table.items(), ids=[typed[:30] for typed in table])


@rows(
    {
        "*a* _b_ **c** __d__": "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong></p>",
        "***both***": "<p><em><strong>both</strong></em></p>",
        "~~gone~~": "<p><s>gone</s></p>",
        "snake_case_name 2*3*4": "<p>snake_case_name 2<em>3</em>4</p>",
        "`x < y` ``a ` b``": "<p><code>x &lt; y</code> <code>a ` b</code></p>",
        "one\ntwo": "<p>one<br>\ntwo</p>",
        "one  \ntwo\\\nthree": "<p>one<br>\ntwo<br>\nthree</p>",
        "one\n\n\ntwo": "<p>one</p>\n<p>two</p>",
        "> said\n> again\n\nanswered": "<blockquote>\n<p>said<br>\nagain</p>\n</blockquote>\n<p>answered</p>",
        "> > twice": "<blockquote>\n<blockquote>\n<p>twice</p>\n</blockquote>\n</blockquote>",
        "- a\n- b": "<ul>\n<li>a</li>\n<li>b</li>\n</ul>",
        "* a\n  + b": "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>",
        "1. a\n2. b": "<ol>\n<li>a</li>\n<li>b</li>\n</ol>",
        "1986) a": '<ol start="1986">\n<li>a</li>\n</ol>',
        "```\nx < y\n```": "<pre><code>x &lt; y\n</code></pre>",
        "~~~\nnever ended": "<pre><code>never ended</code></pre>",
        "    indented": "<pre><code>indented\n</code></pre>",
        "\\*not emphasis\\*": "<p>*not emphasis*</p>",
        "a & b < c > d \"e\" 'f' \u00a0": "<p>a &amp; b &lt; c &gt; d \"e\" 'f'</p>",
    }
)
def test_the_markup_of_a_comment(typed, shown):
    assert markup.to_html(typed).rstrip("\n") == shown


@rows(
    {
        "# heading": "<p># heading</p>",
        "heading\n===": "<p>heading<br>\n===</p>",
        "above\n---\nbelow": "<p>above</p>\n<p>---</p>\n<p>below</p>",
        "* * *": "<p>***</p>",
        "<b>bold</b>": "<p>&lt;b&gt;bold&lt;/b&gt;</p>",
        "<!-- hidden -->": "<p>&lt;!-- hidden --&gt;</p>",
        "&lt;b&gt; &copy; &#x202e;": "<p>&amp;lt;b&amp;gt; &amp;copy; &amp;#x202e;</p>",
        "a | b\n--|--\n1 | 2": "<p>a | b<br>\n--|--<br>\n1 | 2</p>",
        "[a]: x\n\n[a]": "<p>[a]: x</p>\n<p>[a]</p>",
        "```python\nx\n```": "<pre><code>x\n</code></pre>",
        "![cat](cat.png)": "<p>![cat](cat.png)</p>",
        "![cat](https://example.org/cat.png)": f"<p>!{link('https://example.org/cat.png', 'cat', 'example.org')}</p>",
        "- [ ] task": "<ul>\n<li>[ ] task</li>\n</ul>",
        "[a](/stories/b) [a](stories/b) [a](#c1)": "<p>[a](/stories/b) [a](stories/b) [a](#c1)</p>",
        "[a](ftp://example.org)": "<p>[a](ftp://example.org)</p>",
        "[a]()": "<p>a</p>",
    }
)
def test_what_is_no_markup_is_shown_as_it_was_typed(typed, shown):
    assert markup.to_html(typed).rstrip("\n") == shown


@rows(
    {
        "[paper](https://example.org/a_b?c=1&d=2#e)": link(
            "https://example.org/a_b?c=1&amp;d=2#e", "paper", "example.org"
        ),
        "[the **paper**](http://example.org)": link("http://example.org", "the <strong>paper</strong>", "example.org"),
        "[paper](https://example.org 'title')": link("https://example.org", "paper", "example.org"),
        "[example.org](https://example.org/a)": link("https://example.org/a", "example.org"),
        "[Example.org/a](https://www.example.org/a)": link("https://www.example.org/a", "Example.org/a"),
        "[bank.example](https://example.org)": link("https://example.org", "bank.example", "example.org"),
        "[](https://example.org/a)": link("https://example.org/a", "example.org"),
        "<https://example.org/a>": link("https://example.org/a", "https://example.org/a"),
        "https://example.org/a_b_c": link("https://example.org/a_b_c", "https://example.org/a_b_c"),
        "HTTPS://Example.ORG/A": link("https://example.org/A", "HTTPS://Example.ORG/A"),
        "www.example.org": link("https://www.example.org", "www.example.org"),
        "see (https://example.org/a_(b)).": f"see ({link('https://example.org/a_(b)', 'https://example.org/a_(b)')}).",
        "https://example.org/it's, or?": f"{link('https://example.org/it%27s', 'https://example.org/it&#39;s')}, or?",
        "**https://example.org**": f"<strong>{link('https://example.org', 'https://example.org')}</strong>",
        "https://example.org/stra\u00dfe": link("https://example.org/stra%C3%9Fe", "https://example.org/stra\u00dfe"),
        "https://example.org/\u4e2d\u3002\u6587": (
            link("https://example.org/%E4%B8%AD", "https://example.org/\u4e2d") + "\u3002\u6587"
        ),
        "[x](https://m\u00fcnchen.example)": link("https://xn--mnchen-3ya.example", "x", "m\u00fcnchen.example"),
        "[x](https://b\u0430nk.example)": link("https://xn--bnk-6cd.example", "x", "xn--bnk-6cd.example"),
        "<ines@example.org>": link("mailto:ines@example.org", "ines@example.org"),
        "[write](mailto:ines@example.org)": link("mailto:ines@example.org", "write", "ines@example.org"),
        "ines@example.org": "ines@example.org",
        "https://ines@example.org": "https://ines@example.org",
        "xhttps://example.org": "xhttps://example.org",
        "`https://example.org`": "<code>https://example.org</code>",
        "example.org": "example.org",
        "[a https://b.example](https://c.example)": link("https://c.example", "a https://b.example", "c.example"),
        "[a <https://b.example>](https://c.example)": link("https://c.example", "a https://b.example", "c.example"),
    }
)
def test_links_lead_where_they_say(typed, shown):
    assert markup.to_html(typed) == f"<p>{shown.replace('&#39;', chr(39))}</p>\n"


@rows(
    {
        "@anna": link("/people/anna", "@anna"),
        "(@anna_b-2)": f"({link('/people/anna_b-2', '@anna_b-2')})",
        "thanks @Anna.": f"thanks {link('/people/anna', '@Anna')}.",
        "**@anna**, @ben": f"<strong>{link('/people/anna', '@anna')}</strong>, {link('/people/ben', '@ben')}",
        "@" + "a" * 30: link("/people/" + "a" * 30, "@" + "a" * 30),
        "@" + "a" * 31: "@" + "a" * 31,
        "@ab": "@ab",
        "me@anna": "me@anna",
        "me@anna.example": "me@anna.example",
        "@anna.example": "@anna.example",
        "@anna@social.example": "@anna@social.example",
        "@\u0430nna @ann\u0430": "@\u0430nna @ann\u0430",
        "\\@anna": "@anna",
        "`@anna`": "<code>@anna</code>",
        "[@anna](https://example.org)": link("https://example.org", "@anna", "example.org"),
        "x`y`@anna": "x<code>y</code>@anna",
        "https://example.org/@anna": link("https://example.org/@anna", "https://example.org/@anna"),
    }
)
def test_mentions_lead_to_people(typed, shown):
    assert markup.to_html(typed) == f"<p>{shown}</p>\n"


def test_emphasis_in_emphasis_ends_at_some_depth_and_keeps_the_words():
    shown = markup.to_html("*a **b *c **d *e **f *g* f** e* d** c* b** a*")
    assert shown == "<p><em>a <strong>b <em>c <strong>d <em>e f g f e</em> d</strong> c</em> b</strong> a</em></p>\n"


def test_hidden_characters_are_gone_from_what_is_shown():
    assert markup.to_html("a\u202eb\u200bc [d\u2066](https://example.org/\u202e)") == (
        f"<p>abc {link('https://example.org/', 'd', 'example.org')}</p>\n"
    )


def test_what_would_be_refused_is_shown_as_plain_paragraphs():
    assert markup.to_html("*a*\nb\n\n<i>\n" + "\n".join(["> " * 30]) + "x\x00") == (
        "<p>*a*<br>b</p>\n<p>&lt;i&gt;<br>" + "&gt; " * 30 + "x\ufffd</p>"
    )
    assert markup.to_html("") == ""


def test_nothing_is_hidden_by_nesting_too_deep():
    assert "words" in markup.to_html(
        "\n".join("  " * depth + "- x" for depth in range(60)) + "\n" + "  " * 60 + "- words"
    )


@pytest.fixture
def hasty_threads():
    """Threads take turns every microsecond, so that what they share is caught half done."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("hasty_threads")
def test_threads_render_side_by_side_what_they_render_alone():
    # More texts than are remembered, so that every thread really parses and cleans.
    texts = [f"- *{n}* [a](https://example.org/{n}) <b>\n" * 5 for n in range(20)]
    alone = [markup.to_html(text) for text in texts]
    start = threading.Barrier(4)

    def render_all(offset: int) -> list[str]:
        start.wait()
        return [markup.to_html(text) for text in texts[offset:] + texts[:offset]]

    with ThreadPoolExecutor(4) as pool:
        for offset, found in enumerate(pool.map(render_all, range(4))):
            assert found == alone[offset:] + alone[:offset]


# What Markdown, HTML and our own rules react to, and a few words between.
PIECES = st.sampled_from(
    [
        *["*", "**", "_", "__", "~~", "`", "``", "```", "[", "]", "(", ")", "](", "![", "<", ">", "</", "<b>", "<!--"],
        *[
            "-->",
            "&amp;",
            "&",
            "\\",
            "- ",
            "+ ",
            "1. ",
            "2) ",
            "> ",
            "# ",
            "---",
            "===",
            "|",
            '"',
            "'",
            "@",
            "@anna",
            "@b-c",
        ],
        *["://", "http://", "https://example.org", "www.example.org", "a.b@example.org", "<https://a.example>"],
        *["[x](https://a.example)", "javascript:", "mailto:", "word", "a", "\n", "\n\n", "    ", "\t", " "],
        *["\u00e9", "\u4f8b", "\u202e", "\u200d", "\ufe0f", "\u0301", "\U0001f469", "\u00a0"],
    ]
)
TYPED = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=300)


@given(TYPED)
@settings(max_examples=400, deadline=None)
def test_any_text_becomes_well_formed_allowed_html(typed):
    rendered = markup.render(typed)
    assert faults(rendered.html) == []
    assert not rendered.disagreement


@given(TYPED)
@settings(max_examples=200, deadline=None)
def test_sanitizing_again_changes_nothing(typed):
    html = markup.to_html(typed)
    assert sanitizing.sanitize(html) == (html, False)


@given(st.lists(PIECES, min_size=1, max_size=20).map("".join), st.integers(1, 500))
@settings(max_examples=200, deadline=None)
def test_html_is_never_much_longer_than_the_text(piece, times):
    text = (piece * times)[:10_000]
    assert len(markup.to_html(text)) <= 12 * len(text) + 8_192


@pytest.mark.parametrize(
    "text",
    [
        (">" * 19 + "x\n\n") * 24,
        "https://a.example/\U0001f469\U0001f469\U0001f469 " * 20,
        "[](https://" + "a" * 60 + ".example) " * 20,
        "- " * 9 + "x\n" + "+ " * 9 + "x\n" * 25,
        "7) 7) 7) 7) 7) 7) 7) x\n\ny\n\n" * 20,
    ],
    ids=["quotes", "percent signs", "hosts", "lists", "numbers"],
)
def test_the_most_expanding_texts_keep_the_bound(text):
    markup.check(text, 10_000)
    assert len(markup.to_html(text)) <= 12 * len(text) + 8_192
