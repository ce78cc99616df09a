"""A decision in full with its appeal, to the person it is about and to moderators; and reading a warning."""

from flask import Flask, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.comments import queries as comments
from discuss.comments.models import Comment
from discuss.config import Settings
from discuss.decisions import Decision
from discuss.decisions.standing import taken_back
from discuss.decisions.statements import statement_of
from discuss.errors import Conflict, Gone, Invalid, NotFound
from discuss.moderation import actions, appeal_queries, queries
from discuss.policy import Permission, allows
from discuss.web import limits
from discuss.web.viewer import viewer


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/decisions/<int:decision_id>", "decision", decision)
    app.add_url_rule("/decisions/<int:decision_id>/appeals", "file_appeal", file_appeal, methods=["POST"])
    app.add_url_rule("/decisions/<int:decision_id>/acknowledge", "acknowledge", acknowledge, methods=["POST"])


def decision(decision_id: int) -> ResponseReturnValue:
    """The statement of reasons, with the form for an appeal."""
    return _page(queries.get_decision(viewer(), decision_id), "", {})


def file_appeal(decision_id: int) -> ResponseReturnValue:
    """File an appeal."""
    found = queries.get_decision(viewer(), decision_id)
    limits.spend("appeal-account", str(viewer().id))
    words = request.form.get("explanation", "")
    try:
        filed = actions.appeal(viewer(), found, words)
    except (Invalid, Conflict) as error:
        return _page(found, words, getattr(error, "fields", {"": [str(error)]})), error.status
    flash("Your appeal is filed. Somebody who did not decide reads it, and you are told the answer by mail.", "done")
    return redirect(f"/appeals/{filed.id}", 303)


def acknowledge(decision_id: int) -> ResponseReturnValue:
    """Note that a warning was read."""
    found = queries.get_decision(viewer(), decision_id)
    try:
        actions.acknowledge(viewer(), found)
    except Conflict as error:
        return _page(found, "", {"": [str(error)]}), error.status
    flash("Thank you. You can write again.", "done")
    return redirect("/account/decisions", 303)


def _page(found: Decision, words: str, errors: dict[str, list[str]]) -> str:
    settings: Settings = current_app.extensions["discuss.settings"]
    comment = _visible_comment(found)
    appeal, answers = appeal_queries.appeal_against(found), appeal_queries.appeal_answered_by(found)
    back = taken_back(found.id)
    return render_template(
        "moderation/statement.html",
        decision=found,
        statement=statement_of(found),
        own=found.person_id == viewer().id,
        comment=comment,
        severe=found.person_id != viewer().id and found.comment_id in queries.severe_among([found.comment_id or 0]),
        story=comments.story_of(comment) if comment else None,
        appeal=appeal,
        answers=answers,
        taken_back=back,
        unread=not back and appeal_queries.waits_to_be_read(viewer(), found),
        may_appeal=appeal is None and not back and allows(viewer(), Permission.APPEAL_FILE, found),
        redress=settings.redress,
        longest=actions.LONGEST_APPEAL,
        words=words,
        errors=errors,
    )


def _visible_comment(found: Decision) -> Comment | None:
    if found.comment_id is None:
        return None
    try:
        return comments.get_comment(viewer(), found.comment_id)
    except (NotFound, Gone):
        return None
