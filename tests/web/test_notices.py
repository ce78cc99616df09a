"""What is said on somebody's next page travels in their cookie, which must stay small."""

import pytest

from discuss.web.context import NOTICES
from tests import factories as make


@pytest.mark.database("sqlite")
def test_whoever_posts_and_reads_no_page_carries_the_last_few_notices_only(app_context, visitor, settings):
    story, author = make.story(), visitor(make.person())
    path = f"/stories/{story.slug}"
    sizes = []
    for number in range(4 * NOTICES):
        answer = author.post(f"{path}/comments", {"body": f"Said as number {number}, by a program."})
        assert answer.status_code == 303
        sizes.append(len(author.client.get_cookie(settings.cookie_name).value))
    assert sizes[-1] <= sizes[NOTICES] + 10
    assert author.get(path).text.count('<div class="notice') == NOTICES
    assert '<div class="notice' not in author.get(path).text
