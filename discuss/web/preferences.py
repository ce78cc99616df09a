"""The theme switch: a form that sets a cookie, so that the server writes the theme and nothing flashes."""

from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.config import Settings
from discuss.web.context import THEMES, theme_of
from discuss.web.next_path import safe_next

YEAR = 31_536_000  # seconds


def register(app: Flask, settings: Settings) -> None:
    """Serve ``/preferences/theme``."""

    @app.get("/preferences/theme")
    def theme_form() -> ResponseReturnValue:
        return render_template("preferences/theme.html", next_path=safe_next(request.args.get("next")), themes=THEMES)

    @app.post("/preferences/theme")
    def choose_theme() -> ResponseReturnValue:
        answer = redirect(safe_next(request.form.get("next")), 303)
        theme = theme_of(request.form.get("theme"))
        answer.set_cookie("theme", theme, max_age=YEAR, secure=settings.production, httponly=True, samesite="Lax")
        return answer
