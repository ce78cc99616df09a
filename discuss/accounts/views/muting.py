"""Muting people, and the list of whom one has muted."""

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.accounts import actions, queries
from discuss.errors import Invalid
from discuss.web.next_path import safe_next
from discuss.web.viewer import viewer


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/account/muted", "muted", muted)
    app.add_url_rule("/people/<handle>/mute", "mute", mute, methods=["POST"])


def muted() -> ResponseReturnValue:
    """Whom the viewer has muted, with a button that undoes it."""
    return render_template("accounts/muted.html", people=queries.muted_people(viewer()), section="muted")


def mute(handle: str) -> ResponseReturnValue:
    """Mute somebody, or no more."""
    person = queries.get_person(handle)
    wanted = request.form.get("on", "")
    if wanted not in {"1", "0"}:
        raise Invalid({"on": ["Choose whether to mute this person."]})
    actions.mute(viewer(), person, muted=wanted == "1")
    done = "is muted. You find everybody you have muted in your account." if wanted == "1" else "is no longer muted."
    flash(f"{person.name} {done}", "done")
    return redirect(safe_next(request.form.get("next"), f"/people/{handle}"), 303)
