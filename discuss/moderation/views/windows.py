"""What one moderator has decided lately, for owners: to be looked at, and reversed in one step."""

from datetime import timedelta

from flask import Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from discuss import clock
from discuss.accounts.models import Person
from discuss.decisions import ACTS
from discuss.errors import Conflict, Invalid
from discuss.moderation import actions, queries
from discuss.moderation.forms import WindowForm
from discuss.web.viewer import viewer

SHOWN = 50  # decisions that the page names


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/moderation/people/<handle>/acts", "window", window)
    app.add_url_rule("/moderation/people/<handle>/acts", "reverse_window", reverse_window, methods=["POST"])


def window(handle: str) -> ResponseReturnValue:
    """What a moderator has decided from one moment to another; the last hour, if nothing else is asked for."""
    form = WindowForm(request.args)
    now = clock.now()
    form.since.data = form.since.data or f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}"
    form.until.data = form.until.data or f"{now + timedelta(minutes=1):%Y-%m-%dT%H:%M}"
    return _page(queries.get_person(viewer(), handle), form, {})


def reverse_window(handle: str) -> ResponseReturnValue:
    """Reverse all of it."""
    person = queries.get_person(viewer(), handle)
    form = WindowForm()
    try:
        done = actions.reverse_window(viewer(), person, form.begins(), form.ends(), form.reason.data or "")
    except (Invalid, Conflict) as error:
        fields = error.fields if isinstance(error, Invalid) else {"": [str(error)]}
        return _page(person, form, fields), error.status
    number, left = len(done.decisions), len(done.left)
    said = f"{number} decision{'' if number == 1 else 's'} reversed. Everybody who was told of one is told so."
    if left:
        said += f" {left} could not be, and {'stands' if left == 1 else 'stand'} below."
    flash(said, "done")
    return redirect(url_for("window", handle=handle, since=form.since.data, until=form.until.data), 303)


def _page(person: Person, form: WindowForm, errors: dict[str, list[str]]) -> str:
    since, until = form.begins(), form.ends()
    counts, decisions = {}, []
    if since is not None and until is not None:
        counts = queries.count_between(viewer(), person.id, since, until)
        decisions = queries.decided_between(viewer(), person.id, since, until, SHOWN)
    return render_template(
        "moderation/window.html",
        person=person,
        form=form,
        errors=errors,
        counts=counts,
        decisions=decisions,
        most=actions.MOST_REVERSED,
        acts=ACTS,
    )
