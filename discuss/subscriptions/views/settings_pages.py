"""For owners: granting plans, prices, and where paid plans are sold."""

from datetime import date

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.accounts import queries as accounts
from discuss.accounts.plans import PLANS
from discuss.accounts.views import kept_forms, people
from discuss.errors import Invalid
from discuss.subscriptions import actions, queries
from discuss.web.viewer import viewer


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/settings/people/<handle>/plan", "grant_plan", grant_plan, methods=["POST"])
    app.add_url_rule("/settings/offers", "offers_form", offers_form)
    app.add_url_rule("/settings/offers", "offers", offers, methods=["POST"])


def grant_plan(handle: str) -> ResponseReturnValue:
    """Give somebody a plan until a day."""
    person = accounts.get_person(handle)
    try:
        until = date.fromisoformat(request.form.get("until", ""))
        actions.grant(viewer(), person, request.form.get("plan", ""), until)
    except ValueError:
        return people.found_people(handle, "Enter the last day as year-month-day."), Invalid.status
    except Invalid as error:
        return people.found_people(handle, str(error)), error.status
    flash(f"{handle} has the plan {request.form['plan']} until {until}.", "done")
    return redirect(f"/settings/people?q={handle}", 303)


def _page(values: dict[str, str], errors: dict[str, list[str]]) -> str:
    plans = [plan for plan in PLANS.values() if not plan.takeable]
    return render_template(
        "subscriptions/offers.html", plans=plans, offers=queries.offers(), values=values, errors=errors
    )


def offers_form() -> ResponseReturnValue:
    """Prices and addresses in forms."""
    return _page(dict(kept_forms.kept_fields("/settings/offers").items()), {})


def offers() -> ResponseReturnValue:
    """Store price and address of one plan."""
    values = {name: request.form.get(name, "") for name in ("plan", "price", "sold_at")}
    try:
        actions.present_offer(viewer(), values["plan"], values["price"], values["sold_at"])
    except Invalid as error:
        return _page(values, error.fields), 422
    flash("The offer is saved.", "done")
    return redirect("/settings/offers", 303)
