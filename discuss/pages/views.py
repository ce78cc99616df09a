"""Terms, privacy and contact for everybody, and when each was last changed."""

from datetime import date
from typing import Any

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue

from discuss import markup
from discuss.config import Settings
from discuss.decisions.rules import reworded_at
from discuss.errors import NotFound
from discuss.pages.texts import DEFAULTS_OF, TITLES, OwnPages, sections
from discuss.policy import Permission, allows
from discuss.web.viewer import viewer


def register(app: Flask, settings: Settings) -> None:
    """Add the pages to the application."""
    app.extensions["discuss.own-pages"] = OwnPages(settings)
    for page in TITLES:
        app.add_url_rule(f"/{page}", page, own_page, defaults={"page": page})

    @app.context_processor
    def changes() -> dict[str, Any]:
        return {"last_changes": last_changes, "own_pages": linked}


def own_page(page: str) -> ResponseReturnValue:
    """The version in force, or the one whose day is asked for."""
    pages = _pages()
    every, present = pages.versions(page), pages.in_force(page)
    asked = request.args.get("version")
    shown = present if asked is None else next((one for one in every if one.since.isoformat() == asked), None)
    if shown is None:
        raise NotFound
    return render_template(
        "pages/page.html",
        page=page,
        title=TITLES[page],
        sections=[(heading, markup.to_html(words)) for heading, words in sections(pages.text(shown))],
        shown=shown,
        present=present,
        coming=pages.coming(page),
        others=[one for one in every if one != shown],
    )


def last_changes() -> list[tuple[str, str, date]]:
    """Return what people have agreed to: address, name and the day of its last change."""
    pages = _pages()
    reworded = reworded_at()
    rules = reworded.date() if reworded is not None else DEFAULTS_OF
    return [*((f"/{page}", TITLES[page], pages.in_force(page).since) for page in TITLES), ("/rules", "Rules", rules)]


def linked(*, shared: bool = False) -> dict[str, str]:
    """Return names by address of the pages that whoever looks is led to: owners to all, but not where all see the same.

    What still asks the owner for something is no text for the readers of a public site.
    """
    if not shared and allows(viewer(), Permission.SETTINGS_EDIT):
        return {f"/{page}": title for page, title in TITLES.items()}
    return {f"/{page}": TITLES[page] for page in _pages().ready()}


def _pages() -> OwnPages:
    pages: OwnPages = current_app.extensions["discuss.own-pages"]
    return pages
