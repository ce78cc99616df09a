"""The one transaction: commit once, when the outermost action ends, then do what was queued for after it."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask_sqlalchemy.session import Session
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import scoped_session

from discuss.db.session import db
from discuss.errors import CannotStore

UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout)  # what a database that is down, full or locked raises

_log = logging.getLogger(__name__)


@contextmanager
def transaction(*, patient: bool = True) -> "Iterator[scoped_session[Session]]":
    """Yield the session in a writing transaction.

    An outer transaction is joined. Entering the outermost one forgets all that was read before, so that everything
    looked at inside is fresh and, on SQLite, read under the write lock. Raises :class:`CannotStore` when the database
    is locked, full or gone; nothing is half stored then. One that is not ``patient`` hardly waits for a lock: it is for
    notes that can be made the next time as well.
    """
    info = db.session().info
    if "after_commit" in info:
        yield db.session
        return
    queued: list[Callable[[], object]] = []
    try:
        db.session.rollback()
        db.session.expire_all()  # a rollback expires nothing when no statement has run since the last commit
        info["after_commit"] = queued
        db.session.connection(execution_options={"write": True, "patient": patient})
        yield db.session
        db.session.commit()
    except UNAVAILABLE as error:
        db.session.rollback()
        _log.error("the database did not take a change: %s", getattr(error, "orig", error))
        raise CannotStore from error
    except BaseException:
        db.session.rollback()
        raise
    finally:
        info.pop("after_commit", None)
    for callback in queued:
        callback()


def after_commit(callback: Callable[[], object]) -> None:
    """Run ``callback`` once the current transaction is safely stored; never if it fails."""
    db.session().info["after_commit"].append(callback)
