"""Bring the database to the present schema, with a copy of what stands there before anything is touched."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from discuss import clock
from discuss.db import backup, migrations
from discuss.db.session import db

KEPT = 3  # copies from before upgrades; older ones are deleted when a new one is whole
OLDEST = timedelta(days=30)  # so long words that were erased may stand in a copy
NAME = "before-upgrade-%Y-%m-%d-%H%M%S"


def upgrade(folder: Path, *, without_copy: bool = False) -> Path | None:
    """Run every migration that is missing; return where the copy from before is, None if there was nothing to copy.

    Raises :class:`discuss.db.backup.BackupRefused`, and changes nothing, when no copy can be made.
    """
    copy = None
    if migrations.waiting() and not without_copy and _holds_anything():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy = folder / f"{clock.now():{NAME}}"
        try:
            backup.save(copy)
        except backup.BackupRefused as error:
            raise backup.BackupRefused(
                f"{error}\nThe database is not upgraded without a copy of it. Mend that, or copy it by other means and "
                "run: discuss database upgrade --without-backup"
            ) from error
        _forget_all_but_the_last(folder)
    migrations.upgrade()
    return copy


def _holds_anything() -> bool:
    with db.engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        tables = [sa.table(name) for name in names if name != "alembic_version"]
        return any(connection.scalar(sa.select(sa.exists().select_from(table))) for table in tables)


def forget_old_copies(folder: Path) -> int:
    """Delete copies that are older than they may be, the last one too; return how many."""
    old = [copy for copy in _copies(folder) if _made_at(copy) < clock.now() - OLDEST]
    for copy in old:
        backup.forget(copy)
    return len(old)


def _copies(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("before-upgrade-*") if not path.suffix)


def _made_at(copy: Path) -> datetime:
    try:
        return datetime.strptime(copy.name, NAME).replace(tzinfo=UTC)
    except ValueError:  # somebody has renamed it
        return datetime.fromtimestamp(copy.stat().st_mtime, UTC)


def _forget_all_but_the_last(folder: Path) -> None:
    copies = _copies(folder)
    cut_off = folder.glob("before-upgrade-*.part")  # by a kill in the middle of copying
    for copy in (*copies[:-KEPT], *cut_off):
        backup.forget(copy)
