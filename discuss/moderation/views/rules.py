"""The house rules: all of them, each with its history and how it fares, and the owner's form to reword one."""

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.accounts.views import kept_forms
from discuss.decisions.rules import DEFAULTS, NUMBERS, house_rules, wordings
from discuss.errors import Conflict, Invalid, NotFound
from discuss.moderation import actions, rule_queries
from discuss.moderation.actions import Wording
from discuss.web.numbers import row_number
from discuss.web.viewer import viewer

FIELDS = ("title", "example", "tombstone", "message", "reason")


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/rules", "rules", rules)
    app.add_url_rule("/rules/<int:number>", "rule", rule)
    app.add_url_rule("/settings/rules/<int:number>", "rule_form", rule_form)
    app.add_url_rule("/settings/rules/<int:number>", "reword_rule", reword_rule, methods=["POST"])


def rules() -> ResponseReturnValue:
    """The eight rules with an example each."""
    return render_template("moderation/rules.html", rules=house_rules())


def rule(number: int) -> ResponseReturnValue:
    """One rule: what it asks, what it was, how often it was the ground of a decision and how often wrongly."""
    _known(number)
    fared = rule_queries.fared(number)
    return render_template(
        "moderation/rule.html",
        rule=house_rules()[number],
        first=DEFAULTS[number],
        wordings=wordings(number),
        fared=fared,
        together=rule_queries.together(fared),
        most=rule_queries.MOST,
    )


def rule_form(number: int) -> ResponseReturnValue:
    """The wording in a form."""
    _known(number)
    present = house_rules()[number]
    again = kept_forms.kept_fields(f"/settings/rules/{number}")
    values = {name: again.get(name, getattr(present, name, "")) for name in FIELDS}
    return _page(number, values | {"version": again.get("version", "")}, {})


def reword_rule(number: int) -> ResponseReturnValue:
    """Store the wording as a new version."""
    _known(number)
    values = {name: request.form.get(name, "") for name in FIELDS}
    based_on = request.form.get("version", "")
    try:
        made = actions.reword_rule(viewer(), number, Wording(**values), based_on=row_number(based_on))
    except Invalid as error:
        return _page(number, values | {"version": based_on}, error.fields), error.status
    except Conflict as error:
        return _page(number, values, {"": [str(error)]}), error.status
    flash(f"Rule {number} is reworded: version {made.version}. Decisions from before keep the wording of then.", "done")
    return redirect(f"/rules/{number}", 303)


def _known(number: int) -> None:
    if number not in NUMBERS:
        raise NotFound


def _page(number: int, values: dict[str, str], errors: dict[str, list[str]]) -> str:
    """Render the form; without ``version`` in the values they are taken to be based on the present wording."""
    return render_template(
        "moderation/rule_form.html", rule=house_rules()[number], values=values, errors=errors, section="rules"
    )
