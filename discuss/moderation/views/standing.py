"""Each person's own page of decisions, appeals, warnings and reports."""

from flask import Flask, render_template
from flask.typing import ResponseReturnValue

from discuss.accounts import hooks
from discuss.decisions import ACTS
from discuss.moderation import actions, queries, standing_queries
from discuss.web.viewer import viewer


def register(app: Flask) -> None:
    """Add the page to the application."""
    app.add_url_rule("/account/decisions", "own_decisions", own_decisions)
    hooks.on_export("decisions", queries.exported_decisions)
    hooks.on_export("reports", queries.exported_reports)
    hooks.on_export("notices", queries.exported_notices)


def own_decisions() -> ResponseReturnValue:
    """Every decision about one's own comments and account, and how one's own reports fared."""
    return render_template(
        "moderation/own_decisions.html",
        standing=standing_queries.standing(viewer()),
        acts=ACTS,
        categories=actions.CATEGORIES,
        section="decisions",
    )
