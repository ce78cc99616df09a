"""Migrated databases: the real migrations run once per run and kind; every other database is a copy."""

import os
import shutil
from pathlib import Path

import pysqlite3
import sqlalchemy as sa

from discuss.app import create_app
from discuss.config import Settings
from discuss.db import db, migrations
from discuss.demo import load as demo
from tests.services import postgres, run

KEY = "a key for tests only, long enough to be accepted"


def worker() -> str:
    """Return the name of this process among those of the run."""
    return os.environ.get("PYTEST_XDIST_WORKER", "alone")


def copy(kind: str, name: str) -> str:
    """Make a migrated database without rows, called ``name`` in this process; return its address."""
    template = _template(kind)
    if kind == "sqlite":
        target = run.folder() / f"{worker()}-{name}.sqlite"
        remove(kind, name)
        shutil.copyfile(template["file"], target)
        return f"sqlite:///{target}"
    return postgres.create(cluster(), f"{worker()}-{name}", template["name"])


def remove(kind: str, name: str) -> None:
    """Remove the database ``name`` of this process."""
    if kind == "sqlite":
        for file in run.folder().glob(f"{worker()}-{name}.sqlite*"):
            file.unlink()
    else:
        postgres.drop(cluster(), f"{worker()}-{name}")


def nothing(kind: str, name: str) -> str:
    """Make a database without tables, for tests of migrations; return its address."""
    if kind == "sqlite":
        remove(kind, name)
        return f"sqlite:///{run.folder()}/{worker()}-{name}.sqlite"
    return postgres.create(cluster(), f"{worker()}-{name}")


class Own:
    """The database that this process uses again for each test, emptied in between."""

    def __init__(self, kind: str, name: str = "own") -> None:
        self.kind = kind
        self.name = name
        self.url = copy(kind, name)

    def hold_demo(self) -> None:
        """Put the demo site into it, which is loaded once a run; SQLite only."""
        shutil.copyfile(run.once("demo", _make_demo)["file"], self.url.removeprefix("sqlite:///"))

    def clean(self) -> None:
        """Make it as it was; SQLite's file is copied again, which is quicker there than deleting rows."""
        if self.kind == "sqlite":
            copy("sqlite", self.name)
        else:
            postgres.empty(cluster(), f"{worker()}-{self.name}")


def cluster() -> run.Facts:
    """Return the run's PostgreSQL, started when first asked for."""
    return run.once("postgresql", postgres.start)


def _template(kind: str) -> run.Facts:
    if kind == "sqlite":
        return run.once("sqlite", _make_sqlite)
    cluster()
    return run.once("postgresql-template", _make_postgres)


def _make_sqlite() -> run.Facts:
    file = run.folder() / "template.sqlite"
    _migrate(f"sqlite:///{file}")
    return {"file": str(file), "version": pysqlite3.dbapi2.sqlite_version, "origin": "wheel pysqlite3"}


def _make_demo() -> run.Facts:
    file = run.folder() / "demo.sqlite"
    shutil.copyfile(_template("sqlite")["file"], file)
    app = create_app(Settings.from_environment(environment(f"sqlite:///{file}", run.folder())))
    with app.app_context():
        demo.load()
        with db.engine.connect() as connection:  # a copy of the file alone has to be whole
            connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.session.remove()
        db.engine.dispose()
    return {"file": str(file)}


def _make_postgres() -> run.Facts:
    _migrate(postgres.create(cluster(), "template"))
    return {"name": "template"}


def _migrate(url: str) -> None:
    app = create_app(Settings.from_environment(environment(url, run.folder())))
    with app.app_context():
        migrations.upgrade()
        with db.engine.connect() as connection:
            names = [name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"]
            for name in names:
                if connection.scalar(sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1)):
                    raise RuntimeError(f"a migration fills {name}, and cleaning between tests would empty it")
        db.engine.dispose()


def environment(url: str, folder: Path) -> dict[str, str]:
    """Return the settings, as environment variables, of a site that writes only into ``folder``."""
    return {
        "DISCUSS_DATABASE_URL": url,
        "DISCUSS_SECRET_KEY": KEY,
        "DISCUSS_VAR": str(folder / "var"),
        "DISCUSS_MAIL_URL": f"file://{folder / 'mail'}",
        "DISCUSS_PACE": "off",
        "DISCUSS_RATE_LIMITS": "off",
    }
