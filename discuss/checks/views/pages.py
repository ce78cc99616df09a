"""The automatic checks for owners: all of them, one with its versions and its form, and trying a text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue

from discuss.checks import queries, trying
from discuss.checks.queries import Hits
from discuss.checks.trying import Tried
from discuss.checks.words_file import WordsFile
from discuss.config import Settings
from discuss.errors import Invalid, NotFound
from discuss.screening import CATALOGUE, Setting
from discuss.screening.check import ON, Described
from discuss.screening.parameters import Value
from discuss.screening.words import WordLists
from discuss.web.viewer import viewer

REFUSING = frozenset({"length", "repeat", "words", "pace"})  # these give texts back; of them only words holds as well


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/settings/checks", "checks", checks)
    app.add_url_rule("/settings/checks/try", "try_text", try_text, methods=["POST"])
    app.add_url_rule("/settings/checks/<check>", "check", check_form)
    app.add_url_rule("/settings/checks/<check>/try", "try_setting", try_setting, methods=["POST"])


def checks() -> ResponseReturnValue:
    """Every check: how it is set, what it has held, and what became of that."""
    return _list_page()


def try_text() -> ResponseReturnValue:
    """What every check says of a text, as they are set now."""
    now = queries.in_force()
    tried = _tried(now.settings, now.words or words_file().lists())
    return _list_page(tried), _status(tried)


def check_form(check: str) -> ResponseReturnValue:
    """One check, with the form that changes it."""
    return check_page(check)


def try_setting(check: str) -> ResponseReturnValue:
    """What every check says of a text if this one were set as the form says; nothing is saved."""
    described = _described(check)
    now = queries.in_force()
    lists = now.words or words_file().lists()
    try:
        enabled, values = described.read(request.form)
    except Invalid as error:
        return check_page(check, request.form, error.fields), 422
    wanted = Setting(now.of(check).version, enabled, values)
    if check == "words":
        lists = queries.lists_of(wanted)
    tried = _tried(dict(now.settings) | {check: wanted}, lists)
    return check_page(check, request.form, tried=tried), _status(tried)


def words_file() -> WordsFile:
    """Return the owner's file of words."""
    found: WordsFile = current_app.extensions["discuss.words-file"]
    return found


def values_now(name: str) -> dict[str, Value]:
    """Return the values that count now: as long as no version of ``words`` was saved, those of the file."""
    setting = queries.in_force().of(name)
    if name == "words" and setting.version == 1:
        return _of_file(words_file())
    return dict(setting.values)


def _of_file(file: WordsFile) -> dict[str, Value]:
    return {listed: "\n".join(entries) for listed, entries in file.now().entries.items()}


def _tried(settings: Mapping[str, Setting], lists: WordLists) -> Tried:
    site: Settings = current_app.extensions["discuss.settings"]
    newcomer = request.form.get("author") == "newcomer"
    typed = request.form.get("text", "")
    return trying.try_text(typed, settings, lists, newcomer=newcomer, limit=site.comment_limit)


def _status(tried: Tried) -> int:
    return 422 if tried.refused or not tried.body.strip() else 200


def _described(name: str) -> Described:
    found = CATALOGUE.get(name)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Row:
    """One check in the list."""

    described: Described
    setting: Setting
    hits: Hits


def _list_page(tried: Tried | None = None) -> str:
    now, hits = queries.in_force(), queries.hits(viewer())
    rows = [
        Row(described, now.of(name), sum(hits.get(name, {}).values(), Hits())) for name, described in CATALOGUE.items()
    ]
    return render_template("checks/list.html", rows=rows, **_trying(tried))


def _trying(tried: Tried | None) -> dict[str, Any]:
    return {
        "tried": tried,
        "model": (model := queries.score_model()),
        "score": model.score(tried.body) if tried else None,
        "authors": trying.AUTHORS,
        "author": request.form.get("author", "known"),
        "text": request.form.get("text", ""),
    }


@dataclass(frozen=True)
class Version:
    """One version of a check on its page."""

    number: int
    differences: list[str] = field(default_factory=list)
    hits: Hits = field(default_factory=Hits)
    reason: str = ""
    made_by: str = ""
    made_at: datetime | None = None


def check_page(
    name: str,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    tried: Tried | None = None,
) -> str:
    """Render a check's page; the form holds what was ``typed``, else how the check is set now."""
    described, now = _described(name), queries.in_force()
    setting = now.of(name)
    file = words_file() if name == "words" else None
    values = {ON: "on" if setting.enabled else "off", "version": str(setting.version)}
    values |= {parameter: str(value) for parameter, value in values_now(name).items()}
    if file is not None and request.args.get("from") == "file":
        values |= {listed: str(entries) for listed, entries in _of_file(file).items()}
    return render_template(
        "checks/check.html",
        described=described,
        setting=setting,
        versions=(versions := _versions(described)),
        total=(total := sum((version.hits for version in versions), Hits())),
        refuses=name in REFUSING or total.refused,
        holds=name not in REFUSING - {"words"} or total.held,
        values=values | dict(typed or {}),
        errors=errors or {},
        file=file,
        **_trying(tried),
    )


def _versions(described: Described) -> list[Version]:
    """Return all versions, newest first; the last one is as delivered."""
    saved = queries.versions(viewer(), described.name)
    hits = queries.hits(viewer()).get(described.name, {})
    settings = [*(queries.setting_of(row) for row, _ in saved), described.default]
    made = [
        Version(
            row.version,
            described.differences(settings[place + 1], settings[place]),
            hits.get(row.version, Hits()),
            row.reason,
            person.name if person else "",
            row.made_at,
        )
        for place, (row, person) in enumerate(saved)
    ]
    return [*made, Version(1, hits=hits.get(1, Hits()))]
