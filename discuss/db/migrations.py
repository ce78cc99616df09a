"""Bring the database to the present schema, and say whether it is there."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from discuss.db.session import db

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def upgrade(target: str = "head") -> None:
    """Run every migration that is missing, each in one transaction. Needs an application context."""
    command.upgrade(configuration(), target)


def waiting() -> bool:
    """Say whether the database is at an earlier schema that this program can migrate."""
    with db.engine.connect() as connection:
        here = MigrationContext.configure(connection).get_current_revision()
    return here is not None and here != _head() and here in _known()


def _head() -> str | None:
    return ScriptDirectory.from_config(configuration()).get_current_head()


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}


def configuration() -> Config:
    """Return Alembic's configuration for our folder; the database is the running application's."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def problem() -> str:
    """Return '' when the schema is the one this program knows, else one line that says what to do."""
    return _trouble()[1]


def missing() -> str:
    """Return one word for what does not work, ``database`` or ``migrations``, else '': what anybody may know."""
    return _trouble()[0]


def _trouble() -> tuple[str, str]:
    try:
        with db.engine.connect() as connection:
            here = MigrationContext.configure(connection).get_current_revision()
    except sa.exc.SQLAlchemyError as error:
        return "database", f"the database cannot be reached: {type(error).__name__}. Check DISCUSS_DATABASE_URL."
    there = _head()
    if here == there:
        return "", ""
    if here is not None and here not in _known():
        said = f"the database ({here}) is newer than this program ({there}). Run the newer program."
    else:
        said = f"the database is at {here or 'nothing'}, the program wants {there}. Run: discuss database upgrade"
    return "migrations", said
