"""The fixtures that every test may ask for. How a run begins, counts and ends stands in ``services/report.py``."""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, sync_playwright

from discuss.accounts import passwords, recovery
from discuss.app import create_app
from discuss.config import Settings
from discuss.db import db
from discuss.jobs.worker import Worker
from tests.services import databases, parts, redis_server, run, sharing
from tests.services.browser import Windows, launch
from tests.services.mailbox import Mailbox, MailServer
from tests.services.server import Server
from tests.services.visitor import Visitor

pytest_plugins = ["tests.services.report"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that needs a database on every kind asked for, or on those of its marks."""
    named = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if "database_kind" in metafunc.fixturenames and not any("database_kind" in names for names in named):
        mark = metafunc.definition.get_closest_marker("database")
        kinds = mark.args if mark else parts.DATABASES
        metafunc.parametrize("database_kind", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[PasswordHasher]:
    """Let hashing cost little in the test's own process; yields the hasher of a real site for tests of its cost."""
    real, passwords._hasher = passwords._hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    cost = recovery.PASSES, recovery.MEMORY
    recovery.PASSES, recovery.MEMORY = 1, 8
    nobodys, passwords._nobodys = passwords._nobodys, passwords.hash_password("nobody has this password")
    yield real
    passwords._hasher, passwords._nobodys = real, nobodys
    recovery.PASSES, recovery.MEMORY = cost


@pytest.fixture(scope="session", autouse=True)
def _shared_addresses() -> Iterator[None]:
    with sharing.shared_addresses():
        yield


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    """``sqlite`` or ``postgresql``."""
    return str(request.param)


@pytest.fixture(scope="session")
def _own_databases() -> dict[str, databases.Own]:
    return {}


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest, database_kind: str, _own_databases: dict[str, databases.Own]
) -> Iterator[str]:
    """The address of a migrated database without rows, or with the demo site's for ``@pytest.mark.demo``."""
    if database_kind not in _own_databases:
        _own_databases[database_kind] = databases.Own(database_kind)
    own = _own_databases[database_kind]
    if request.node.get_closest_marker("demo"):
        own.hold_demo()
    yield own.url
    own.clean()


@pytest.fixture
def empty_database_url(database_kind: str) -> Iterator[str]:
    """The address of a database without tables, for tests of migrations."""
    yield databases.nothing(database_kind, "nothing")
    databases.remove(database_kind, "nothing")


@pytest.fixture
def settings(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Settings:
    """The settings of :func:`app`: without pace and rate limits unless ``@pytest.mark.settings(pace=True)``."""
    # Requests that a test sends at once are to meet in the database, not in the queue before the application.
    given: dict[str, Any] = {}
    for mark in request.node.iter_markers("settings"):
        given = mark.kwargs | given
    given = {"threads": 16} | given
    folder = tmp_path / "site"
    return dataclasses.replace(Settings.from_environment(databases.environment(database_url, folder)), **given)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application, outside of any context: each request gets its own, as in a server."""
    made = create_app(settings)
    # Compiled once per run and process rather than once per test.
    made.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(run.folder()))
    with made.app_context():
        sharing.share_sql(db.engine)
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app_context(app: Flask) -> Iterator[Flask]:
    """The application with a context for the test's own calls of actions, queries and factories.

    Requests made through :func:`visitor` get a context of their own all the same.
    """
    with app.app_context():
        yield app


@pytest.fixture
def visitor(app: Flask) -> Callable[..., Visitor]:
    """Make somebody at the site: ``visitor()`` without account, ``visitor(person)`` signed in."""

    def make(person: Any = None) -> Visitor:
        made = Visitor(app)
        return made.sign_in(person) if person is not None else made

    return make


@pytest.fixture
def run_jobs(app: Flask) -> Callable[[], int]:
    """Do what the job thread would do by now: reactions, mail, what is due at intervals."""
    return Worker(app).run_once


@pytest.fixture
def mailbox(settings: Settings) -> Mailbox:
    """The mail that :func:`run_jobs` has sent."""
    return Mailbox(Path(settings.mail_url.removeprefix("file://")))


@pytest.fixture
def smtp_sink() -> Iterator[MailServer]:
    """A real mail server; give its ``url`` to ``mail_url``."""
    server = MailServer()
    server.controller.start()
    yield server
    server.controller.stop()


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The address of the run's Redis. Its keys are shared by all workers: use keys of your own."""
    return run.once("redis", redis_server.start)["url"]


@pytest.fixture
def live_server(database_url: str, tmp_path: Path) -> Iterator[Server]:
    """The real server on a clean database; ``live_server.url`` is its address, mail goes to its folder."""
    with Server(database_url, tmp_path / "live") as server:
        yield server


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real browser, one for each process of the run."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page_at(chromium: Browser) -> Iterator[Windows]:
    """Open windows: ``page_at(360, javascript=False, theme="dark")``.

    The test fails if a page had a script error, tried something that the content policy refuses, or asked another
    host for anything. A test that provokes such a fault reads and clears ``page_at.faults.found``.
    """
    windows = Windows(chromium)
    yield windows
    windows.close()
    if windows.faults.found:
        pytest.fail("\n".join(dict.fromkeys(windows.faults.found)), pytrace=False)
