"""Posting through the whole program against one raw durable commit, and hostile texts against a plain one."""

import itertools
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from benchmarks import sites
from benchmarks.markup import REFUSED
from benchmarks.ratio import Ratio, side_by_side
from discuss.db import db

_numbers = itertools.count(1)
NOT_FORMS = {"10,000 lone surrogates"}  # no client can send them as UTF-8


def measure() -> list[Ratio]:
    """Return the ratios: a post / a commit, and each refusal / a post."""
    with sites.site() as app:
        sites.story("ferry", 1_000)
        client, token = _member(app)
        post = _post(client, token, 303)
        rows = [Ratio("post a comment / one durable commit of a row", side_by_side(post, _raw_commit(), 40))]
        for name, body in REFUSED.items():
            if name in NOT_FORMS:
                continue
            refused = _post(client, token, {"10,000 times NUL": 400}.get(name, 422), body)
            rows.append(Ratio(f"refuse {name} / post a comment", side_by_side(refused, post), 4))
        return rows


def _member(app: Flask) -> tuple[FlaskClient, str]:
    client = app.test_client()
    form = {"email": "p1@example.org", "password": sites.PASSWORD, "csrf_token": _token(client, "/sign-in")}
    client.post("/sign-in", data=form)
    return client, _token(client, "/stories/ferry")


def _token(client: FlaskClient, path: str) -> str:
    page = client.get(path).get_data(as_text=True)
    return page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def _post(client: FlaskClient, token: str, status: int, body: str = "") -> Callable[[], None]:
    def post() -> None:
        words = body or f"Number {next(_numbers)}: the ferry pays for itself in winter, if anybody uses it after nine."
        answer = client.post("/stories/ferry/comments", data={"csrf_token": token, "body": words})
        if answer.status_code != status:
            raise AssertionError(f"{words[:30]}: {answer.status}")

    return post


def _raw_commit() -> Callable[[], None]:
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE raw_rows (id INTEGER PRIMARY KEY, body TEXT)"))

    def commit() -> None:
        with db.engine.connect().execution_options(write=True) as connection, connection.begin():
            connection.execute(text("INSERT INTO raw_rows (body) VALUES ('x')"))

    return commit
