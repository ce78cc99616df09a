"""What a discussion page shows: the shared rendering for everybody, and what is laid over it for one viewer."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from flask import current_app, get_template_attribute, render_template, request, session
from markupsafe import escape

from discuss.comments import queries, thread, tree
from discuss.comments.queries import Unseen
from discuss.comments.rows import Row
from discuss.comments.thread import Filter, Page
from discuss.comments.views.composer import composer_for
from discuss.policy import VISITOR, Actor, Permission, allows
from discuss.stories.page import StoryView
from discuss.web import slots
from discuss.web.context import theme_of
from discuss.web.memory import PageMemory
from discuss.web.parts import later, part
from discuss.web.viewer import muted_people, summary_first, viewer

UNSHOWN = "unshown"  # in place of a row's status when it breaks its template
SORTS = {"new": "New", "old": "Old"}
DEFAULT_SORT = "new"
# Best and Common ground rank by reactions; until there are any, their addresses show the default order.
LATER_SORTS = {"best", "common-ground"}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Discussion:
    """One page of a discussion, ready for the template; the same for everybody."""

    story: StoryView
    rows: list[Row]
    sort: str
    wanted: Filter
    next_url: str
    pinned: Row | None = None  # that stands nowhere among the rows
    focus: Row | None = None
    above: list[Row] | None = None  # what the focus answers, as a list of its own
    around: int = 0  # how many of the first rows are what it answers
    states: dict[int, Unseen] = field(default_factory=dict)  # of the focus, when it is not public


@dataclass(frozen=True)
class Rendering:
    """The shared rendering with its slots open, and which comments stand on it, by whom."""

    page: slots.Cut
    authors: dict[int, int]

    def by(self, actor: Actor) -> frozenset[int]:
        """Return which of the comments are the actor's own."""
        return frozenset(number for number, author_id in self.authors.items() if author_id == actor.id)


def rendered(template: str, key: tuple[object, ...], build: Callable[[], Discussion]) -> Rendering:
    """Return the shared rendering of ``build()``, made once per key and theme however many ask at once."""
    memory: PageMemory[Rendering] = current_app.extensions["discuss.renderings"]
    whole = (template, *key, theme_of(request.cookies.get("theme")))

    def make() -> Rendering:
        made = memory.get(whole) or render(template, build())
        memory.put(whole, made, 2 * sum(map(len, made.page)))
        return made

    return memory.get(whole) or memory.once(whole, make)


def render(template: str, discussion: Discussion, seen_by: Actor = VISITOR) -> Rendering:
    """Render a discussion with open slots, as a visitor sees it unless it is for one person alone.

    A comment that breaks its template is left out with a word about it: the others still have their page.
    """
    try:
        page = _page(template, discussion, seen_by)
    except Exception:
        without = _without_broken(discussion)
        if without == discussion:
            raise  # something else is broken
        page = _page(template, without, seen_by)
    return Rendering(slots.cut(page), {row.id: row.author_id for row in discussion.rows})


def _page(template: str, discussion: Discussion, seen_by: Actor) -> str:
    return render_template(
        template, shared=True, viewer=seen_by, discussion=discussion, story=discussion.story, sorts=SORTS
    )


def _without_broken(discussion: Discussion) -> Discussion:
    def shown(row: Row) -> Row:
        try:
            render_template("comments/_alone.html", row=row, story=discussion.story)
        except Exception:
            _log.exception("comment %s could not be shown", row.id)
            return replace(row, status=UNSHOWN)
        return row

    above = [shown(row) for row in discussion.above] if discussion.above is not None else None
    pinned = shown(discussion.pinned) if discussion.pinned else None
    if pinned is not None and pinned.status == UNSHOWN:
        pinned = None
    return replace(discussion, rows=[shown(row) for row in discussion.rows], above=above, pinned=pinned)


def overlaid(rendering: Rendering, story: StoryView, focus: int | None = None) -> str:
    """Fill the slots for whoever is looking."""
    actor = viewer()
    values = {
        f"{summary_first()}-first": " checked",
        "account": _account(actor),
        "notices": _notices(),
        "theme": _theme(actor),
        "composer": composer_for(actor, story),
    }
    if actor.signed_in:
        values |= _muted() | _own(actor, story, rendering, focus)
    return slots.fill(rendering.page, values)


def _account(actor: Actor) -> str:
    """What stands at the top of the page hangs on what one may do; the name is put in."""
    likes = replace(actor, id=None, name="", handle="", joined=None)
    named = {"viewer": replace(actor, name=later("name"))}
    return part("layouts/_account_area.html", (actor.signed_in, likes), named, {"name": escape(actor.name)})


def _theme(actor: Actor) -> str:
    shown = theme_of(request.cookies.get("theme")), request.path
    return part("layouts/_theme.html", (actor.signed_in, *shown), {}, {})


def _notices() -> str:
    """Hardly anybody has one. Without a cookie the session is not even looked at, so that the page can be shared."""
    cookie = request.cookies.get(current_app.config["SESSION_COOKIE_NAME"])
    return render_template("layouts/_notices.html") if cookie and "_flashes" in session else ""


def _muted() -> dict[str, str]:
    """Words of people whom the viewer has muted are folded, wherever they stand on the page."""
    values: dict[str, str] = {}
    begin, end = (get_template_attribute("components/muted.html", name) for name in ("begin", "end"))
    for author_id in muted_people():
        values |= {f"by-{author_id}": begin(), f"end-{author_id}": end()}
    return values


def _own(actor: Actor, story: StoryView, rendering: Rendering, focus: int | None) -> dict[str, str]:
    """Own comments get their buttons; own held and removed ones, which nobody else sees, are put in their place."""
    values: dict[str, list[str]] = {}
    own = thread.own(story.id, actor.id or 0, rendering.by(actor))
    states = queries.why_unseen([row.id for row in own if row.status != "published"])
    own_actions = get_template_attribute("components/own_actions.html", "own_actions")
    for row in reversed(own):
        if row.status == "published":
            values[f"c{row.id}"] = [own_actions(row, allows(actor, Permission.COMMENT_EDIT_NOW, row))]
            continue
        if row.id == focus:
            continue
        standing, below = row.id in rendering.authors, row.parent_id in rendering.authors
        said = render_template("comments/_own_unseen.html", comment=row, story=story, standing=standing,
                               below=below, state=states[row.id])  # fmt: skip
        place = f"replies-{row.parent_id}" if below else "own"
        if standing:
            place = f"c{row.id}"  # its tombstone stands on the page: the author's words go under it
        values.setdefault(place, []).append(said)
    return {name: "".join(parts) for name, parts in values.items()}


def arranged(page: Page, extra_names: dict[int, str]) -> list[Row]:
    """Return a page's rows with nesting filled in."""
    return tree.arrange(page.rows, extra_names)
