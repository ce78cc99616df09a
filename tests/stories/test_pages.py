"""The story page shows every line of the file under its heading, safely, to those who may see it."""

import json
import re
import xml.etree.ElementTree as ET

import html5lib
import pytest

from discuss.policy import SYSTEM
from discuss.stories import actions, formats
from tests import factories as make
from tests.stories.broken_files import BROKEN
from tests.stories.files import MARKDOWN, PAGE_TEXT, SHOWN, markdown

HOSTILE = '</title><script>alert(1)</script><img src=x onerror=alert(1)>"'
ATOM = "{http://www.w3.org/2005/Atom}"


def published(source=MARKDOWN, name="story.md", slug="lighthouse"):
    story = actions.save(SYSTEM, formats.read(source.encode(), name), slug=slug)
    actions.publish(SYSTEM, story)
    return story


def tree_of(answer):
    return html5lib.parse(answer.text, namespaceHTMLElements=False)


def words_of(node):
    return " ".join("".join(node.itertext()).split())


def sections(tree):
    """Each section's heading with all the words of the section."""
    found = {}
    for section in tree.iter("section"):
        heading = next((node for level in ("h2", "h3") for node in section.iter(level)), None)
        if heading is not None:
            found[words_of(heading)] = words_of(section)
    return found


def test_every_line_of_a_page_text_stands_on_the_page_under_its_heading(app_context, visitor):
    published(PAGE_TEXT, "story.txt")
    tree = tree_of(visitor().get("/stories/lighthouse"))
    page, by_heading = words_of(tree), sections(tree)
    dated = {"2026-03-02": "2 March 2026"}
    missing = [
        line for line in SHOWN if dated.get(line, line).casefold() not in page.casefold() and line != "Noise Level"
    ]
    assert missing == []
    assert "Noise level" not in by_heading
    assert "Forty boats a night" in by_heading["Why it matters"]
    assert "Satellite positions" in by_heading["Key points"]
    assert "engineers disagree" in by_heading["Summary"]
    assert "The light was old" in by_heading["Summary"]
    assert "wrong order" in by_heading["Sides"]
    assert "smaller lamp" in by_heading["Forecast"]
    assert "not a fact" in by_heading["Forecast"]
    assert "2 March 2026" in by_heading["Timeline"]
    assert "Related stories" not in page


@pytest.mark.database("sqlite")
def test_the_noise_level_has_words_and_the_forecast_its_disclaimer(app_context, visitor):
    published()
    by_heading = sections(tree_of(visitor().get("/stories/lighthouse")))
    assert "Medium, 3 of 5" in by_heading["Noise level"]
    assert "Two harbours write to every paper." in by_heading["Noise level"]
    assert "An estimate, not a fact." in by_heading["Forecast"]


@pytest.mark.database("sqlite")
def test_share_data_names_story_and_discussion(app_context, visitor):
    story = published()
    make.comment(on=story, body="A first word about the lamp.")
    tree = tree_of(visitor().get("/stories/lighthouse"))
    meta = {node.get("property"): node.get("content") for node in tree.iter("meta") if node.get("property")}
    assert meta["og:title"] == "A lighthouse goes dark and two harbours argue"
    assert meta["og:url"].endswith("/stories/lighthouse")
    assert meta["og:description"]
    (script,) = [node for node in tree.iter("script") if node.get("type") == "application/ld+json"]
    said = json.loads(script.text)
    graph = said.get("@graph", [said])
    kinds = {item["@type"]: item for item in graph}
    assert kinds["NewsArticle"]["headline"] == story.headline
    assert kinds["DiscussionForumPosting"]["commentCount"] == 1
    assert next(node for node in tree.iter("link") if node.get("rel") == "canonical").get("href") == meta["og:url"]


@pytest.mark.parametrize("field", ["headline", "topic", "text"])
@pytest.mark.database("sqlite")
def test_hostile_words_of_a_story_are_text_everywhere(app_context, visitor, field):
    quoted = "'" + HOSTILE + "'"
    source = {
        "headline": markdown("headline: A lighthouse goes dark and two harbours argue", f"headline: {quoted}"),
        "topic": markdown("topic: Coast", f"topic: {quoted[:50]}'"),
        "text": markdown("Forty boats a night steered by it.", HOSTILE),
    }[field]
    story = published(source)
    make.comment(on=story)
    editor = visitor(make.person(role="editor"))
    for somebody, path in (
        (visitor(), "/stories/lighthouse"),
        (visitor(), "/"),
        (editor, "/editor/stories"),
        (editor, "/editor/stories/lighthouse"),
        (visitor(), "/stories/lighthouse/comments/1"),
    ):
        tree = tree_of(somebody.get(path))
        assert [node.get("onerror") for node in tree.iter() if node.get("onerror")] == []
        assert list(tree.iter("img")) == []
        assert [
            node.text for node in tree.iter("script") if node.text and "alert" in node.text and not is_data(node)
        ] == []
    for path in ("/feed.atom", "/stories/lighthouse/feed.atom", "/sitemap.xml"):
        ET.fromstring(visitor().get(path).data)


@pytest.mark.database("sqlite")
def test_hostile_words_come_out_of_titles_and_feeds_as_they_went_in(app_context, visitor):
    story = published(markdown("headline: A lighthouse goes dark and two harbours argue", f"headline: '{HOSTILE}'"))
    author = make.person(HOSTILE[:40])
    make.comment(on=story, by=author, body=f"{HOSTILE} &lt;b&gt; and *so on*.")
    tree = tree_of(visitor().get("/stories/lighthouse"))
    meta = {node.get("property"): node.get("content") for node in tree.iter("meta") if node.get("property")}
    assert meta["og:title"] == story.headline == HOSTILE
    assert next(tree.iter("title")).text.startswith(HOSTILE)
    newest = ET.fromstring(visitor().get("/feed.atom").data)
    assert newest.findtext(f"{ATOM}entry/{ATOM}title") == HOSTILE
    for path in ("/feed.atom", "/stories/lighthouse/feed.atom"):
        feed = ET.fromstring(visitor().get(path).data)
        assert {node.tag for node in feed.iter()} <= {ATOM + name for name in (
            "feed", "title", "subtitle", "id", "link", "updated", "published", "entry", "author", "name", "content",
            "summary", "generator", "rights", "uri", "category",
        )}, path  # fmt: skip
    assert HOSTILE in feed.findtext(f"{ATOM}title")
    assert feed.findtext(f"{ATOM}entry/{ATOM}author/{ATOM}name") == author.name
    said = feed.find(f"{ATOM}entry/{ATOM}content")
    inside = html5lib.parse(said.text, namespaceHTMLElements=False) if said.get("type") == "html" else said
    words = "".join(inside.itertext())
    assert "<img" in words
    assert "&lt;b&gt;" in words
    assert list(inside.iter("img")) == []


def is_data(node):
    """A script element that holds JSON and closes where it should."""
    return node.get("type") == "application/ld+json" and bool(json.loads(node.text))


@pytest.mark.database("sqlite")
def test_feeds_and_sitemap_hold_what_is_public_with_whole_addresses(app_context, visitor):
    story = published()
    actions.save(SYSTEM, formats.read(MARKDOWN.encode(), "x.md"), slug="a-draft")
    shown, hidden = (
        make.comment(on=story, body="Said in the open."),
        make.comment(on=story, body="Not yet.", status="held"),
    )
    site = ET.fromstring(visitor().get("/feed.atom").data)
    assert [entry.findtext(f"{ATOM}title") for entry in site.iter(f"{ATOM}entry")] == [story.headline]
    answer = visitor().get("/stories/lighthouse/feed.atom")
    assert answer.mimetype == "application/atom+xml"
    thread = ET.fromstring(answer.data)
    links = [link.get("href") for entry in thread.iter(f"{ATOM}entry") for link in entry.iter(f"{ATOM}link")]
    assert [link for link in links if not link.startswith("http://127.0.0.1")] == []
    assert any(link.endswith(f"/comments/{shown.id}") for link in links)
    assert not any(link.endswith(f"/comments/{hidden.id}") for link in links)
    assert len({entry.findtext(f"{ATOM}id") for entry in thread.iter(f"{ATOM}entry")}) == len(
        list(thread.iter(f"{ATOM}entry"))
    )
    places = re.findall(r"<loc>([^<]+)</loc>", visitor().get("/sitemap.xml").text)
    assert any(place.endswith("/stories/lighthouse") for place in places)
    assert not any("a-draft" in place for place in places)


@pytest.mark.database("sqlite")
def test_a_draft_is_seen_by_staff_only_and_a_withdrawn_story_says_why(app_context, visitor):
    actions.save(SYSTEM, formats.read(MARKDOWN.encode(), "x.md"), slug="lighthouse")
    editor = visitor(make.person(role="editor"))
    assert visitor().get("/stories/lighthouse").status_code == 404
    assert visitor().get("/stories/lighthouse").data == visitor().get("/stories/never-was").data.replace(
        b"never-was", b"lighthouse"
    )
    assert editor.get("/stories/lighthouse").status_code == 200
    assert editor.post("/editor/stories/lighthouse/publish").status_code == 303
    assert visitor().get("/stories/lighthouse").status_code == 200
    assert editor.post("/editor/stories/lighthouse/withdraw", {"reason": ""}).status_code == 422
    assert editor.post("/editor/stories/lighthouse/withdraw", {"reason": "Our source was wrong."}).status_code == 303
    gone = visitor().get("/stories/lighthouse")
    assert gone.status_code == 410
    assert "Our source was wrong." in gone.text
    assert "Forty boats" not in gone.text


@pytest.mark.database("sqlite")
def test_a_rejected_form_of_an_editor_comes_back_filled_in_with_lines_and_reasons(app_context, visitor):
    published()
    editor = visitor(make.person(role="editor"))
    _, source, line, words = BROKEN["a section that is none"]
    for path in ("/editor/stories", "/editor/stories/lighthouse"):
        answer = editor.post(path, {"source": source, "revision": "1"})
        assert answer.status_code == 422
        assert f"line {line}" in answer.text
        assert words in answer.text
        assert "The survey had found cracks." in answer.text
    assert visitor().get("/stories/lighthouse").status_code == 200
    lost = editor.post("/editor/stories/lighthouse", {"source": markdown("old and dear", "dear"), "revision": "0"})
    assert lost.status_code == 409
    assert "The light was dear." in lost.text


def test_more_than_seven_events_fold_behind_the_earlier_ones(app_context, visitor):
    events = "".join(f"### Event {number}\n\nWhat happened then.\n\n" for number in range(9))
    published(f"---\nheadline: A long history\n---\n\n## Timeline\n\n{events}", slug="history")
    page = visitor().get("/stories/history").text
    folded = page[page.index('<details class="earlier">') :]
    assert "Earlier events (3)" in folded
    assert re.findall(r"<h3>(Event \d)</h3>", folded) == ["Event 6", "Event 7", "Event 8"]
    assert re.findall(r'<ol class="timeline" reversed start="(\d+)">', page) == ["9", "3"]


def test_the_summary_that_somebody_wants_first_is_shown_first(app_context, visitor):
    story = make.story()
    for wanted, chosen in (("plain", "lvl-plain"), ("expert", "lvl-expert")):
        page = visitor().sign_in(make.person(reading=wanted)).get(f"/stories/{story.slug}").text
        assert re.findall(r'id="(lvl-\w+)"[^>]* checked>', page) == [chosen]
    assert re.findall(r'id="(lvl-\w+)"[^>]* checked>', visitor().get(f"/stories/{story.slug}").text) == ["lvl-expert"]


def test_the_contents_count_the_comments_about_each_section(app_context, visitor):
    story = make.story()
    for about in ("p1", "p2", "side-critics", ""):
        make.comment(story, about=about)
    page = visitor().get(f"/stories/{story.slug}").text
    rail = page[page.index('<aside class="rail"') :]
    counts = dict(re.findall(r'<a href="#(\w+)">[^<]*<span class="meta"><span class="num">(\d+)</span>', rail))
    assert counts == {"points": "2", "sides": "1", "discussion": "4"}


def test_a_topic_on_a_story_leads_to_its_other_stories(app_context, visitor):
    story = make.story(topic="Roads & rails")
    assert 'href="/?topic=Roads%20%26%20rails"' in visitor().get(f"/stories/{story.slug}").text
