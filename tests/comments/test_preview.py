"""What a preview shows is what posting would: the same rendering, as a page and as a fragment for scripts."""

import pytest

from discuss import markup
from tests import factories as make
from tests.markup import payloads

HOSTILE = [text for text in payloads.ALL if payloads.takable(markup.clean_text(text), make.SETTINGS.limit)]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("headers", [{}, {"X-Requested-With": "fetch"}], ids=["page", "fragment"])
def test_a_preview_shows_exactly_what_posting_would(app_context, visitor, headers):
    author, story = visitor(make.person()), make.story()
    for text in [*HOSTILE[::20], "A *plain* word and a [link](https://example.org/)."]:
        answer = author.post("/comments/preview", {"body": text, "story": story.slug}, headers=headers)
        assert answer.status_code == 200, text
        shown = answer.text.split('<div class="c__body" dir="auto">', 1)[1].split("</div>", 1)[0]
        assert shown == markup.to_html(markup.clean_text(text)), text
