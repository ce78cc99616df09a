"""A whole discussion on the desk: as the conversation goes, with what readers do not see in its place."""

import random

import pytest

from discuss.comments.rows import CUT
from discuss.moderation import queries
from discuss.moderation.queries import discussions
from tests import factories as make
from tests.moderation.steps import decide
from tests.services.statements import noted


@pytest.fixture
def moderator(app_context):
    return make.actor(make.moderator())


def in_order(comments, parent_id=None):
    """The numbers of comments as one would read them aloud, answers in branches of their own left out."""
    for comment in comments:
        if comment.parent_id == parent_id:
            yield comment.id
            if (comment.depth + 1) % CUT:
                yield from in_order(comments, comment.id)


def grown(story, number, *, deep=False):
    """A discussion of so many comments, some of which readers do not see."""
    choose, comments, author = random.Random(7), [], make.person()
    for _ in range(number):
        parent = choose.choice([None, *comments[-6:]]) if not deep else (comments or [None])[-1]
        comments.append(make.comment(story, author, parent))
    for comment in comments[::5]:
        decide(choose.choice(["hold", "remove"]), comment)
    return comments


def shown(part):
    return [card.comment.id for card in part.cards]


def test_pages_follow_each_other_as_the_conversation_goes(moderator, monkeypatch):
    monkeypatch.setattr(discussions, "PAGE", 4)
    story = make.story()
    comments = grown(story, 30)
    make.comment(make.story())
    found, after = [], None
    while True:
        part = queries.thread(moderator, story, after=after)
        found.append(shown(part))
        after = part.last
        if after is None:
            break
    assert [number for page in found for number in page] == list(in_order(comments))
    assert {len(page) for page in found[:-1]} == {4}


def test_a_place_is_shown_with_a_few_before_it_and_all_behind_it(moderator):
    story = make.story()
    comments = grown(story, 24)
    order = list(in_order(comments))
    for comment in comments:
        numbers = shown(queries.thread(moderator, story, around=comment.id))
        start = order.index(numbers[0])
        assert numbers == order[start:][: len(numbers)]
        assert 0 <= order.index(comment.id) - start <= discussions.BEFORE + 1
        assert start + len(numbers) == len(order) or len(numbers) == queries.PAGE


def test_answers_below_the_twelfth_level_stand_on_a_page_of_their_own(moderator, visitor):
    story = make.story()
    comments = grown(story, CUT + 3, deep=True)
    end, head = comments[CUT - 1], comments[CUT]
    part = queries.thread(moderator, story)
    assert (shown(part), part.deeper) == ([comment.id for comment in comments[:CUT]], {end.id})
    below = queries.thread(moderator, story, below=end.id)
    assert (shown(below), below.answers) == ([comment.id for comment in comments[CUT:]], end.id)
    assert shown(queries.thread(moderator, story, around=head.id)) == shown(below)
    desk, address = visitor(make.moderator()), f"/moderation/stories/{story.slug}"
    assert f'href="{address}?below={end.id}">Answers to this comment' in desk.get(address).text
    page = desk.get(f"{address}?below={end.id}").text
    assert f'href="{address}?from={end.id}#c{end.id}">The comment that these answer' in page


def test_it_costs_as_many_statements_whatever_its_size(moderator):
    small, large = make.story(), make.story()
    grown(small, 12)
    grown(large, 40)
    costs = []
    for story in (small, large):
        with noted(without=("BEGIN",)) as sent:
            queries.thread(moderator, story)
        costs.append(len(sent))
    assert costs[0] == costs[1]
