"""Small parts of pages that look alike for many: rendered once for each kind, with slots for whoever is looking."""

import secrets
from collections.abc import Hashable, Mapping

from flask import Flask, current_app, render_template
from flask_wtf.csrf import generate_csrf

from discuss.config import Settings
from discuss.web.memory import PageMemory
from discuss.web.slots import Cut, cut, fill, slot
from discuss.web.viewer import viewer

SHARE = 8  # of the memory for pages: one part in so many
BESIDE = 500  # bytes that a kept part takes beside its text
CSRF = "csrf-token"
_UNGUESSED = secrets.token_hex(16)


def register(app: Flask, settings: Settings) -> None:
    """Give the application its memory for parts."""
    app.extensions["discuss.parts"] = PageMemory[Cut](settings.page_cache_bytes // SHARE)


def later(name: str) -> str:
    """Return the word that a template is given in place of what differs: nobody can guess it and write it."""
    return f"{_UNGUESSED}-{name}"


def part(template: str, kind: tuple[Hashable, ...], values: Mapping[str, object], own: Mapping[str, str]) -> str:
    """Return ``template`` with ``values``, rendered once for each ``kind``, which must tell all that it depends on.

    ``own`` is what differs within a kind: HTML for what ``values`` gave as :func:`later`. The token of forms differs
    too, without being named; it is taken out of what is kept.
    """
    memory: PageMemory[Cut] = current_app.extensions["discuss.parts"]
    token = generate_csrf() if viewer().signed_in else ""
    whole = (template, bool(token), *kind)
    kept = memory.get(whole)
    if kept is None:
        made = render_template(template, **values)
        for name in own:
            made = made.replace(later(name), slot(name))
        kept = cut(made.replace(token, slot(CSRF)) if token else made)
        memory.put(whole, kept, 2 * len(made) + BESIDE)
    return fill(kept, {**own, CSRF: token})
