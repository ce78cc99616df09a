"""Threads: places, pages, tombstones, and the cost of reading them."""

import pytest

from discuss.comments import counters, thread
from discuss.comments.rows import CUT
from discuss.comments.tree import arrange
from discuss.db import db, transaction
from tests import factories as make

pytestmark = pytest.mark.usefixtures("app_context")


def texts(page):
    return [row.id for row in page.rows]


def test_replies_follow_what_they_answer_and_go_from_old_to_new():
    story = make.story()
    first, second = make.comment(story), make.comment(story)
    a = make.comment(story, reply_to=first)
    b = make.comment(story, reply_to=first)
    under_a = make.comment(story, reply_to=a)
    assert texts(thread.heads_page(story.id, "old", None)) == [first.id, a.id, under_a.id, b.id, second.id]
    assert texts(thread.heads_page(story.id, "new", None)) == [second.id, first.id, a.id, under_a.id, b.id]


def test_a_held_comment_is_on_no_page():
    story = make.story()
    make.comment(story, status="held")
    assert thread.heads_page(story.id, "new", None).rows == []


def test_a_removed_comment_stands_as_a_marker_only_while_replies_hang_from_it():
    story = make.story()
    root = make.comment(story)
    reply = make.comment(story, reply_to=root)
    under = make.comment(story, reply_to=reply)
    for gone, standing in ((reply, [root.id, reply.id, under.id]), (root, [root.id, reply.id, under.id]), (under, [])):
        with transaction() as session:
            version = counters.touch_story(story.id)
            counters.change_status(session.get_one(type(gone), gone.id), "removed", version, rule=2)
        page = thread.heads_page(story.id, "new", None)
        assert texts(page) == standing
        assert all(row.html == "" for row in page.rows if row.status == "removed")
    assert counters.faults() == []


def test_bringing_back_the_last_reply_brings_back_the_whole_chain_of_markers():
    story = make.story()
    chain = [make.comment(story)]
    for _ in range(4):
        chain.append(make.comment(story, reply_to=chain[-1]))
    for gone in chain:
        with transaction() as session:
            counters.change_status(session.get_one(type(gone), gone.id), "removed", counters.touch_story(story.id))
    assert thread.heads_page(story.id, "new", None).rows == []
    with transaction() as session:
        counters.change_status(session.get_one(type(gone), chain[-1].id), "published", counters.touch_story(story.id))
    assert texts(thread.heads_page(story.id, "new", None)) == [comment.id for comment in chain]
    assert counters.faults() == []


def test_a_deep_chain_is_cut_into_branches_that_can_be_walked_to_the_end():
    story = make.story()
    writer = make.person()
    chain = [make.comment(story, writer)]
    for _ in range(3 * CUT):
        chain.append(make.comment(story, writer, reply_to=chain[-1]))
    page = thread.heads_page(story.id, "new", None)
    assert texts(page) == [comment.id for comment in chain[:CUT]]
    assert arrange(page.rows, {})[-1].more_replies == 1
    walked, top = texts(page), thread.get_row(story.id, page.rows[-1].id)
    while thread.heads_branches(top):
        page = thread.heads_page(story.id, "old", None, parent_id=top.id)
        if not page.rows:
            break
        walked += texts(page)
        top = page.rows[-1]
    assert walked == [comment.id for comment in chain]
    above = thread.ancestors(thread.get_row(story.id, chain[-2].id))
    assert [row.id for row in above] == [comment.id for comment in chain[2 * CUT : 3 * CUT - 1]]


def test_pages_of_threads_leave_nothing_out_and_repeat_nothing():
    story, writer = make.story(), make.person()
    made = [make.comment(story, writer).id for _ in range(2 * thread.HEADS + 5)]
    seen, after = [], None
    while True:
        page = thread.heads_page(story.id, "new", after)
        seen += texts(page)
        after = page.next_key
        if after is None:
            break
    assert seen == made[::-1]


def test_a_page_holds_at_most_two_hundred_comments_and_a_thread_forty_replies():
    story, writer = make.story(), make.person()
    for _ in range(8):
        root = make.comment(story, writer)
        for _ in range(thread.BRANCH + 2):
            make.comment(story, writer, reply_to=root)
    page = thread.heads_page(story.id, "old", None)
    rows = arrange(page.rows, {})
    assert len(rows) <= thread.LONGEST
    assert rows[0].more_replies == 2
    rest = thread.branch_page(thread.get_row(story.id, rows[0].id), rows[thread.BRANCH].path)
    assert len(rest.rows) == 2


@pytest.mark.parametrize("size", [3, 60])
def test_a_page_of_threads_costs_two_statements_whatever_its_size(statements, size):
    story, writer = make.story(), make.person()
    for _ in range(size):
        make.comment(story, writer, reply_to=make.comment(story, writer))
    story_id = story.id
    statements.clear()
    thread.heads_page(story_id, "new", None)
    assert len(statements) == 2


def test_what_is_new_is_counted_as_readers_saw_it():
    story = make.story()
    seen = make.comment(story)
    held = make.comment(story, status="held")
    version = db.session.get(type(story), story.id).thread_version
    make.comment(story)
    with transaction() as session:
        counters.change_status(session.get_one(type(held), held.id), "published", counters.touch_story(story.id))
    with transaction() as session:
        counters.change_status(session.get_one(type(seen), seen.id), "removed", counters.touch_story(story.id))
    make.comment(story, status="held")
    assert thread.changes_since(story.id, version) == {"new": 2, "changed": 0, "removed": 1}
