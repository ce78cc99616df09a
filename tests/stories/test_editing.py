"""The story as a form: every part in it, rearranged without being saved, saved with its ids, and compared."""

import html
import re

import html5lib
import pytest
from werkzeug.datastructures import MultiDict

from discuss import clock
from discuss.db import db
from discuss.errors import Invalid
from discuss.policy import SYSTEM
from discuss.stories import actions, comparing, formats, forms, queries
from discuss.stories.forms import Item, StoryForm
from tests import factories as make
from tests.stories.files import MARKDOWN


def document(source=MARKDOWN):
    return formats.read(source.encode(), "story.md")


def fields_of(page):
    """Every field that a browser would send with the form, in order."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    sent = MultiDict()
    for node in tree.iter():
        kind, name = node.get("type", ""), node.get("name")
        if node.tag not in {"input", "textarea"} or not name or (kind == "radio" and node.get("checked") is None):
            continue
        if name in sent and "-" not in name:  # another form's: only rows of fields stand there more than once
            continue
        sent.add(name, (node.text or "") if node.tag == "textarea" else node.get("value", ""))
    return sent


@pytest.fixture
def editor(app_context, visitor):
    return visitor().sign_in(make.person(role="editor"))


@pytest.fixture
def story(app_context):
    saved = actions.save(SYSTEM, document())
    actions.publish(SYSTEM, saved)
    return saved


def now_of(slug):
    """The story as it is stored at this moment."""
    db.session.expire_all()
    return queries.find_story(slug)


def send(editor, story, change=None, wish="save"):
    """Open the form, change some fields, press a button."""
    address = f"/editor/stories/{story.slug}"
    sent = fields_of(editor.get(address).text)
    sent["do"] = wish
    for name, value in (change or {}).items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return editor.post(address, sent.to_dict(flat=False))


@pytest.mark.parametrize("source", [MARKDOWN, "---\nheadline: Only a headline\n---\n"])
def test_a_story_goes_through_the_form_unchanged(source):
    there = document(source)
    assert forms.read(forms.shown(there)).parts == there.parts
    again = forms.read(forms.shown(there))
    assert (again.headline, again.topic or None, again.noise_level) == (there.headline, there.topic, there.noise_level)


def test_saving_the_form_as_it_is_makes_no_revision(editor, story):
    answer = send(editor, story)
    assert answer.status_code == 303
    assert len(queries.revisions(story.id)) == 1


def test_an_edited_part_keeps_its_id_and_its_comments(editor, story):
    comment = make.comment(now_of(story.slug), about="p1")
    sent = fields_of(editor.get(f"/editor/stories/{story.slug}").text)
    texts = sent.getlist("points-text")
    assert "1 comment is about this" in editor.get(f"/editor/stories/{story.slug}").text
    send(editor, story, {"points-text": ["Quite other words about the lamp.", *texts[1:]]})
    elements = {element.public_id: element for element in queries.elements(story.id)}
    assert elements["p1"].text == "Quite other words about the lamp."
    assert elements["p1"].comment_count == 1
    assert comment.about == "p1"
    assert now_of(story.slug).revision == 2


@pytest.mark.parametrize(
    ("wish", "left"),
    [
        ("up:points:1", ["b", "a", "c"]),
        ("down:points:0", ["b", "a", "c"]),
        ("up:points:0", ["a", "b", "c"]),
        ("down:points:2", ["a", "b", "c"]),
        ("remove:points:1", ["a", "c"]),
        ("add:points", ["a", "b", "c", ""]),
        ("remove:points:9", ["a", "b", "c"]),
        ("explode:points:1", ["a", "b", "c"]),
        ("remove:headline:0", ["a", "b", "c"]),
        ("remove:points:-1", ["a", "b", "c"]),
    ],
)
def test_parts_are_moved_added_and_removed(wish, left):
    form = StoryForm(points=[Item(key=letter, text=letter) for letter in "abc"])
    moved = forms.rearranged(form, wish)
    assert [item.key for item in moved.points] == left
    assert [item.text for item in form.points] == ["a", "b", "c"]


def test_rearranging_keeps_what_was_typed_and_saves_nothing(editor, story):
    answer = send(editor, story, {"why": "Typed and not saved."}, wish="up:points:1")
    assert answer.status_code == 200
    assert "Not saved yet" in answer.text
    sent = fields_of(answer.text)
    assert sent["why"] == "Typed and not saved."
    assert sent.getlist("points-key")[:2] == ["p2", "p1"]
    assert [element.public_id for element in queries.elements(story.id) if element.kind == "point"][:2] == ["p1", "p2"]


def test_every_fault_stands_at_its_field_and_the_form_comes_back_filled_in(editor, story):
    bad = {"headline": "", "events-day": "31 June", "noise_level": "", "noise": "A sentence without a level.",
           "access": "everybody", "points-text": ["Fine.", "x" * 4001]}  # fmt: skip
    answer = send(editor, story, bad)
    assert answer.status_code == 422
    faults = re.findall(r'<li><a href="#([a-z0-9_-]+)">([^<]+)</a>', answer.text)
    assert [place for place, _ in faults] == ["events-0", "headline", "access", "points-1", "noise"]
    for place, _ in faults:
        assert f'id="{place}"' in answer.text
    sent = fields_of(answer.text)
    assert sent["noise"] == "A sentence without a level."
    assert sent.getlist("points-text")[1] == "x" * 4001
    assert now_of(story.slug).revision == 1


def test_a_new_story_is_written_and_published_in_the_form(editor):
    sent = fields_of(editor.get("/editor/stories/new").text)
    sent["headline"], sent["why"], sent["do"] = "A tower opens", "Two sentences.\nOver two lines.", "publish"
    sent["expert"] = "First paragraph.\r\n\r\nSecond one."
    sent.setlist("points-text", ["One point.", "", ""])
    sent.setlist("sides-text", ["Too high.", "", "Wait and see."])
    answer = editor.post("/editor/stories", sent.to_dict(flat=False))
    assert answer.headers["Location"] == "/editor/stories/a-tower-opens"
    story = now_of("a-tower-opens")
    assert (story.status, story.revision) == ("published", 1)
    parts = [(element.kind, element.slug, element.text) for element in queries.elements(story.id)]
    assert parts == [
        ("why", "", "Two sentences. Over two lines."),
        ("point", "", "One point."),
        ("expert", "", "First paragraph."),
        ("expert", "", "Second one."),
        ("side", "critics", "Too high."),
        ("side", "neutral", "Wait and see."),
    ]


def test_a_new_story_never_overwrites_one_that_is_there(editor, story):
    sent = fields_of(editor.get("/editor/stories/new").text)
    sent["headline"], sent["slug"] = "Another lighthouse", story.slug
    answer = editor.post("/editor/stories", sent.to_dict(flat=False))
    assert answer.status_code == 422
    assert "There is a story at this address." in answer.text
    assert now_of(story.slug).headline == story.headline


def test_somebody_elses_newer_revision_is_not_overwritten_unseen(editor, story):
    sent = fields_of(editor.get(f"/editor/stories/{story.slug}").text)
    actions.save(SYSTEM, document(MARKDOWN.replace("in March", "in April")))
    sent["why"] = "Mine."
    answer = editor.post(f"/editor/stories/{story.slug}", sent.to_dict(flat=False))
    assert answer.status_code == 409
    assert fields_of(answer.text)["why"] == "Mine."
    assert fields_of(answer.text)["revision"] == "2"
    del sent["revision"]
    assert editor.post(f"/editor/stories/{story.slug}", sent.to_dict(flat=False)).status_code == 422


def test_a_closing_day_can_be_set_and_taken_back(editor, story):
    assert send(editor, story, {"closes_on": "2031-05-01"}).status_code == 303
    assert now_of(story.slug).closes_at.date().isoformat() == "2031-05-02"
    assert send(editor, story, {"closes_on": ""}).status_code == 303
    assert now_of(story.slug).closes_at is None


def test_the_checklist_says_what_is_missing():
    missing = {place for done, _, place in forms.checklist(forms.BLANK) if not done}
    assert missing == {"why", "points", "expert", "sides", "noise", "forecast", "events"}
    full = StoryForm(
        why="w", points=[Item(text="p")] * 3, expert="e", plain="p", sides=[Item(text="s")] * 2, noise_level="2",
        noise="n", forecast="f", events=[Item(text="t", label="l", day=clock.now().date().isoformat())],
    )  # fmt: skip
    assert all(done for done, *_ in forms.checklist(full))


def test_a_revision_is_shown_beside_the_one_before_it(editor, story):
    send(editor, story, {"why": "Fifty boats a night <b>steer</b> by it."})
    page = editor.get(f"/editor/stories/{story.slug}/revisions/2").text
    assert re.findall(r"<del>.*?</span>(.*?)</del>", page) == ["Forty boats a night steered by it."]
    assert [html.unescape(text) for text in re.findall(r"<ins>.*?</span>(.*?)</ins>", page)] == [
        "Fifty boats a night <b>steer</b> by it."
    ]
    assert "This is the first revision." in editor.get(f"/editor/stories/{story.slug}/revisions/1").text


def test_comparing_leaves_out_what_did_not_change():
    old = "\n".join(str(number) for number in range(30))
    kinds = [(line.kind, line.text) for line in comparing.compared(old, old.replace("15", "fifteen"))]
    assert kinds == [
        ("left-out", "13 lines unchanged"),
        ("kept", "13"),
        ("kept", "14"),
        ("removed", "15"),
        ("added", "fifteen"),
        ("kept", "16"),
        ("kept", "17"),
        ("left-out", "12 lines unchanged"),
    ]
    assert comparing.compared(old, old) == []


def test_the_example_on_the_import_page_can_be_imported(editor):
    page = editor.get("/editor/stories/new?as=file").text
    example = html.unescape(re.search(r"<pre><code>(.*?)</code></pre>", page, re.DOTALL)[1])
    assert {part.kind for part in document(example).parts} == {
        "why", "point", "expert", "plain", "side", "noise", "forecast", "event"
    }  # fmt: skip


def test_a_form_that_holds_a_fault_says_so_without_a_place():
    with pytest.raises(Invalid) as refused:
        forms.read(StoryForm(headline="A", closes_on="soon"))
    assert list(refused.value.fields) == ["closes_on"]
