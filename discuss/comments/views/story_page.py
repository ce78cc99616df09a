"""A story with its discussion, one comment in context, and what is new."""

from dataclasses import replace

from flask import Flask, current_app, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from discuss.comments import queries, thread
from discuss.comments.rows import KEY, Row
from discuss.comments.thread import Filter
from discuss.comments.views import fragments
from discuss.comments.views.discussion import (
    DEFAULT_SORT,
    LATER_SORTS,
    SORTS,
    Discussion,
    arranged,
    overlaid,
    render,
    rendered,
)
from discuss.config import Settings
from discuss.errors import BadRequest, NotFound
from discuss.policy import VISITOR
from discuss.stories import page as story_pages
from discuss.stories import queries as stories
from discuss.stories.page import StoryView
from discuss.web import cursors
from discuss.web.memory import PageMemory
from discuss.web.numbers import row_number
from discuss.web.pagecache import share
from discuss.web.viewer import viewer


def register(app: Flask, settings: Settings) -> None:
    """Add the pages to the application."""
    app.extensions["discuss.renderings"] = PageMemory(settings.page_cache_bytes // 2)
    fragments.register(app, settings)
    app.add_url_rule("/stories/<slug>", "story", story)
    app.add_url_rule("/stories/<slug>/comments/<int:comment_id>", "comment", comment)
    app.add_url_rule("/stories/<slug>/changes", "changes", changes)


def story(slug: str) -> ResponseReturnValue:
    """Show a story and one page of its threads."""
    found, parts = stories.get_story_with_parts(viewer(), slug)
    view = story_pages.present(found, parts)
    sort, wanted = _order(), _filter()
    after = cursors.read_number_cursor(sort, request.args.get("after"))

    def build() -> Discussion:
        part = thread.heads_page(found.id, sort, after, wanted) if found.access != "off" else thread.Page([], None)
        next_url = _address(view, sort, wanted, part.next_key) if part.next_key else ""
        first = after is None and wanted == Filter()
        rows = thread.pinned_first(part.rows, view.pinned_id) if first else part.rows
        return Discussion(
            story=view,
            rows=arranged(thread.Page(rows, part.next_key), {}),
            sort=sort,
            wanted=wanted,
            next_url=next_url,
            pinned=_pinned_elsewhere(view, rows) if first else None,
        )

    rendering = rendered("stories/story.html", (*_version(view), sort, wanted, after), build)
    return _answer(view, overlaid(rendering, view))


def comment(slug: str, comment_id: int) -> ResponseReturnValue:
    """Show one comment with what it answers and what answers it."""
    actor = viewer()
    found, parts = stories.get_story_with_parts(actor, slug)
    seen = queries.get_comment_of(actor, found, comment_id)
    view = story_pages.present(found, parts)
    after = _path_cursor(request.args.get("after"))
    if seen.status != "published":
        # Its author or staff: rendered for them alone, never kept.
        top = thread.get_row(found.id, comment_id, show_text=True)
        shown = replace(_in_context(view, top, after), states=queries.why_unseen([comment_id]))
        return overlaid(render("comments/comment.html", shown, actor), view, comment_id)
    rendering = rendered(
        "comments/comment.html",
        (*_version(view), "comment", comment_id, after),
        lambda: _in_context(view, thread.get_row(found.id, comment_id), after),
    )
    return _answer(view, overlaid(rendering, view, comment_id))


def changes(slug: str) -> ResponseReturnValue:
    """Say in a few hundred bytes what has changed in a thread since the version that a page shows."""
    found = stories.get_story(VISITOR, slug)
    since = row_number(request.args.get("since"))
    if since is None:
        raise BadRequest("Say which version you have: ?since=<number>.")
    counts = thread.changes_since(found.id, since)
    return share(jsonify({"version": found.thread_version} | counts))


def _pinned_elsewhere(view: StoryView, rows: list[Row]) -> Row | None:
    """Read the pinned comment unless there is none or its thread stands first anyway."""
    if view.pinned_id is None or (rows and rows[0].id == view.pinned_id):
        return None
    return thread.find_pinned(view.id, view.pinned_id)


def _in_context(view: StoryView, top: Row, after: str) -> Discussion:
    above = thread.ancestors(top)
    names = {row.id: row.author_name for row in (*above, top)}
    deep = thread.heads_branches(top)
    if deep:
        number = row_number(after)
        part = thread.heads_page(view.id, "old", number, parent_id=top.id)
    else:
        part = thread.branch_page(top, after)
    # What it answers stands around it as in the thread, unless the levels above and below would add up.
    around = [] if after or deep else above
    rows = arranged(thread.Page([*around, top, *part.rows], None) if not after else part, names)
    next_url = ""
    if part.next_key:
        next_url = (
            f"/stories/{view.slug}/comments/{top.id}?after={cursors.write_cursor('below', part.next_key)}#replies"
        )
    return Discussion(story=view, rows=rows, sort="old", wanted=Filter(), next_url=next_url, focus=top,
                      above=[] if around else above, around=len(around))  # fmt: skip


def _version(view: StoryView) -> tuple[object, ...]:
    return view.id, view.thread_version, view.discussion_open, view.raid


def _answer(view: StoryView, page: str) -> ResponseReturnValue:
    """Let the page be shared if it is the visitor's and nothing personal was said on it."""
    if request.cookies.get(current_app.config["SESSION_COOKIE_NAME"]) or view.status != "published":
        return page
    return share(make_response(page))


def _order() -> str:
    sort = request.args.get("sort", DEFAULT_SORT)
    if sort in LATER_SORTS:
        return DEFAULT_SORT
    if sort not in SORTS:
        raise BadRequest("Threads can be sorted by New or Old.")
    return sort


def _filter() -> Filter:
    side, about = request.args.get("side", ""), request.args.get("about", "")
    if len(side) > 40 or len(about) > 60:
        raise NotFound
    return Filter(side, about)


def _path_cursor(given: str | None) -> str:
    key = cursors.read_cursor("below", given) or ""
    if len(key) > 12 * KEY:
        raise BadRequest("This page address is damaged. Open the first page again.")
    return key


def _address(view: StoryView, sort: str, wanted: Filter, after: int | str | None) -> str:
    parts = [f"sort={sort}"] if sort != DEFAULT_SORT else []
    parts += [f"side={wanted.side}"] if wanted.side else []
    parts += [f"about={wanted.about}"] if wanted.about else []
    parts += [f"after={cursors.write_cursor(sort, after)}"] if after else []
    return f"/stories/{view.slug}?{'&'.join(parts)}#discussion"
