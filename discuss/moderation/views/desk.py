"""The queues: what waits, with everything that a decision needs, and what is new meanwhile."""

from flask import Flask, g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.decisions import ACTS
from discuss.errors import NotFound
from discuss.moderation import actions, queries, showing
from discuss.moderation.models import URGENT
from discuss.moderation.queries import QUEUES, Filters
from discuss.policy import Permission, allows, require
from discuss.screening import CATALOGUE
from discuss.web import cursors
from discuss.web.next_path import safe_next
from discuss.web.viewer import viewer

OF_COMMENTS = ("urgent", "reported", "held", "recent")
FILTERS = ("story", "author", "side", "category", "subscribers", "search")


def register(app: Flask) -> None:
    """Add the pages to the application."""
    shown = (showing.age, showing.difference, showing.marked, showing.matched_words, showing.span_words)
    app.jinja_env.globals.update({function.__name__: function for function in shown})
    named = {"report_words": actions.CATEGORIES, "short_words": actions.SHORT, "check_title": check_title}
    app.jinja_env.globals.update(named, softened=softened)
    app.add_url_rule("/moderation", "desk", desk)
    app.add_url_rule("/moderation/<queue>", "queue", queue)
    app.add_url_rule("/moderation/<queue>/changes", "queue_changes", queue_changes)
    app.add_url_rule("/moderation/soften", "soften", soften, methods=["POST"])


def desk() -> ResponseReturnValue:
    """Lead to the first queue in which something waits."""
    actor = viewer()
    require(actor, Permission.DESK_ENTER)
    waiting = (slug for slug, found in queries.standing(actor).items() if found.count)
    return redirect(f"/moderation/{next(waiting, 'held')}", 303)


def queue(queue: str) -> ResponseReturnValue:
    """One queue."""
    actor = viewer()
    require(actor, Permission.DESK_ENTER)
    if queue not in QUEUES:
        raise NotFound
    after = cursors.read_number_cursor(queue, request.args.get("after"))
    frame = {
        "queue": QUEUES[queue],
        "standing": queries.standing(actor),
        "elsewhere": queries.urgent_elsewhere(actor),
        "acts": ACTS,
    }
    if queue == "decided":
        taken = queries.decided(actor, after)
        more = cursors.write_cursor(queue, taken[-1].id) if len(taken) == 50 else ""
        return render_template("moderation/decided.html", decisions=taken, more=more, **frame)
    if queue == "appeals":
        return render_template("moderation/appeals.html", appeals=queries.open_appeals(actor), **frame)
    filters = asked_filters()
    page = queries.queue_page(actor, queue, filters, after)
    more = cursors.write_cursor(queue, page.next_key) if page.next_key else ""
    about = {card.author.id for card in page.cards}
    return render_template(
        "moderation/queue.html",
        page=page,
        filters=filters,
        filtered=filters != Filters(),
        more=more,
        facts=queries.facts_of(about),
        notes=queries.notes_about(actor, about),
        earlier=queries.earlier_about(actor, about),
        categories=actions.CATEGORIES,
        pace=queries.own_stretch(actor).said(queue),
        address=request.full_path.rstrip("?"),
        **frame,
    )


def asked_filters() -> Filters:
    """Return the filters that the address asks for; what cannot be one is left out."""
    given = {name: request.args.get(name, "").strip()[:100] for name in FILTERS}
    hours = request.args.get("older_than", "")
    if given["category"] in URGENT and not allows(viewer(), Permission.URGENT_HANDLE):
        given["category"] = ""
    return Filters(**given, older_than=int(hours) if hours.isascii() and hours.isdecimal() and len(hours) < 5 else 0)


def queue_changes(queue: str) -> ResponseReturnValue:
    """Say in a few bytes how much waits in each queue, for the line that says what is new."""
    require(viewer(), Permission.DESK_ENTER)
    if queue not in QUEUES:
        raise NotFound
    found = queries.standing(viewer())
    counts = {slug: one.count for slug, one in found.items() if one.queue.target is not None}
    elsewhere = queries.urgent_elsewhere(viewer())
    waiting = {"elsewhere": elsewhere.standing.count} if elsewhere else {}
    return jsonify(counts | waiting | {"pace": queries.own_stretch(viewer()).said(queue)})


def soften() -> ResponseReturnValue:
    """Blur the texts on the desk until they are looked at, or stop that."""
    actions.soften(viewer(), on=request.form.get("on") == "1")
    return redirect(safe_next(request.form.get("next"), "/moderation"), 303)


def check_title(name: object) -> str:
    """Return what a check is called, or the name of one that is there no more."""
    described = CATALOGUE.get(str(name))
    return described.title if described else str(name).capitalize()


def softened() -> bool:
    """Say whether the viewer wants texts blurred; asked once a page."""
    if "softened" not in g:
        g.softened = queries.softened(viewer())
    return bool(g.softened)
