"""The queues: what waits, with everything that a decision needs, and what is new meanwhile."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import Flask, g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.decisions import ACTS
from discuss.decisions.rules import NUMBERS
from discuss.errors import BadRequest, NotFound
from discuss.moderation import actions, haste, queries, showing
from discuss.moderation.models import URGENT
from discuss.moderation.queries import QUEUES, Filters
from discuss.moderation.quick import QUICK
from discuss.moderation.views.closed_again import mailboxes
from discuss.policy import Permission, allows
from discuss.screening import CATALOGUE
from discuss.web import cursors
from discuss.web.next_path import safe_next
from discuss.web.numbers import row_number
from discuss.web.sparing import render_sparing
from discuss.web.viewer import viewer

OF_COMMENTS = ("urgent", "reported", "held", "recent")
NO_FILTER = "The desk has no such filter. Go back to the queue and choose one from its list."
FILTERS = ("story", "author", "side", "category", "subscribers", "search")


def register(app: Flask) -> None:
    """Add the pages to the application."""
    shown = (showing.age, showing.difference, showing.marked, showing.matched_words, showing.span_words)
    app.jinja_env.globals.update({function.__name__: function for function in shown})
    named = {
        "report_words": actions.CATEGORIES,
        "short_words": actions.SHORT,
        "check_title": check_title,
        "quick": QUICK,
    }
    app.jinja_env.globals.update(named, softened=softened)
    app.add_url_rule("/moderation", "desk", desk)
    app.add_url_rule("/moderation/<queue>", "queue", queue)
    app.add_url_rule("/moderation/<queue>/changes", "queue_changes", queue_changes)
    app.add_url_rule("/moderation/soften", "soften", soften, methods=["POST"])


def desk() -> ResponseReturnValue:
    """Lead to the first queue in which something waits."""
    actor = viewer()
    waiting = (slug for slug, found in queries.standing(actor).items() if found.count)
    return redirect(f"/moderation/{next(waiting, 'held')}", 303)


def queue(queue: str) -> ResponseReturnValue:
    """One queue."""
    actor = viewer()
    if queue not in QUEUES:
        raise NotFound
    after = cursors.read_number_cursor(queue, request.args.get("after"))
    filters = asked_filters()
    frame = {
        "queue": QUEUES[queue],
        "filters": filters,
        "filtered": filters != Filters(),
        "categories": actions.CATEGORIES,
        "standing": queries.standing(actor),
        "elsewhere": queries.urgent_elsewhere(actor),
        "acts": ACTS,
        "haste": haste,
    }
    if queue == "decided":
        taken = queries.decided(actor, filters, after)
        return render_template(
            "moderation/decided.html", decisions=taken, more=_more(taken[-1].id if len(taken) == 50 else None), **frame
        )
    if queue == "appeals":
        return render_template("moderation/appeals.html", appeals=queries.open_appeals(actor, filters), **frame)
    page = queries.queue_page(actor, queue, filters, after)
    about = {card.author.id for card in page.cards}
    frame |= {
        "more": _more(page.next_key),
        "facts": queries.facts_of(about, mailboxes()),
        "notes": queries.notes_about(actor, about),
        "earlier": queries.earlier_about(actor, about),
        "pace": queries.own_stretch(actor).said(queue),
        "address": request.full_path.rstrip("?"),
    }
    return render_sparing(
        page.cards,
        lambda card: card.comment.id,
        lambda shown, left_out: render_template(
            "moderation/queue.html", page=replace(page, cards=shown), left_out=left_out, **frame
        ),
    )


def asked_filters() -> Filters:
    """Return the filters that the address asks for. Raises :class:`BadRequest` for a value that there is not."""
    given = {name: request.args.get(name, "").strip()[:100] for name in FILTERS}
    given["author"] = given["author"].removeprefix("@")
    given["story"] = given["story"].rstrip("/").rpartition("/")[2]  # a whole address may be pasted
    hidden = () if allows(viewer(), Permission.URGENT_HANDLE) else URGENT
    choices = {"category": actions.CATEGORIES.keys() - set(hidden), "subscribers": {"yes", "no"}}
    if any(given[name] and given[name] not in known for name, known in choices.items()):
        raise BadRequest(NO_FILTER)
    return Filters(**given, older_than=_asked_number("older_than", 9999), rule=_asked_number("rule", max(NUMBERS)))


def _asked_number(name: str, most: int) -> int:
    number = row_number(request.args.get(name) or "0")
    if number is None or number > most:
        raise BadRequest(NO_FILTER)
    return number


def _more(last: int | None) -> str:
    """Return the query of the next page's address, with all that this page was asked for, or nothing."""
    if not last:
        return ""
    asked = {name: value for name, value in request.args.items() if value and name != "after"}
    return urlencode(asked | {"after": cursors.write_cursor(str((request.view_args or {})["queue"]), last)})


def queue_changes(queue: str) -> ResponseReturnValue:
    """Say in a few bytes how much waits in each queue, for the line that says what is new."""
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
