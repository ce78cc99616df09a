"""What everybody may read of moderation: the rules, the log, and each person their own decisions."""

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue

from discuss.accounts import hooks
from discuss.comments import queries as comments
from discuss.decisions.rules import house_rules
from discuss.errors import NotFound
from discuss.moderation import queries
from discuss.policy import Permission, require
from discuss.web import cursors
from discuss.web.viewer import viewer


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/rules", "rules", rules)
    app.add_url_rule("/moderation-log", "moderation_log", moderation_log)
    app.add_url_rule("/decisions/<int:decision_id>", "decision", decision)
    app.add_url_rule("/account/decisions", "own_decisions", own_decisions)
    hooks.on_export("decisions", queries.exported_decisions)
    hooks.on_export("reports", queries.exported_reports)
    app.jinja_env.globals["latest_decision"] = queries.latest_about


def rules() -> ResponseReturnValue:
    """The eight rules with an example each."""
    return render_template("moderation/rules.html", rules=house_rules())


def moderation_log() -> ResponseReturnValue:
    """What was decided, by which rule and why: never the words, never the names."""
    before = cursors.read_number_cursor("log", request.args.get("after"))
    found = queries.log(before)
    more = cursors.write_cursor("log", found[-1].id) if len(found) == 50 else ""
    return render_template("moderation/log.html", decisions=found, more=more)


def decision(decision_id: int) -> ResponseReturnValue:
    """A decision with its reason, to the person it is about."""
    found = queries.get_decision(viewer(), decision_id)
    comment = story = None
    if found.comment_id is not None:
        try:
            comment = comments.get_comment(viewer(), found.comment_id)
            story = comments.story_of(comment)
        except NotFound:
            comment = None
    return render_template("moderation/statement.html", decision=found, comment=comment, story=story)


def own_decisions() -> ResponseReturnValue:
    """Every decision about one's own comments and account, with its reason."""
    require(viewer(), Permission.ACCOUNT_MANAGE)
    found = queries.own_decisions(viewer())
    return render_template("moderation/own_decisions.html", decisions=found, section="decisions")
