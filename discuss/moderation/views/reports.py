"""Reporting a comment: a form that needs no account."""

from flask import Flask, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from discuss.comments import queries as comments
from discuss.comments.models import Comment
from discuss.decisions import Decision
from discuss.errors import Invalid, NotPermitted
from discuss.moderation import actions, queries
from discuss.moderation.forms import ReportForm
from discuss.policy import Permission, missing, require
from discuss.web import limits
from discuss.web.errors import wants_json
from discuss.web.viewer import viewer

PAUSED = "reports-paused"  # what is missing to somebody whose reports are paused


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/comments/<int:comment_id>/report", "report_form", report_form)
    app.add_url_rule("/comments/<int:comment_id>/reports", "report", report, methods=["POST"])


def report_form(comment_id: int) -> ResponseReturnValue:
    """The form, with the comment it is about."""
    comment = comments.get_comment(viewer(), comment_id)
    if missing(viewer(), Permission.COMMENT_REPORT, comment) == PAUSED:
        return _page(comment, ReportForm(), {}, paused=queries.pause_of_reports(viewer()))
    require(viewer(), Permission.COMMENT_REPORT, comment)
    return _page(comment, ReportForm(), {})


def report(comment_id: int) -> ResponseReturnValue:
    """File the report."""
    actor = viewer()
    comment = comments.get_comment(actor, comment_id)
    if actor.signed_in:
        limits.spend("report-account", str(actor.id))
    else:
        limits.spend("report-network", limits.network())
    form = ReportForm()
    try:
        actions.report(actor, comment, form.complaint())
    except Invalid as error:
        return _page(comment, form, error.fields), error.status
    except NotPermitted as refused:
        if refused.missing != PAUSED or wants_json():
            raise
        return _page(comment, form, {}, paused=queries.pause_of_reports(actor)), refused.status
    flash("Thank you, we will look at it. The author is not told who reported.", "done")
    return redirect(f"/stories/{comments.story_of(comment).slug}/comments/{comment_id}", 303)


def _page(comment: Comment, form: ReportForm, errors: dict[str, list[str]], *, paused: Decision | None = None) -> str:
    return render_template(
        "moderation/report.html",
        comment=comment,
        author=comments.author_of(comment),
        story=comments.story_of(comment),
        paused=paused,
        form=form,
        errors=errors,
        categories=actions.CATEGORIES,
    )
