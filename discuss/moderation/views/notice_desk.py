"""Notices of illegal content on the desk, for moderators with the right to open urgent matters."""

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.decisions import ACTS
from discuss.errors import Conflict, Invalid
from discuss.moderation import actions, notice_queries, queries
from discuss.moderation.models import Notice
from discuss.moderation.showing import age
from discuss.web import cursors
from discuss.web.viewer import viewer


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/moderation/notices", "desk_notices", desk_notices)
    app.add_url_rule("/moderation/notices/<int:notice_id>", "desk_notice", desk_notice)
    app.add_url_rule("/moderation/notices/<int:notice_id>", "decide_notice", decide_notice, methods=["POST"])


def desk_notices() -> ResponseReturnValue:
    """What waits, dangers first; below it what is closed."""
    before = cursors.read_number_cursor("notices", request.args.get("after"))
    open_ones = notice_queries.waiting(viewer()) if before is None else []
    closed = notice_queries.closed(viewer(), before)
    more = cursors.write_cursor("notices", closed[-1].id) if len(closed) == notice_queries.PAGE else ""
    return render_template(
        "moderation/notices.html",
        waiting=open_ones,
        closed=closed,
        more=more,
        first_page=before is None,
        categories=actions.NOTICE_CATEGORIES,
        outcomes=actions.NOTICE_OUTCOMES,
        age=age,
        queue=None,
        standing=queries.standing(viewer()),
    )


def desk_notice(notice_id: int) -> ResponseReturnValue:
    """One notice with what it is about, and the form to close it."""
    return _page(notice_queries.get_notice(viewer(), notice_id), {}, {})


def decide_notice(notice_id: int) -> ResponseReturnValue:
    """Close it."""
    found = notice_queries.get_notice(viewer(), notice_id)
    values = {name: request.form.get(name, "") for name in ("outcome", "statement")}
    try:
        actions.decide_notice(viewer(), found, values["outcome"], values["statement"])
    except (Invalid, Conflict) as error:
        found = notice_queries.get_notice(viewer(), notice_id)
        return _page(found, values, getattr(error, "fields", {"": [str(error)]})), error.status
    told = "Whoever filed it is told by mail." if found.email else "Whoever filed it finds the answer on its page."
    flash(f"Notice {found.reference} is closed. {told}", "done")
    return redirect("/moderation/notices", 303)


def _page(notice: Notice, values: dict[str, str], errors: dict[str, list[str]]) -> str:
    comment, story, decision = notice_queries.about(viewer(), notice)
    return render_template(
        "moderation/notice_desk.html",
        notice=notice,
        comment=comment,
        story=story,
        person=notice_queries.person_about(viewer(), notice),
        decision=decision,
        values=values,
        errors=errors,
        acts=ACTS,
        categories=actions.NOTICE_CATEGORIES,
        outcomes=actions.NOTICE_OUTCOMES,
    )
