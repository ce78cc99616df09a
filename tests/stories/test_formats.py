"""Three forms of one story: read alike, written back alike, and refused whole with a line for each fault."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discuss.stories import formats
from discuss.stories.document import KINDS, MOST, BadStory, Part, StoryDocument, slug_of
from tests.stories.broken_files import BROKEN
from tests.stories.files import ENDINGS, HEADLINE, MARKDOWN, PAGE_TEXT

FORMS = ("text", "markdown", "json")


def read(source, form):
    return formats.read(source.encode(), ENDINGS[form])


def bare(document, form):
    """What a form can say: page text knows neither settings nor ids."""
    if form != "text":
        return document
    parts = tuple(replace(part, public_id="") for part in document.parts)
    return replace(document, parts=parts, slug=None, topic=None, access=None, closes_on=None)


def test_page_text_is_read_line_by_line_and_what_follows_the_discussion_is_left_out():
    story = read(PAGE_TEXT, "text")
    assert story.headline == HEADLINE
    assert [part.text for part in story.of("why")] == [
        "Forty boats a night steered by it, and nobody has said who pays for what comes instead."
    ]
    assert len(story.of("point")) == 3
    assert [part.text[:20] for part in story.of("expert")] == ["The authority's repo", "Its own engineers di"]
    assert [part.text[:20] for part in story.of("plain")] == ["The light was old an"]
    assert [(part.label, part.slug) for part in story.of("side")] == [
        ("Critics", "critics"),
        ("Defenders", "defenders"),
        ("Neutral", "neutral"),
    ]
    assert story.noise_level is None
    assert story.of("noise") == ()
    assert story.of("forecast")[0].disclaimer == "This forecast is an estimate by the editors, not a fact."
    assert [(part.label, part.happened_on) for part in story.of("event")] == [
        ("The lamp is switched off", date(2026, 3, 2)),
        ("The harbours write together", None),
    ]
    assert "Related stories" not in str(story)
    assert "Subscribe to comment" not in str(story)


@pytest.mark.parametrize("source", [("text", PAGE_TEXT), ("markdown", MARKDOWN)], ids=["text", "markdown"])
@pytest.mark.parametrize("form", FORMS)
def test_what_is_written_is_read_again_as_the_same_story(source, form):
    document = read(source[1], source[0])
    again = read(formats.write(document, form), form)
    assert bare(again, form) == bare(document, form)


def test_page_text_comes_back_to_the_letter_without_its_empty_section_and_the_chrome():
    kept = PAGE_TEXT.split("Join the Discussion")[0].replace("Noise Level\n", "")
    assert formats.write(read(PAGE_TEXT, "text"), "text") == kept


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_and_a_byte_order_mark_do_not_matter(ending):
    source = "\ufeff" + PAGE_TEXT.replace("\n", ending)
    assert formats.read(source.encode(), "story.txt") == read(PAGE_TEXT, "text")


@pytest.mark.parametrize(
    ("name", "form"), [("x.txt", "text"), ("noname", "markdown"), ("noname", "json"), ("x.json", "json")]
)
def test_the_form_is_known_by_the_name_or_by_how_the_file_begins(name, form):
    source = formats.write(read(MARKDOWN, "markdown"), form)
    assert formats.read(source.encode(), name).headline == HEADLINE


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_one_line_for_its_fault(name):
    form, source, line, words = BROKEN[name]
    with pytest.raises(BadStory) as refusal:
        read(source, form)
    assert [fault.line for fault in refusal.value.faults] == [line]
    assert words in refusal.value.faults[0].reason


def test_every_fault_is_named_at_once_in_the_order_of_the_lines():
    source = MARKDOWN.replace("access: subscribers", "access: all").replace("noise_level: 3", "noise_level: 9")
    with pytest.raises(BadStory) as refusal:
        read(source.replace("## Forecast", "## Weather"), "markdown")
    assert [fault.line for fault in refusal.value.faults] == [5, 7, 41]


@pytest.mark.parametrize(
    ("data", "line"),
    [(b"Head\nline \xff\n", 2), (b"\xff\xfeH\x00", 1), (b"x" * 200_001, 1)],
    ids=["latin", "utf-16", "long"],
)
def test_bytes_that_are_no_story_are_refused_in_words(data, line):
    with pytest.raises(BadStory) as refusal:
        formats.read(data, "story.txt")
    assert [fault.line for fault in refusal.value.faults] == [line]


def outcome(reading):
    """The headline, or the faults; any other exception is a failure."""
    try:
        return reading().headline
    except BadStory as refusal:
        return refusal.faults


@given(st.binary(max_size=400), st.sampled_from(list(ENDINGS.values())))
def test_any_bytes_are_read_or_refused_and_nothing_else(data, name):
    assert outcome(lambda: formats.read(data, name))


@given(st.text(max_size=300), st.sampled_from(FORMS))
def test_any_text_is_read_or_refused_and_nothing_else(source, form):
    assert outcome(lambda: formats.READERS[form](source))


WORDS = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=60).map(
    lambda text: " ".join(text.split())
)


@st.composite
def documents(draw):
    parts = []
    for kind in KINDS:
        for number in range(draw(st.integers(0, min(3, MOST[kind])))):
            label = draw(WORDS) if kind in {"side", "event"} else ""
            label = f"{kind} {number} {label}" if label or kind in {"side", "event"} else ""
            parts.append(
                Part(
                    kind,
                    f"{number} {draw(WORDS)}".strip(),
                    label=label.strip(),
                    slug=slug_of(label) if kind == "side" else "",
                    happened_on=draw(st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)))
                    if kind == "event"
                    else None,
                    disclaimer=draw(st.just("") | WORDS) if kind == "forecast" else "",
                    public_id=f"{kind}-{number}" if kind in {"side", "point", "event"} and draw(st.booleans()) else "",
                )
            )
    level = (
        draw(st.integers(1, 5)) if any(part.kind == "noise" for part in parts) else draw(st.none() | st.integers(1, 5))
    )
    return StoryDocument(f"H {draw(WORDS)}".strip(), tuple(parts), noise_level=level)


@given(documents(), st.sampled_from(FORMS))
def test_whatever_a_story_says_a_form_says_it_whole_or_refuses(document, form):
    try:
        written = formats.write(document, form)
    except BadStory:
        assert form != "json"  # JSON can say every story
        return
    assert bare(read(written, form), form) == bare(document, form)


@pytest.mark.parametrize("headline", ["No", "2026-05-01", "007", "1e3", "null", "~", "0x1F", "12:30"])
def test_a_headline_in_front_matter_is_what_is_written_there(headline):
    assert read(f"---\nheadline: {headline}\n---\n", "markdown").headline == headline


def test_a_level_written_as_2_0_is_the_number_2():
    story = read('{"headline": "One", "noise": {"level": 2.0}}', "json")
    assert (story.noise_level, type(story.noise_level)) == (2, int)
