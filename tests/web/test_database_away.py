"""While the database cannot be reached, everybody is told so with a 503, and all is well as soon as it is back."""

from pathlib import Path

import psycopg
import pytest

from discuss.db import db
from tests import factories as make
from tests.services import databases
from tests.services.headers import assert_guarded
from tests.services.visitor import csrf_token

WORDS = "Words that took an hour to write."
HOSTILE = "<img src=x onerror=alert(1)>"


class Away:
    """A database that :meth:`leave` puts out of reach, and :meth:`come_back` puts where it was."""

    def __init__(self, kind, url):
        self.kind = kind
        self.file = Path(url.removeprefix("sqlite:///"))
        self.name = url.partition("@/")[2].partition("?")[0]

    def leave(self):
        db.session.remove()
        db.engine.dispose()
        if self.kind == "sqlite":
            self.file.rename(self.file.with_suffix(".away"))
            self.file.mkdir()
        else:
            self._ask("ALTER DATABASE {} ALLOW_CONNECTIONS false")

    def come_back(self):
        if self.kind == "sqlite":
            self.file.rmdir()
            self.file.with_suffix(".away").rename(self.file)
        else:
            self._ask("ALTER DATABASE {} ALLOW_CONNECTIONS true")

    def _ask(self, words):
        address = databases.cluster()["folder"]
        with psycopg.connect(host=address, user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(psycopg.sql.SQL(words).format(psycopg.sql.Identifier(self.name)))


@pytest.fixture
def away(database_kind, settings):
    return Away(database_kind, settings.database_url)


def test_while_the_database_is_away_all_are_told_so_and_then_go_on(app_context, visitor, away):
    story, person = make.story(), make.person()
    path = f"/stories/{story.slug}"
    nobody, author = visitor(), visitor(person)
    author.token = csrf_token(author.get(path))
    ask = {
        "a visitor's story": lambda: nobody.get(path),
        "a visitor's front page": lambda: nobody.get("/"),
        "what is new": lambda: nobody.get(f"{path}/changes?since=1"),
        "a signed-in person's story": lambda: author.get(path),
        "a signed-in person's account": lambda: author.get("/account/profile"),
        "a program's question": lambda: author.get(path, headers={"Accept": "application/json"}),
        "a hostile question": lambda: nobody.get(path, query_string={"about": HOSTILE}),
        "a comment": lambda: author.post(f"{path}/comments", {"body": WORDS}),
    }
    assert nobody.get("/readyz").json == {"status": "ready"}
    away.leave()
    assert nobody.get("/readyz").json == {"status": "not ready", "problem": "database"}
    try:
        answers = {what: asked() for what, asked in ask.items()}
    finally:
        away.come_back()
    assert {what: answer.status_code for what, answer in answers.items()} == dict.fromkeys(ask, 503)
    assert {answer.headers["Retry-After"] for answer in answers.values()} == {"5"}
    assert "Nothing is lost." in answers["a signed-in person's story"].text
    for answer in answers.values():
        assert_guarded(answer)
        assert "alert(1)" not in answer.text
    assert author.get(path).status_code == 200
    assert nobody.get(path).status_code == 200
    assert author.post(f"{path}/comments", {"body": WORDS}).status_code == 303
