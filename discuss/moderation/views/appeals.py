"""An appeal: what was said against a decision, and how it was answered; moderators answer it here."""

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.accounts import hooks
from discuss.comments import queries as comments
from discuss.comments.models import Comment
from discuss.decisions.statements import statement_of
from discuss.errors import Conflict, DiscussError, Invalid, NotFound
from discuss.moderation import actions, appeal_queries
from discuss.moderation.models import Appeal
from discuss.moderation.queries import severe_among
from discuss.policy import Permission, allows, require
from discuss.web.next_path import safe_next
from discuss.web.viewer import viewer


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/appeals/<int:appeal_id>", "appeal", appeal)
    app.add_url_rule("/appeals/<int:appeal_id>/answer", "answer_appeal", answer_appeal, methods=["POST"])
    hooks.on_export("appeals", appeal_queries.exported_appeals)


def appeal(appeal_id: int) -> ResponseReturnValue:
    """The appeal, to whoever filed it and to moderators."""
    return _page(appeal_queries.get_appeal(viewer(), appeal_id), "", {})


def answer_appeal(appeal_id: int) -> ResponseReturnValue:
    """Answer it."""
    found = appeal_queries.get_appeal(viewer(), appeal_id)
    reason = request.form.get("reason", "")
    try:
        actions.answer(viewer(), found, request.form.get("action", ""), reason)
    except (Invalid, Conflict) as error:
        found = appeal_queries.get_appeal(viewer(), appeal_id)
        return _page(found, reason, getattr(error, "fields", {"": [str(error)]})), error.status
    flash("The appeal is answered. Everybody who was told of the decision is told.", "done")
    return redirect(safe_next(request.form.get("next"), f"/appeals/{appeal_id}"), 303)


def _page(found: Appeal, reason: str, errors: dict[str, list[str]]) -> str:
    decision, answer = appeal_queries.decision_of(found), appeal_queries.answer_to(found)
    refusal = _why_not(found)
    return render_template(
        "moderation/appeal.html",
        appeal=found,
        own=found.person_id == viewer().id,
        decision=decision,
        statement=statement_of(decision),
        answer=answer,
        comment=_comment(decision.comment_id),
        severe=found.person_id != viewer().id and decision.comment_id in severe_among([decision.comment_id or 0]),
        refusal=refusal,
        may_answer=not refusal and found.state == "open",
        reason=reason,
        errors=errors,
        next_path=safe_next(request.values.get("next"), f"/appeals/{found.id}"),
    )


def _why_not(found: Appeal) -> str:
    """Return why the viewer, if a moderator, cannot answer; '' if they can."""
    try:
        require(viewer(), Permission.APPEAL_ANSWER, appeal_queries.appealed(found))
    except DiscussError as error:
        return str(error)
    return ""


def _comment(comment_id: int | None) -> Comment | None:
    if comment_id is None or not allows(viewer(), Permission.DESK_ENTER):
        return None
    try:
        return comments.get_comment(viewer(), comment_id)
    except NotFound:
        return None
