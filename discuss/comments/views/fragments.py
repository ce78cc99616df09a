"""Comments as finished HTML: after a post one comment of a page is rendered, and the others are taken from memory."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Flask

from discuss.comments.rows import Row
from discuss.config import Settings
from discuss.stories.page import StoryView
from discuss.web.memory import PageMemory

SHARE = 4  # of the memory for pages: one part in so many
BESIDE = 1_000  # bytes that a kept comment takes beside its HTML: its row is the key


def register(app: Flask, settings: Settings) -> None:
    """Give templates ``once(comment_self, row, story, …)``, which renders what it has not rendered yet."""
    memory: PageMemory[str] = PageMemory(settings.page_cache_bytes // SHARE)

    def once(macro: Callable[..., str], row: Row, story: StoryView, **how: object) -> str:
        if row.status != "published":  # its words may be meant for one reader alone
            return macro(row, story, **how)
        key = (_said(row), _around(row, story), *how.items())
        kept = memory.get(key)
        if kept is None:
            kept = macro(row, story, **how)
            memory.put(key, kept, len(kept) + len(row.html) + BESIDE)
        return kept

    app.extensions["discuss.fragments"] = memory
    app.jinja_env.globals["once"] = once


def _said(row: Row) -> Row:
    """Return the row without what is shown around its comment: a reply must not make it another one."""
    return replace(row, path="", opens=False, closes=0, more_replies=0, reply_count=0, shown_replies=0)


def _around(row: Row, story: StoryView) -> tuple[Any, ...]:
    """Return what a comment shows of its story."""
    about = (story.part_name(row.about), story.part_words(row.about)) if row.about else ()
    side = story.side_label(row.side) if row.side else ""
    return story.slug, row.id == story.pinned_id, story.discussion_open, story.access, about, side
