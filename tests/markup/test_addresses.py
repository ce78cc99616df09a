"""Where a comment may link to, in which spelling, and what readers are shown of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discuss.markup import addresses


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("https://example.org", "https://example.org"),
        ("HTTP://EXAMPLE.ORG:8080/A?b=C#D", "http://example.org:8080/A?b=C#D"),
        ("https://example.org/a b".replace(" ", "%20"), "https://example.org/a%20b"),
        ("https://example.org/\u00fc?\u00e9#\u4f8b", "https://example.org/%C3%BC?%C3%A9#%E4%BE%8B"),
        ("https://example.org/'`^{|}", "https://example.org/%27%60%5E%7B%7C%7D"),
        ("https://example.org/100%", "https://example.org/100%"),
        ("https://m\u00fcnchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://fa\u00df.example/", "https://xn--fa-hia.example/"),
        ("https://a_b.example", "https://a_b.example"),
        ("http://localhost:8000/stories/a", "http://localhost:8000/stories/a"),
        ("http://192.0.2.1/a", "http://192.0.2.1/a"),
        ("mailto:ines+news@example.org", "mailto:ines+news@example.org"),
        ("MAILTO:Ines@Example.ORG", "mailto:Ines@example.org"),
    ],
)
def test_an_address_has_one_spelling(typed, written):
    assert addresses.destination(typed) == written


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "example.org",
        "//example.org",
        "/people/anna",
        "https:example.org",
        "https:/example.org",
        "https:///example.org",
        "https://",
        "https://?a",
        "ftp://example.org",
        "javascript:x",
        "httpsx://example.org",
        "http\u017f://example.org",
        "https://a@example.org",
        "https://a:b@example.org",
        "https://@example.org",
        "https://example.org\\@a.example",
        "https://example.org/\\a",
        "https://exa mple.org",
        "https://example.org/a b",
        " https://example.org",
        "https://example.org\n",
        "https://example.org/\u202ea",
        "https://example.org/\u00a0",
        "https://example.org/a\u200bb",
        'https://example.org/"a',
        "https://example.org/<a>",
        "https://example.org:",
        "https://example.org:65536",
        "https://example.org:80a",
        "https://example..org",
        "https://.example.org",
        "https://example.org.",
        "https://-a.example",
        "https://a-.example",
        "https://%65xample.org",
        "https://exa%00mple.org",
        "https://[::1]/",
        "https://2130706433/",
        "https://127.1/",
        "https://0177.0.0.1/",
        "https://0x7f.0.0.1/",
        "https://a.0x1/",
        "https://1.2.3.4.5/",
        "https://256.1.1.1/",
        "https://xn--a/",
        "https://xn--/",
        "https://\u2603\ufe0f.example",
        "https://" + "a" * 64 + ".example",
        "https://" + "a." * 130 + "example",
        "https://example.org/" + "a" * 2_000,
        "https://example.org/" + "\u4f8b" * 300,
        "mailto:",
        "mailto:ines",
        "mailto:ines@localhost",
        "mailto:ines@example.org?subject=a",
        "mailto:ines@example.org,ben@example.org",
        "mailto:ines@example.org%0Abcc:ben@example.org",
        "mailto:a@b@example.org",
    ],
)
def test_what_could_lead_astray_is_no_address(typed):
    assert addresses.destination(typed) is None


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("https://example.org:8080/a?b", "example.org"),
        ("https://example.org?b", "example.org"),
        ("mailto:ines@example.org", "ines@example.org"),
        ("https://m\u00fcnchen.example", "m\u00fcnchen.example"),
        ("https://xn--mnchen-3ya.example", "m\u00fcnchen.example"),
        ("https://\u4f8b\u3048.example", "\u4f8b\u3048.example"),
        ("https://\ud55c\uad6d.example", "\ud55c\uad6d.example"),
        ("https://\u043f\u0440\u0438\u043c\u0435\u0440.example", "\u043f\u0440\u0438\u043c\u0435\u0440.example"),
        # one Cyrillic letter among Latin ones
        ("https://b\u0430nk.example", "xn--bnk-6cd.example"),
        # all Cyrillic, and all of it looks Latin
        ("https://\u0430\u0440\u0440\u04cf\u0435.example", "xn--80ak6aa92e.example"),
        # Latin, with a dot below that one does not see, and without the dot above
        ("https://b\u1ea1nk.example", "xn--bnk-sgz.example"),
        ("https://l\u0131nk.example", "xn--lnk-jua.example"),
        # letters of several scripts that no language writes together
        ("https://\u4f8b\u03b1.example", "xn--mxa9499a.example"),
    ],
)
def test_readers_are_shown_a_host_that_cannot_be_taken_for_another(typed, shown):
    written = addresses.destination(typed)
    assert written is not None
    assert addresses.shown(written) == shown


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("example.org", "example.org", True),
        (" https://www.Example.org/a ", "example.org", True),
        ("example.org:80", "example.org", True),
        ("example.org", "www.example.org", True),
        ("mailto:ines@example.org", "ines@example.org", True),
        ("example.org.evil.example", "example.org", False),
        ("example.orga", "example.org", False),
        ("see example.org", "example.org", False),
        ("bank.example/example.org", "example.org", False),
        ("\u0435xample.org", "example.org", False),
        ("", "example.org", False),
    ],
)
def test_a_link_s_text_says_its_host_or_does_not(text, place, said):
    assert addresses.says(text, place) is said


HOSTS = st.text(st.sampled_from("ab-_.0x1n\u00fc\u00df\u0430\u4f8b\u3002\uff0e:@[]%/?#\\"), max_size=20)
TYPED = st.builds(
    "{}{}{}".format, st.sampled_from(["http://", "https://", "HTTPS://", "mailto:a@"]), HOSTS, st.text(max_size=10)
)


@given(TYPED | st.text(max_size=40))
@settings(max_examples=500, deadline=None)
def test_an_address_written_once_stays_as_it_is(typed):
    written = addresses.destination(typed)
    if written is not None:
        assert addresses.destination(written) == written
        assert written.isascii()
        assert addresses.shown(written)
