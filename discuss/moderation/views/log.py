"""The public log: everything, one story, one entry; as pages, as a feed and as a table."""

import csv
import io
from urllib.parse import urlencode

from flask import Flask, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from discuss.decisions import ACTS
from discuss.decisions.rules import NUMBERS, house_rules
from discuss.errors import BadRequest
from discuss.moderation import log_queries
from discuss.moderation.log_queries import Asked, Entry
from discuss.moderation.months import month_of, months, read_month
from discuss.moderation.views import kept_numbers
from discuss.stories import queries as stories
from discuss.web import cursors, limits
from discuss.web.numbers import row_number
from discuss.web.viewer import viewer
from discuss.web.xml import render_xml

MONTHS = 24  # that the list offers
EVERYTHING = "all"  # what one asks for to see automatic holds among the rest
COLUMNS = ("decision", "at", "what", "rule", "why", "story", "decided by", "reports", "until", "appeal", "answers")


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/moderation-log", "moderation_log", moderation_log)
    app.add_url_rule("/moderation-log/<int:entry_id>", "log_entry", log_entry)
    app.add_url_rule("/moderation-log/feed.atom", "log_feed", log_feed)
    app.add_url_rule("/moderation-log.csv", "log_table", log_table)
    app.add_url_rule("/stories/<slug>/moderation-log", "story_log", story_log)


def moderation_log() -> ResponseReturnValue:
    """What was decided, by which rule and why: never the words, never the names."""
    before = cursors.read_number_cursor("log", request.args.get("after"))
    first = log_queries.first_month()
    asked = {name: request.args.get(name, "") for name in ("rule", "action", "month")}
    entries = log_queries.log(viewer(), _asked(), before)
    month = read_month(asked["month"]) if asked["month"] else months(first, 1)[0]
    return render_template(
        "moderation/log.html",
        entries=entries,
        more=_more(entries, asked),
        asked=asked,
        table_query=urlencode({name: value for name, value in asked.items() if value}),
        months=months(first, MONTHS),
        numbers=kept_numbers.of(month),
        **_words(),
    )


def story_log(slug: str) -> ResponseReturnValue:
    """The decisions about one story, where naming it names nobody."""
    story = stories.get_story(viewer(), slug)
    before = cursors.read_number_cursor("log", request.args.get("after"))
    entries = log_queries.log(viewer(), Asked(story_id=story.id), before)
    shown = [entry for entry in entries if entry.slug]
    return render_template(
        "moderation/story_log.html", story=story, entries=shown, more=_more(entries, {}), kept_back=entries != shown,
        **_words(),
    )  # fmt: skip


def log_entry(entry_id: int) -> ResponseReturnValue:
    """One entry, at an address of its own."""
    return render_template("moderation/log_entry.html", entry=log_queries.get_entry(viewer(), entry_id), **_words())


def log_feed() -> ResponseReturnValue:
    """The latest entries, for feed readers."""
    entries = log_queries.log(viewer(), Asked())
    return _open(make_response(render_xml("moderation/log.xml", entries=entries)), "atom+xml")


def log_table() -> ResponseReturnValue:
    """The entries asked for as a table, newest first, at most :data:`log_queries.TABLE_ROWS`."""
    limits.spend("table-network", limits.network())
    entries = log_queries.log(viewer(), _asked(), limit=log_queries.TABLE_ROWS)
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    table.writerows([_cell(value) for value in _row(entry)] for entry in entries)
    response = make_response(written.getvalue())
    response.headers["Content-Disposition"] = 'attachment; filename="moderation-log.csv"'
    return _open(response, "csv")


def _asked() -> Asked:
    rule, action, month = (request.args.get(name, "") for name in ("rule", "action", "month"))
    number = row_number(rule)
    if rule and number not in NUMBERS:
        raise BadRequest("There are the rules 1 to 8. Choose one from the list.")
    if action and action not in {EVERYTHING, *log_queries.PUBLIC}:
        raise BadRequest("The log has no such act. Choose one from the list.")
    found = read_month(month) if month else None
    return Asked(
        rule=number,
        action=action if action in log_queries.PUBLIC else None,
        everything=action == EVERYTHING,
        since=found.since if found else None,
        until=found.until if found else None,
    )


def _more(entries: list[Entry], asked: dict[str, str]) -> str:
    """The query of the page with older entries, '' if this is the last one."""
    if len(entries) < log_queries.PAGE:
        return ""
    kept = {name: value for name, value in asked.items() if value}
    return urlencode(kept | {"after": cursors.write_cursor("log", entries[-1].id)})


def _words() -> dict[str, object]:
    return {"acts": {slug: ACTS[slug] for slug in log_queries.PUBLIC}, "rules": house_rules(), "month_of": month_of}


def _row(entry: Entry) -> tuple[object, ...]:
    return (
        entry.id,
        f"{entry.at:%Y-%m-%dT%H:%M:%SZ}",
        entry.done,
        entry.rule or "",
        entry.why,
        entry.headline,
        "automatic" if entry.automatic else "moderator",
        entry.reports,
        f"{entry.until:%Y-%m-%dT%H:%M:%SZ}" if entry.until else "",
        entry.outcome,
        entry.about_id or "",
    )


def _cell(value: object) -> object:
    """Keep spreadsheets from taking words for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _open(response: Response, kind: str) -> ResponseReturnValue:
    types = {"atom+xml": "application/atom+xml", "csv": "text/csv"}
    response.headers["Content-Type"] = f"{types[kind]}; charset=utf-8"
    if not viewer().staff:  # from a moderator something may be kept that everybody else is told
        response.headers["Cache-Control"] = "public, no-cache"
    return response
