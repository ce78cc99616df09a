"""Hostile texts on the real pages, as comments, names and headlines: for readers, their authors and moderators."""

import pytest
from sqlalchemy import insert, update

from discuss import clock, markup
from discuss.comments.models import Comment
from discuss.comments.rows import TOP
from discuss.db import db, transaction
from discuss.stories.models import Story
from tests import factories as make
from tests.journeys.test_scripts import signed_in
from tests.markup import payloads
from tests.markup.structure import PLAIN

NAMES = "<img src=x onerror=hit()>", '" onmouseover="hit()" x="', "</title><script>hit()</script>"
WATCH = "window.hits = []; window.hit = () => window.hits.push(location.href)"
# Opens what is folded, does to every element what a reader could do, and says what has become of the page.
PROVOKE = """() => {
  document.addEventListener("click", event => event.preventDefault(), true);
  document.addEventListener("submit", event => event.preventDefault(), true);
  for (const part of document.querySelectorAll("details")) part.open = true;
  const texts = ".c__body, .c__head, .quote, .card__body, h1, blockquote";
  for (const text of document.querySelectorAll(texts)) for (const element of [text, ...text.querySelectorAll("*")])
    for (const name of ["pointerenter", "mouseover", "mousedown", "focus", "blur", "toggle", "error", "load", "click"])
      element.dispatchEvent(new Event(name, { cancelable: true }));
  const inside = [...document.querySelectorAll(".c__body *")];
  return {
    hits: window.hits,
    articles: [...document.querySelectorAll("article.c")].map(article => article.id),
    elements: [...new Set(inside.map(element => element.localName))],
    protocols: [...new Set(inside.filter(element => element.href).map(element => element.protocol))],
    regions: [...document.body.children].map(child => child.localName).join(" "),
    scripts: [...document.scripts].filter(script => !script.src && !script.type.endsWith("json")).length,
  };
}"""


def posted(author, story, texts, status):
    """Put the texts under a story as if they had been posted; return the number of the first."""
    now = clock.now()
    rows = [
        {
            "story_id": story.id, "story_revision": 1, "branch_id": TOP.branch_id, "path": TOP.path,
            "depth": TOP.depth, "author_id": author.id, "body": markup.clean_text(text),
            "html": markup.to_html(text), "markup_version": markup.VERSION, "status": status,
            "published_version": 1, "changed_version": 1, "posted_at": now, "published_at": now,
            "shown": status == "published",
        }
        for text in texts
    ]  # fmt: skip
    with transaction() as session:
        numbers = session.scalars(insert(Comment).returning(Comment.id), rows).all()
        session.execute(update(Story).where(Story.id == story.id).values(comment_count=len(rows), thread_version=2))
    return list(numbers)


@pytest.fixture
def look(live_server, page_at):
    """Open an address as somebody; fail if anything of it ran, or if the page has not the shape of others."""

    def at(page, path):
        page.goto(live_server.url + path)
        page.on("dialog", lambda dialog: page_at.faults.found.append(f"dialog at {path}"))
        seen = page.evaluate(PROVOKE)
        assert (seen["hits"], seen["scripts"], set(seen["elements"]) - PLAIN) == ([], 0, set()), path
        assert set(seen["protocols"]) <= {"http:", "https:", "mailto:"}
        assert seen["regions"].split().count("main") == 1
        return seen

    return at


@pytest.mark.database("sqlite")
def test_no_hostile_text_runs_loads_or_leaves_its_place_on_any_page(app_context, live_server, page_at, look):
    texts = [text for text in payloads.ALL if payloads.takable(text)]
    assert len(texts) > 300
    story = make.story(f"A bridge {NAMES[2]}")
    author, moderator = make.person(NAMES[0], about=NAMES[2]), make.moderator(name=NAMES[1])
    shown = posted(author, story, texts, "published")
    held = posted(author, story, texts[::10], "held")

    def window(person=None):
        page = page_at()
        page.add_init_script(WATCH)
        return signed_in(page, live_server, person) if person else page

    reader, found, path = window(), [], f"/stories/{story.slug}?sort=old"
    while path:
        found += look(reader, path)["articles"]
        following = reader.query_selector("a[rel=next]")
        path = following.get_attribute("href") if following else ""
    assert found == [f"c{number}" for number in shown]
    for path in ("/", f"/people/{author.handle}", f"/stories/{story.slug}/comments/{shown[7]}"):
        look(reader, path)
    own = window(author)
    for number in shown[::60]:
        for path in ("edit", "reply", "delete"):
            look(own, f"/comments/{number}/{path}")
    look(own, f"/stories/{story.slug}?sort=old")
    desk = window(moderator)
    for path in ("/moderation/held", f"/moderation/stories/{story.slug}", f"/moderation/people/{author.handle}"):
        look(desk, path)
    for number in held[::6]:
        look(desk, f"/moderation/comments/{number}/decision")
        look(desk, f"/comments/{number}/report")


TOWER = "".join(letter + "\u030a\u0301\u0302" * 12 + "\u0323" * 12 for letter in "Zalgo")  # far more than is taken
OVERRIDE = "\u202e\u2066\u2067Read from the other side\u200f\u061c"
HEBREW = "\u05e9\u05dc\u05d5\u05dd (the bridge) 12:30!"


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("text", [TOWER, OVERRIDE, HEBREW])
def test_a_text_paints_over_and_turns_round_nothing_beside_it(app_context, live_server, page_at, text):
    """The picture of everything but the words is the same as with plain words in their place."""
    story = make.story()
    (number,) = posted(make.person(name="Ada Example"), story, [text], "published")
    below = make.comment(on=story, reply_to=db.session.get_one(Comment, number), body="Answers it.")
    page = page_at(1280)
    page.goto(f"{live_server.url}/stories/{story.slug}")
    beside = [f"#c{number} > .c__self .c__head", f"#c{number} > .c__self .c__acts", f"#c{below.id} > .c__self"]

    def pictures():
        places = [page.locator(place).first.bounding_box() for place in beside]
        return places, [page.screenshot(full_page=True, clip=place) for place in places]

    seen = pictures()
    page.evaluate("part => { part.textContent = 'Plain words.'; part.dir = 'ltr' }", page.query_selector(".c__body p"))
    assert pictures() == seen
