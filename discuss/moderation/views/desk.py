"""The desk: queues, one thread, one person, and what moderators do there."""

from datetime import UTC, datetime, time, timedelta

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.accounts.models import Person
from discuss.comments import queries as comments
from discuss.comments.models import Comment
from discuss.decisions.rules import house_rules
from discuss.errors import Conflict, Invalid, NotFound
from discuss.moderation import actions, queries
from discuss.moderation.forms import DecisionForm, LockForm, SuspendForm, rule_choices
from discuss.policy import Permission, require
from discuss.stories import queries as stories
from discuss.stories.models import Story
from discuss.web import cursors
from discuss.web.next_path import safe_next
from discuss.web.viewer import viewer

QUEUES = {"held": "Held", "reported": "Reported", "decided": "Decided"}
DONE = {
    "approve": "Approved.",
    "remove": "Removed; the author is told why.",
    "restore": "Restored; the author is told.",
    "keep": "Kept; the reports are closed.",
    "accept-edit": "The change is published.",
    "refuse-edit": "The change is refused; the author is told why.",
}


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/moderation", "desk", desk)
    app.add_url_rule("/moderation/<queue>", "queue", desk)
    app.add_url_rule("/moderation/comments/<int:comment_id>/decision", "decision_form", decision_form)
    app.add_url_rule("/moderation/comments/<int:comment_id>/decision", "decide", decide, methods=["POST"])
    app.add_url_rule("/moderation/stories/<slug>", "desk_thread", desk_thread)
    app.add_url_rule("/moderation/stories/<slug>/lock", "lock", lock, methods=["POST"])
    app.add_url_rule("/moderation/people/<handle>", "desk_person", desk_person)
    app.add_url_rule("/moderation/people/<handle>/suspend", "suspend", suspend, methods=["POST"])


def desk(queue: str = "held") -> ResponseReturnValue:
    """One queue."""
    actor = viewer()
    require(actor, Permission.DESK_ENTER)
    if queue not in QUEUES:
        raise NotFound
    after = cursors.read_number_cursor(queue, request.args.get("after"))
    found = {"queue": queue, "queues": QUEUES, "counts": queries.counts(actor), "rules": house_rules()}
    if queue == "decided":
        taken = queries.decided(actor, after)
        more = cursors.write_cursor(queue, taken[-1].id) if len(taken) == 50 else ""
        return render_template("moderation/decided.html", decisions=taken, more=more, **found)
    cards = queries.held(actor, after) if queue == "held" else queries.reported(actor, after)
    more = ""
    if len(cards) == queries.PAGE:
        last = cards[-1].comment.id if queue == "held" else (after or 0) + queries.PAGE
        more = cursors.write_cursor(queue, last)
    return render_template("moderation/queue.html", cards=cards, more=more, **found)


def decision_form(comment_id: int) -> ResponseReturnValue:
    """One comment with everything a decision needs, and the forms to take it: the way without script."""
    require(viewer(), Permission.DESK_ENTER)
    comment = comments.get_comment(viewer(), comment_id)
    return _decision_page(comment, DecisionForm(request.args), {})


def decide(comment_id: int) -> ResponseReturnValue:
    """Take a decision."""
    actor = viewer()
    require(actor, Permission.DESK_ENTER)
    comment = comments.get_comment(actor, comment_id)
    form = DecisionForm()
    try:
        decision = actions.decide(actor, comment, form.ruling())
    except Invalid as error:
        return _decision_page(comments.get_comment(actor, comment_id), form, error.fields), 422
    except Conflict as error:
        return _decision_page(comments.get_comment(actor, comment_id), form, {"": [str(error)]}), 409
    flash(f"{DONE[decision.action]} Decision {decision.id}.", "done")
    return redirect(safe_next(request.form.get("next"), "/moderation"), 303)


def _decision_page(comment: Comment, form: DecisionForm, errors: dict[str, list[str]]) -> str:
    cards = queries.cards(viewer(), [comment.id])
    return render_template(
        "moderation/decision.html",
        card=cards[0],
        form=form,
        errors=errors,
        rules=house_rules(),
        rule_choices=rule_choices,
        next_path=safe_next(request.values.get("next"), "/moderation"),
    )


def desk_thread(slug: str) -> ResponseReturnValue:
    """A whole discussion with held and removed comments in place."""
    return _thread_page(slug, LockForm(), {})


def _thread_page(slug: str, form: LockForm, errors: dict[str, list[str]]) -> str:
    actor = viewer()
    require(actor, Permission.DESK_ENTER)
    story = _story(slug)
    after = cursors.read_number_cursor("thread", request.args.get("after"))
    cards = queries.thread(actor, story, after)
    more = cursors.write_cursor("thread", cards[-1].comment.id) if len(cards) == 2 * queries.PAGE else ""
    return render_template(
        "moderation/thread.html", story=story, cards=cards, more=more, form=form, errors=errors, rules=house_rules()
    )


def lock(slug: str) -> ResponseReturnValue:
    """Close or open a discussion."""
    actor = viewer()
    require(actor, Permission.DESK_ENTER)
    form = LockForm()
    closed = form.action.data == "lock"
    try:
        _one_of(form.action.data, "lock", "unlock")
        actions.lock(actor, _story(slug), form.reason.data or "", closed=closed)
    except Invalid as error:
        return _thread_page(slug, form, error.fields), 422
    except Conflict as error:
        return _thread_page(slug, form, {"": [str(error)]}), 409
    flash("The discussion is closed." if closed else "The discussion is open again.", "done")
    return redirect(f"/moderation/stories/{slug}", 303)


def desk_person(handle: str) -> ResponseReturnValue:
    """One person: account state, decisions, comments."""
    return _person_page(queries.get_person(viewer(), handle), SuspendForm(), {})


def suspend(handle: str) -> ResponseReturnValue:
    """Pause an account until a day, or end the pause."""
    actor = viewer()
    person = queries.get_person(actor, handle)
    form = SuspendForm()
    try:
        _one_of(form.action.data, "suspend", "unsuspend")
        actions.suspend(actor, person, until=_end(form), rule=form.rule_number, reason=form.reason.data or "")
    except Invalid as error:
        return _person_page(queries.get_person(actor, handle), form, error.fields), 422
    except Conflict as error:
        return _person_page(queries.get_person(actor, handle), form, {"": [str(error)]}), 409
    flash("The pause is recorded; the person is told why and until when.", "done")
    return redirect(f"/moderation/people/{handle}", 303)


def _one_of(given: str | None, *known: str) -> None:
    """Refuse a form whose button is missing or unknown: nothing is done to anybody by default."""
    if given not in known:
        raise Invalid({"": ["Choose what is to be done."]})


def _end(form: SuspendForm) -> datetime | None:
    """The first moment after the last day, UTC; a missing day is refused by the action as being in the past."""
    if form.action.data == "unsuspend":
        return None
    if form.until.data is None:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.combine(form.until.data, time(), UTC) + timedelta(days=1)


def _person_page(person: Person, form: SuspendForm, errors: dict[str, list[str]]) -> str:
    taken, cards = queries.about_person(viewer(), person)
    return render_template(
        "moderation/person.html",
        person=person,
        decisions=taken,
        cards=cards,
        form=form,
        errors=errors,
        rules=house_rules(),
        rule_choices=rule_choices,
    )


def _story(slug: str) -> Story:
    story = stories.find_story(slug)
    if story is None:
        raise NotFound
    return story
