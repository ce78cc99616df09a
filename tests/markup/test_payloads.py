"""Every hostile text, read by a parser: what comes out is made of the few allowed things and nothing else."""

import pytest

from discuss import markup
from discuss.markup import sanitizing
from tests.markup import payloads
from tests.markup.structure import faults

KINDS = pytest.mark.parametrize("kind", payloads.KINDS)


def test_there_are_hundreds_of_different_payloads():
    assert len(set(payloads.ALL)) == len(payloads.ALL) >= 300


@KINDS
def test_no_payload_leaves_anything_that_is_not_allowed(kind):
    found = {payload[:200]: faults(markup.to_html(payload)) for payload in payloads.KINDS[kind]}
    assert not {payload: wrong for payload, wrong in found.items() if wrong}


@KINDS
def test_no_payload_gets_as_far_as_the_sanitizers(kind):
    # They are there for the day on which the parser is wrong, not for the work of every day.
    assert not [payload[:200] for payload in payloads.KINDS[kind] if markup.render(payload).disagreement]


@KINDS
def test_the_sanitizers_alone_would_stop_every_payload(kind):
    short = [payload for payload in payloads.KINDS[kind] if len(payload) < 1_000]
    written = [payload.encode("utf-8", "replace").decode() for payload in short]
    found = {payload: _disallowed(sanitizing.sanitize(payload)[0]) for payload in written}
    assert not {payload: wrong for payload, wrong in found.items() if wrong}


def _disallowed(html: str) -> list[str]:
    # Well formed and complete is what the parser makes of Markdown; of any HTML the sanitizers leave what is harmless.
    harmless = ("not well formed", "link {}", "bdi {}")
    return [fault for fault in faults(html) if not fault.startswith(harmless)]


def test_the_check_of_structure_sees_what_is_wrong():
    wrong = [
        "<script>x</script>",
        "<p onclick='x'>x</p>",
        "<a href='javascript:x'>x</a>",
        "<a href='https://example.org'>x</a>",
        f"<a href='//example.org' rel='{sanitizing.REL}'>x</a>",
        f"<a href='https://a@example.org' rel='{sanitizing.REL}'>x</a>",
        "<bdi class='other'>x</bdi>",
        "<p>x</div>",
        "<p><em>x</p>",
        "<em>" * 40 + "</em>" * 40,
    ]
    assert [html for html in wrong if not faults(html)] == []


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="javascript:hit()">x</a></p>',
        '<p><a href="https://a@evil.example">x</a></p>',
        '<p onclick="hit()">x</p>',
        "<p>x<script>hit()</script></p>",
        "<p>x</p><svg><style><p>y</p></style></svg>",
        "<h1>x</h1>",
        '<p><bdi class="badge">Moderator</bdi></p>',
        '<ol start="x"><li>y</li></ol>',
        "<p>x<!-- y --></p>",
    ],
)
def test_html_that_the_sanitizers_had_to_change_is_reported(html):
    safe, disagreement = sanitizing.sanitize(html)
    assert disagreement
    assert not _disallowed(safe)


@pytest.mark.parametrize(
    "html",
    [
        "<p>\"quoted\" &quot;quoted&quot; 'a' &amp;lt; &lt; \u00a0</p>\n",
        '<p><a href="https://example.org/?a=1&amp;copy=2">x</a> <bdi class="host">(example.org)</bdi></p>\n',
        '<ol start="3">\n<li>x</li>\n</ol>\n<pre><code>\n\nx &lt; y\n</code></pre>\n',
    ],
)
def test_html_that_is_only_written_differently_is_not_reported(html):
    assert not sanitizing.sanitize(html)[1]
