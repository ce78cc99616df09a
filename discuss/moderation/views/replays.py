"""Changes of checks that are tried on old comments: asking, watching, and switching on. For owners."""

from typing import Any

from flask import Flask, flash, jsonify, redirect, render_template
from flask import request as asked
from flask.typing import ResponseReturnValue

from discuss.checks import queries as checks
from discuss.checks.actions import Wanted
from discuss.checks.views import pages
from discuss.errors import Conflict, Invalid, NotFound
from discuss.moderation import actions
from discuss.moderation.models import Replay
from discuss.moderation.queries import replays
from discuss.moderation.replaying import Result
from discuss.screening import CATALOGUE
from discuss.web.viewer import viewer

STATES = {"waiting": "Waiting to begin", "running": "Under way", "done": "Done", "failed": "Broken off"}


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/settings/checks/<check>/replays", "replays", all_replays)
    app.add_url_rule("/settings/checks/<check>/replays", "ask_replay", ask_replay, methods=["POST"])
    app.add_url_rule("/settings/checks/<check>/replays/<int:replay_id>", "replay", replay)
    app.add_url_rule("/settings/checks/<check>/replays/<int:replay_id>/progress", "replay_progress", progress)
    app.add_url_rule(
        "/settings/checks/<check>/replays/<int:replay_id>/switch-on", "switch_on", switch_on, methods=["POST"]
    )


def ask_replay(check: str) -> ResponseReturnValue:
    """Try a change on the comments of the last 30 days."""
    try:
        wanted = Wanted.read(check, asked.form)
        made = actions.ask_replay(viewer(), check, wanted, pages.values_now(check))
    except Invalid as error:
        return pages.check_page(check, asked.form, error.fields), 422
    except Conflict as error:
        return pages.check_page(check, asked.form, {"": [str(error)]}), 409
    return redirect(f"/settings/checks/{check}/replays/{made.id}", 303)


def all_replays(check: str) -> ResponseReturnValue:
    """The changes of one check that were tried so far."""
    if check not in CATALOGUE:
        raise NotFound
    tried = [(row, person, _differences(row)) for row, person in replays.replays_of(viewer(), check)]
    return render_template("moderation/replays.html", described=CATALOGUE[check], tried=tried, states=STATES)


def replay(check: str, replay_id: int) -> ResponseReturnValue:
    """One trial: how far it is, and what it has found."""
    return _page(replays.get_replay(viewer(), check, replay_id))


def progress(check: str, replay_id: int) -> ResponseReturnValue:
    """How far a trial is, for the script of its page."""
    row = replays.get_replay(viewer(), check, replay_id)
    return jsonify({"state": row.state, "looked_at": row.looked_at, "total": row.total})


def switch_on(check: str, replay_id: int) -> ResponseReturnValue:
    """Put what was tried into force."""
    row = replays.get_replay(viewer(), check, replay_id)
    try:
        made = actions.switch_on(viewer(), row)
    except (Invalid, Conflict) as error:
        return _page(replays.get_replay(viewer(), check, replay_id), {"": [str(error)]}), error.status
    flash(f"Version {made.version} is in force for every comment from now on.", "done")
    return redirect(f"/settings/checks/{check}", 303)


def _differences(row: Replay) -> list[str]:
    described, before = CATALOGUE[row.check_name], Result.of(row.result).before
    return described.differences(
        described.setting(row.based_on, enabled=before["enabled"], stored=before["values"]),
        described.setting(row.based_on, enabled=row.enabled, stored=row.parameters),
    )


def _page(row: Replay, errors: dict[str, list[str]] | None = None) -> str:
    result = Result.of(row.result)
    shown: dict[str, Any] = {
        title: replays.examples(viewer(), ids)
        for title, ids in (
            ("Only this change would have stopped", result.newly),
            ("This change would let through", result.freed),
            ("Stopped either way", [] if result.newly or result.freed else result.both),
        )
    }
    return render_template(
        "moderation/replay.html",
        described=CATALOGUE[row.check_name],
        replay=row,
        result=result,
        differences=_differences(row),
        shown=shown,
        verdicts=replays.verdicts([comment.id for found in shown.values() for comment, _ in found]),
        version=checks.in_force().of(row.check_name).version,
        states=STATES,
        most=replays.MOST,
        errors=errors or {},
    )
