"""The same text by the same person within a day is refused, unless they have deleted the first one."""

import pytest

from tests import factories as make

TEXT = "The ferry takes forty minutes when the river is high."


def post(visitor, story):
    return visitor.post(f"/stories/{story.slug}/comments", {"body": TEXT})


@pytest.mark.database("sqlite")
def test_a_repetition_is_refused_with_the_text_kept_in_the_form(app_context, visitor):
    author, story = visitor(make.person()), make.story()
    assert post(author, story).status_code == 303
    answer = post(author, story)
    assert answer.status_code == 422
    assert "You posted exactly this" in answer.text
    assert TEXT in answer.text


@pytest.mark.database("sqlite")
def test_whoever_deletes_a_comment_may_post_it_again(app_context, visitor):
    author, story = visitor(make.person()), make.story()
    first = post(author, story).location.rpartition("/")[2]
    assert author.post(f"/comments/{first}/delete").status_code == 303
    assert post(author, story).status_code == 303
