"""A case file for the police about one comment, when somebody's life or safety is in danger."""

import json

from flask import Flask, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.accounts import hooks
from discuss.accounts.views import kept_forms
from discuss.comments import queries as comments
from discuss.comments.models import Comment
from discuss.errors import Invalid
from discuss.moderation import actions, hold_queries, queries
from discuss.policy import Permission, require
from discuss.web.viewer import viewer

WHY = "It threatens life or safety."  # what one press says


def register(app: Flask) -> None:
    """Add the pages to the application, and what people may know to their own data."""
    hooks.on_export("case_files", hold_queries.exported_case_files)
    app.jinja_env.globals["case_file_why"] = WHY
    app.add_url_rule("/moderation/comments/<int:comment_id>/case-file", "case_file", case_file)
    app.add_url_rule("/moderation/comments/<int:comment_id>/case-file", "make_case_file", make, methods=["POST"])
    cleared = "/moderation/comments/<int:comment_id>/case-file/cleared"
    app.add_url_rule(cleared, "clear_case_files", clear, methods=["POST"])


def case_file(comment_id: int) -> ResponseReturnValue:
    """Why it is made, in one's own words."""
    comment = _comment(comment_id)
    require(viewer(), Permission.CASE_FILE_MAKE, comment)
    return _page(comment, kept_forms.kept_fields(request.path).get("why", WHY), {})


def make(comment_id: int) -> ResponseReturnValue:
    """Hand the file out."""
    comment, why = _comment(comment_id), request.form.get("why", "")
    try:
        content = actions.make_case_file(viewer(), comment, why)
    except Invalid as error:
        return _page(comment, why, error.fields), 422
    response = make_response(json.dumps(content, indent=2, ensure_ascii=False))
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="case-file-{comment_id}.json"'
    return response


def clear(comment_id: int) -> ResponseReturnValue:
    """From now on its author may know."""
    actions.clear_case_files(viewer(), _comment(comment_id))
    flash("The author finds the case file in their own data from now on.", "done")
    return redirect("/moderation/legal-holds", 303)


def _comment(comment_id: int) -> Comment:
    queries.check_told(viewer(), comment_id)
    return comments.get_comment(viewer(), comment_id)


def _page(comment: Comment, why: str, errors: dict[str, list[str]]) -> str:
    return render_template("moderation/case_file.html", comment=comment, why=why, errors=errors)
