"""For owners: finding people and giving them roles."""

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.accounts import actions, queries
from discuss.accounts.views import kept_forms, login
from discuss.errors import Conflict, Invalid
from discuss.web.viewer import viewer


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/settings/people", "settings_people", settings_people)
    app.add_url_rule("/settings/people/<handle>/role", "change_role", change_role, methods=["POST"])
    app.add_url_rule("/settings/people/<handle>/urgent", "change_urgent", change_urgent, methods=["POST"])
    app.add_url_rule("/settings/people/<handle>/factors", "forget_factors", forget_factors, methods=["POST"])


def settings_people() -> ResponseReturnValue:
    """Find people by handle, name or address."""
    again = next(iter(kept_forms.kept_forms()), "").split("/")  # /settings/people/<handle>/role or plan
    return found_people(request.args.get("q", "").strip()[:100] or (again[3] if len(again) == 5 else ""))


def found_people(text: str, refused: str = "") -> str:
    """Render the people whose handle, name or address begins with ``text``; ``refused`` says why nothing was done."""
    found = queries.search(text) if text else []
    errors = {"": [refused]} if refused else {}
    return render_template(
        "accounts/people.html",
        text=text,
        people=found,
        roles=actions.ROLES,
        kept=kept_forms.kept_forms(),
        errors=errors,
    )


def change_role(handle: str) -> ResponseReturnValue:
    """Give somebody a role."""
    person = queries.get_person(handle)
    try:
        actions.grant_role(viewer(), person, request.form.get("role", ""))
    except (Invalid, Conflict) as error:
        return found_people(handle, str(error)), error.status
    flash(f"{handle} is {request.form['role']} now; their sessions are signed out.", "done")
    return redirect(f"/settings/people?q={handle}", 303)


def change_urgent(handle: str) -> ResponseReturnValue:
    """Let a moderator open urgent matters, or no more."""
    person = queries.get_person(handle)
    wanted = request.form.get("urgent", "")
    try:
        if wanted not in {"1", "0"}:
            raise Invalid({"urgent": ["Choose whether they open urgent matters."]})
        actions.grant_urgent(viewer(), person, allowed=wanted == "1")
    except Invalid as error:
        return found_people(handle, str(error)), error.status
    done = "opens urgent reports and legal notices now" if wanted == "1" else "opens them no more"
    flash(f"{handle} {done}.", "done")
    return redirect(f"/settings/people?q={handle}", 303)


def forget_factors(handle: str) -> ResponseReturnValue:
    """Take all second factors from somebody who has lost them."""
    person = queries.get_person(handle)
    try:
        actions.forget_factors(viewer(), person, login.letters())
    except Conflict as error:
        return found_people(handle, str(error)), error.status
    flash(f"{handle} signs in with the password alone now, is signed out everywhere, and is told by mail.", "done")
    return redirect(f"/settings/people?q={handle}", 303)
