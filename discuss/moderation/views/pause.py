"""A break: a page without texts, for whoever needs one."""

from urllib.parse import urlencode

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss import clock
from discuss.moderation import actions
from discuss.moderation.pacing import BREAK
from discuss.web.next_path import safe_next
from discuss.web.viewer import viewer


def register(app: Flask) -> None:
    """Add the page to the application."""
    app.add_url_rule("/moderation/pause", "pause", pause)
    app.add_url_rule("/moderation/pause", "take_pause", take_pause, methods=["POST"])


def pause() -> ResponseReturnValue:
    """Nothing to decide, and the way back."""
    return render_template(
        "moderation/pause.html",
        begun="begun" in request.args,
        over_at=clock.now() + BREAK,
        next_path=safe_next(request.args.get("next"), "/moderation"),
    )


def take_pause() -> ResponseReturnValue:
    """Begin a break: what one has claimed, and a second look that lies before one, are free for others."""
    number = actions.release(viewer()) + actions.put_back(viewer())
    freed = f" {number} item{' is' if number == 1 else 's are'} free for others." if number else ""
    flash(f"Your break has begun.{freed}", "done")
    kept = {"begun": 1, "next": safe_next(request.form.get("next"), "/moderation")}
    return redirect(f"/moderation/pause?{urlencode(kept)}", 303)
