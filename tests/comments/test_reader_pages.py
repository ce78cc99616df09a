"""What readers and writers see around comments: own ones that wait, one comment in context, depth, and words."""

import re

import html5lib
import pytest
from sqlalchemy import insert, update

from discuss import clock
from discuss.comments import counters
from discuss.comments.models import Comment
from discuss.comments.rows import CUT, EDIT_WINDOW, TOP, below
from discuss.db import transaction
from discuss.stories.models import Story
from tests import factories as make

pytestmark = pytest.mark.usefixtures("app_context")


def ids(page):
    return re.findall(r'\bid="(c\d+)"', page)


def part(page, start, end):
    return page[page.index(start) : page.index(end, page.index(start))]


def depth(element):
    return 1 + max((depth(child) for child in element), default=0)


def with_status(comment, status):
    with transaction() as session:
        version = counters.touch_story(comment.story_id)
        counters.change_status(session.get_one(type(comment), comment.id), status, version, rule=2)


def test_a_waiting_comment_says_why_in_words_for_its_author(visitor):
    story = make.story()
    writer = visitor().sign_in(make.person())
    writer.post(f"/stories/{story.slug}/comments", {"body": "See https://example.org for the figures."})
    waiting = part(writer.get(f"/stories/{story.slug}").text, 'data-status="held"', "</article>")
    assert "Waiting for review" in waiting
    assert "First links from an account are checked by a moderator." in waiting
    assert "A link of a newcomer." not in waiting


def test_a_waiting_comment_stands_under_what_it_answers_and_on_no_other_comments_page(visitor):
    story, author = make.story(), make.person()
    asked, other = make.comment(story), make.comment(story)
    for comment in (asked, other):
        make.comment(story, reply_to=comment, by=make.moderator())
    waiting = make.comment(story, author, reply_to=asked, status="held")
    reader = visitor().sign_in(author)
    assert f"c{waiting.id}" in ids(reader.get(f"/stories/{story.slug}/comments/{asked.id}").text)
    assert f"c{waiting.id}" not in ids(reader.get(f"/stories/{story.slug}/comments/{other.id}").text)
    assert f"c{waiting.id}" in ids(reader.get(f"/stories/{story.slug}").text)


def test_ones_own_removed_comment_with_replies_stands_once(visitor):
    story, author = make.story(), make.person()
    comment = make.comment(story, author)
    make.comment(story, reply_to=comment)
    with_status(comment, "removed")
    page = visitor().sign_in(author).get(f"/stories/{story.slug}").text
    assert ids(page).count(f"c{comment.id}") == 1
    assert comment.body in page


def test_a_changed_comment_that_waits_is_not_said_to_be_shown_in_its_old_words(visitor):
    story, author = make.story(), make.person()
    comment = make.comment(story, author, status="held")
    writer = visitor().sign_in(author)
    page = f"/comments/{comment.id}/edit"
    writer.post(page, {"body": "Other words, which wait as well."}, page=page)
    said = writer.get(f"/stories/{story.slug}/comments/{comment.id}").text
    assert "Only you can see it until a moderator has looked at it." in said
    assert "the old text stays" not in said


def test_a_late_change_says_that_the_old_words_stay(visitor):
    story, author = make.story(), make.person()
    comment = make.comment(story, author, posted_at=clock.now() - EDIT_WINDOW)
    writer = visitor().sign_in(author)
    page = f"/comments/{comment.id}/edit"
    writer.post(page, {"body": "Other words, an hour later."}, page=page)
    assert "the old text stays until then" in writer.get(f"/stories/{story.slug}/comments/{comment.id}").text


def test_ones_own_comment_says_how_long_it_can_be_changed(visitor):
    story, author = make.story(), make.person()
    make.comment(story, author)
    old = make.comment(story, author, posted_at=clock.now() - EDIT_WINDOW)
    page = visitor().sign_in(author).get(f"/stories/{story.slug}").text
    assert page.count("min to edit") == 1
    assert "min to edit" not in visitor().sign_in(author).get(f"/stories/{story.slug}/comments/{old.id}").text


def test_a_linked_comment_is_marked_and_stands_in_what_it_answers(visitor):
    story = make.story()
    root = make.comment(story)
    middle = make.comment(story, reply_to=root)
    sibling = make.comment(story, reply_to=root)
    linked = make.comment(story, reply_to=middle)
    below = make.comment(story, reply_to=linked)
    page = visitor().get(f"/stories/{story.slug}/comments/{linked.id}").text
    assert ids(page) == [f"c{comment.id}" for comment in (root, middle, linked, below)]
    assert re.findall(r'class="[^"]*is-target[^"]*" id="(c\d+)"', page) == [f"c{linked.id}"]
    assert page.count(">Linked<") == 1
    assert "You followed a link to" in page
    assert "1 other reply" in page
    assert f"c{sibling.id}" not in ids(page)
    assert page.count('<details class="replies') + page.count('<div class="replies') == 3


def test_a_link_to_a_comment_that_is_gone_leads_to_its_story(visitor):
    story = make.story()
    comment = make.comment(story, status="held")
    page = visitor().get(f"/stories/{story.slug}/comments/{comment.id}")
    assert page.status_code == 404
    assert f'href="/stories/{story.slug}"' in page.text


def test_replies_deeper_than_seven_levels_keep_the_column(visitor):
    story = make.story()
    last = make.comment(story)
    for _ in range(10):
        last = make.comment(story, reply_to=last)
    page = visitor().get(f"/stories/{story.slug}").text
    levels = [int(number) for number in re.findall(r'class="replies[^"]* lv-(\d+)"', page)]
    assert levels == [1, 2, 3, 4, 5, 6, 7, 8, 8, 8]


def test_however_deep_a_thread_its_pages_nest_no_deeper_than_80_elements(visitor):
    story, writer = make.story(), make.person()
    chain = [make.comment(story, writer)]
    for _ in range(2 * CUT + 5):
        chain.append(make.comment(story, writer, reply_to=chain[-1]))
    for path in ("", f"/comments/{chain[CUT - 1].id}", f"/comments/{chain[-1].id}"):
        page = visitor().get(f"/stories/{story.slug}{path}").text
        body = html5lib.parse(page, namespaceHTMLElements=False).find("body")
        assert f'id="c{chain[0].id}"' in page or path
        assert 20 < depth(body) <= 80


def chain(story, author, length):
    """Put so many comments under a story, each the answer to the one before; return the number of the last."""
    top = make.comment(story, author)
    first, last, place = top.id, top.id + length - 1, TOP
    alike = {column.name: getattr(top, column.name) for column in Comment.__table__.columns}
    alike |= {"idempotency_key": None, "likeness": None}
    rows = []
    for number in range(first + 1, last + 1):
        place = below(number - 1, place, number)
        rows.append(alike | vars(place) | {"id": number, "parent_id": number - 1, "reply_count": int(number < last)})
        rows[-1]["shown_replies"] = rows[-1]["reply_count"]
    with transaction() as session:
        session.execute(insert(Comment), rows)
        session.execute(update(Comment).where(Comment.id == first).values(reply_count=1, shown_replies=1))
        session.execute(update(Story).where(Story.id == story.id).values(comment_count=length, thread_version=last))
    assert counters.faults() == []
    return last


def test_ten_thousand_answers_to_answers_are_shown_like_any_others(visitor):
    story, writer = make.story(), make.person()
    deepest = chain(story, writer, 10_000)
    for somebody in (visitor(), visitor(writer)):
        for path in ("", "?sort=new", f"/comments/{deepest}"):
            page = somebody.get(f"/stories/{story.slug}{path}")
            assert page.status_code == 200
            assert depth(html5lib.parse(page.text, namespaceHTMLElements=False).find("body")) <= 80
        assert f'id="c{deepest}"' in page.text
    assert visitor().get(f"/stories/{story.slug}/feed.atom").status_code == 200


def test_a_comment_about_a_part_names_it_and_quotes_it(visitor):
    story = make.story()
    comment = make.comment(story, about="p2")
    page = visitor().get(f"/stories/{story.slug}").text
    line = part(page, 'class="c__on"', "</a>")
    assert 'href="#p2"' in line
    assert "Key point 2" in line
    assert "Repairs would cost more than a ferry." in line
    alone = visitor().get(f"/stories/{story.slug}/comments/{comment.id}").text
    assert f'href="/stories/{story.slug}#p2"' in alone


def test_a_filter_that_finds_nothing_leads_back_to_all_threads(visitor):
    story = make.story()
    make.comment(story)
    page = visitor().get(f"/stories/{story.slug}?side=critics").text
    assert "No threads by Critics yet." in page
    assert "Show all threads" in page


def test_somebody_who_reads_why_they_cannot_post_reads_it_once(visitor):
    story, member = make.story(), make.member()
    reader = visitor().sign_in(member)
    answer = reader.post(
        f"/stories/{story.slug}/comments", {"body": "Kept."}, page=f"/stories/{story.slug}/comments/new"
    )
    assert answer.status_code == 402
    assert answer.text.count("Subscribe to comment.") == 1
    assert answer.text.count('role="alert"') == 1
    assert "Write a comment first" not in answer.text


def test_members_only_asks_visitors_to_sign_up_and_not_to_subscribe(visitor):
    story = make.story(access="members")
    page = visitor().get(f"/stories/{story.slug}").text
    gate = part(page, 'class="gate"', 'class="btn btn--quiet"')
    assert "/sign-up" in gate
    assert "/subscribe" not in gate


def test_whoever_is_subscribed_is_told_so_and_not_asked_again(visitor):
    page = visitor().sign_in(make.person()).get("/subscribe").text
    assert "You are subscribed." in page
    assert 'name="plan"' not in page
    assert 'name="plan"' in visitor().sign_in(make.lapsed()).get("/subscribe").text
