"""What search engines are told of a story and its discussion, in the vocabulary of schema.org."""

import html
import re
from collections.abc import Iterable
from typing import Any

from discuss.stories.page import StoryView

COMMENTS = 10  # the first ones of the page; the rest is on the page itself
_TAG = re.compile(r"<[^>]*>")


def structured_data(base_url: str, story: StoryView, rows: Iterable[Any]) -> dict[str, Any]:
    """Return the JSON-LD of a story page. ``rows`` are the page's comments; only published ones are told of."""
    address = f"{base_url}/stories/{story.slug}"
    article: dict[str, Any] = {
        "@type": "NewsArticle",
        "@id": f"{address}#story",
        "url": address,
        "headline": story.headline[:110],
        "description": story.why,
        "dateModified": story.updated_at.isoformat(),
        "commentCount": story.comment_count,
    }
    if story.published_at:
        article["datePublished"] = story.published_at.isoformat()
    graph = [article]
    if story.access != "off":
        published = [row for row in rows if row.status == "published"][:COMMENTS]
        graph.append(
            {
                "@type": "DiscussionForumPosting",
                "@id": f"{address}#discussion",
                "url": f"{address}#discussion",
                "headline": story.headline[:110],
                "datePublished": article.get("datePublished", article["dateModified"]),
                "author": {"@type": "Organization", "url": base_url},
                "isPartOf": {"@id": article["@id"]},
                "commentCount": story.comment_count,
                "comment": [_comment(address, row) for row in published],
            }
        )
    return {"@context": "https://schema.org", "@graph": graph}


def _comment(address: str, row: Any) -> dict[str, Any]:
    return {
        "@type": "Comment",
        "url": f"{address}/comments/{row.id}",
        "author": {"@type": "Person", "name": row.author_name},
        "datePublished": row.posted_at.isoformat(),
        # The shown HTML is the sanitizer's own: its tags can be dropped, and its entities are plain text again.
        "text": html.unescape(_TAG.sub(" ", row.html)).strip()[:500],
    }
