"""Reporting a comment: a form that needs no account."""

from flask import Flask, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from discuss.comments import queries
from discuss.comments.models import Comment
from discuss.errors import Invalid
from discuss.moderation import actions
from discuss.moderation.forms import ReportForm
from discuss.policy import Permission, require
from discuss.web import limits
from discuss.web.viewer import viewer


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/comments/<int:comment_id>/report", "report_form", report_form)
    app.add_url_rule("/comments/<int:comment_id>/reports", "report", report, methods=["POST"])


def report_form(comment_id: int) -> ResponseReturnValue:
    """The form, with the comment it is about."""
    comment = queries.get_comment(viewer(), comment_id)
    require(viewer(), Permission.COMMENT_REPORT, comment)
    return _page(comment, ReportForm(), {})


def report(comment_id: int) -> ResponseReturnValue:
    """File the report."""
    actor = viewer()
    comment = queries.get_comment(actor, comment_id)
    if actor.signed_in:
        limits.spend("report-account", str(actor.id))
    else:
        limits.spend("report-network", limits.network())
    form = ReportForm()
    try:
        actions.report(actor, comment, form.complaint())
    except Invalid as error:
        return _page(comment, form, error.fields), 422
    flash("Thank you, we will look at it. The author is not told who reported.", "done")
    return redirect(f"/stories/{queries.story_of(comment).slug}/comments/{comment_id}", 303)


def _page(comment: Comment, form: ReportForm, errors: dict[str, list[str]]) -> str:
    return render_template(
        "moderation/report.html",
        comment=comment,
        author=queries.author_of(comment),
        story=queries.story_of(comment),
        form=form,
        errors=errors,
        categories=actions.CATEGORIES,
    )
