"""A person's page: who they are here, and their comments."""

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue

from discuss.accounts import queries as accounts
from discuss.comments import queries
from discuss.web import cursors
from discuss.web.sparing import render_sparing
from discuss.web.viewer import viewer

PAGE = 20


def register(app: Flask) -> None:
    """Add the page to the application."""
    app.add_url_rule("/people/<handle>", "person", person)


def person(handle: str) -> ResponseReturnValue:
    """Show a person with the comments that the viewer may see."""
    actor = viewer()
    found = accounts.get_person(handle)
    before = cursors.read_number_cursor("person", request.args.get("after"))
    comments = queries.profile_comments(actor, found.id, before, PAGE)
    more = cursors.write_cursor("person", comments[-1][0].id) if len(comments) == PAGE else ""
    about = {"person": found, "more": more, "own": actor.id == found.id, "muted": accounts.is_muted(actor, found.id)}
    return render_sparing(
        comments,
        lambda written: written[0].id,
        lambda shown, left_out: render_template("comments/person.html", comments=shown, left_out=left_out, **about),
    )
