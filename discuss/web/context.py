"""What every template may use without being handed it: the site, the viewer, the policy, the theme."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, message_flashed, request, session

from discuss import clock
from discuss.config import Settings
from discuss.policy import Permission, allows
from discuss.web.viewer import viewer

NOTICES = 5  # that wait for somebody's next page: a program that posts and reads no page would carry ever more
THEMES = ("system", "light", "dark")


@dataclass(frozen=True)
class Site:
    """What templates may know of the settings: never the settings themselves, which hold secrets."""

    name: str
    base_url: str
    comment_limit: int
    contact: str
    minimum_age: int


def theme_of(cookie: str | None) -> str:
    """Return the theme that a cookie asks for; anything unknown is the system's."""
    return cookie if cookie in THEMES else "system"


def can(permission: str, subject: Any = None) -> bool:
    """Say for templates whether the viewer may; the same table that actions ask."""
    return allows(viewer(), Permission(permission), subject)


def register(app: Flask, settings: Settings) -> None:
    """Make the values available in every template."""
    site = Site(
        name=settings.site_name,
        base_url=settings.base_url,
        comment_limit=settings.comment_limit,
        contact=settings.contact,
        minimum_age=settings.minimum_age,
    )

    message_flashed.connect(_keep_few, app)

    @app.context_processor
    def values() -> dict[str, Any]:
        return {
            "site": site,
            "viewer": viewer(),
            "can": can,
            "theme": theme_of(request.cookies.get("theme")),
            "now": clock.now(),
        }


def _keep_few(_app: Flask, **_message: str) -> None:
    waiting = session["_flashes"]
    if len(waiting) > NOTICES:
        session["_flashes"] = waiting[-NOTICES:]
