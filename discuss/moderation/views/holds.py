"""What is kept for the law: which comments, and one of them for whoever says why they read it."""

import json

from flask import Flask, make_response, render_template, request
from flask.typing import ResponseReturnValue

from discuss.accounts import hooks
from discuss.accounts.views import kept_forms
from discuss.errors import Invalid
from discuss.moderation import actions, hold_queries, preserving
from discuss.web import cursors
from discuss.web.viewer import viewer


def register(app: Flask) -> None:
    """Add the pages to the application, and take part in erasures of accounts."""
    hooks.on_erase(actions.forget_with_account)
    hooks.on_erase(preserving.before_erasure)  # the later of the two runs first: it copies what the other blanks
    app.add_url_rule("/moderation/legal-holds", "holds", holds)
    app.add_url_rule("/moderation/legal-holds/<int:hold_id>", "hold", hold)
    app.add_url_rule("/moderation/legal-holds/<int:hold_id>", "read_hold", read_hold, methods=["POST"])


def holds() -> ResponseReturnValue:
    """Which comments are kept, since when and until when."""
    before = cursors.read_number_cursor("holds", request.args.get("after"))
    found = hold_queries.holds(viewer(), before)
    more = cursors.write_cursor("holds", found[-1].id) if len(found) == hold_queries.PAGE else ""
    return render_template(
        "moderation/holds.html", holds=found, more=more, case_files=hold_queries.case_files(viewer())
    )


def hold(hold_id: int) -> ResponseReturnValue:
    """One of them without its content, and the question why it is to be read."""
    again = kept_forms.kept_fields(request.path)
    return _page(hold_id, again.get("why", ""), {}, None)


def read_hold(hold_id: int) -> ResponseReturnValue:
    """Show the content, or hand it out as a file."""
    why = request.form.get("why", "")
    try:
        content = actions.read_hold(viewer(), hold_id, why)
    except Invalid as error:
        return _page(hold_id, why, error.fields, None), 422
    text = json.dumps(content, indent=2, ensure_ascii=False)
    if request.form.get("as") != "file":
        return _page(hold_id, why, {}, text)
    response = make_response(text)
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="legal-hold-{hold_id}.json"'
    return response


def _page(hold_id: int, why: str, errors: dict[str, list[str]], content: str | None) -> str:
    number, comment_id, held_at, until = hold_queries.get_hold(viewer(), hold_id)
    return render_template(
        "moderation/hold.html",
        number=number,
        comment_id=comment_id,
        held_at=held_at,
        until=until,
        why=why,
        errors=errors,
        content=content,
    )
