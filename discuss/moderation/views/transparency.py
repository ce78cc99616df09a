"""What moderation does, in numbers by month: as a page, as a table and for programs."""

import csv
import io
from dataclasses import asdict

from flask import Flask, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue

from discuss.decisions import ACTS
from discuss.decisions.rules import house_rules
from discuss.decisions.statements import SOURCES
from discuss.moderation import actions
from discuss.moderation.countries import COUNTRIES
from discuss.moderation.months import months, read_month
from discuss.moderation.transparency import Numbers, first_month, table
from discuss.moderation.views import kept_numbers

PAGE_MONTHS = 12
ALL_MONTHS = 36


def register(app: Flask) -> None:
    """Add the pages to the application."""
    kept_numbers.register(app)
    app.add_url_rule("/transparency", "transparency", transparency)
    app.add_url_rule("/transparency.csv", "transparency_table", transparency_table)
    app.add_url_rule("/transparency.json", "transparency_json", transparency_json)


def transparency() -> ResponseReturnValue:
    """One month in full, and the months before in a table."""
    listed = months(first_month(), PAGE_MONTHS)
    given = request.args.get("month", "")
    month = read_month(given) if given else listed[0]
    return render_template(
        "moderation/transparency.html",
        numbers=kept_numbers.of(month),
        every=[kept_numbers.of(one) for one in listed],
        acts=ACTS,
        rules=house_rules(),
        categories=actions.NOTICE_CATEGORIES,
        sources=SOURCES,
        kinds=actions.ORDER_KINDS,
        countries=COUNTRIES,
    )


def transparency_table() -> ResponseReturnValue:
    """Every number of every month, one a row: month, what, which, count."""
    written = io.StringIO()
    csv.writer(written).writerows(table(_every()))
    response = make_response(written.getvalue())
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="transparency.csv"'
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def transparency_json() -> ResponseReturnValue:
    """The same for programs."""
    response = jsonify([asdict(numbers) | {"month": str(numbers.month)} for numbers in _every()])
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _every() -> list[Numbers]:
    return [kept_numbers.of(month) for month in months(first_month(), ALL_MONTHS)]
