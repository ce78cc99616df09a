"""The session, the base of all models, and the only commit in the program."""

from discuss.db.executing import execute
from discuss.db.session import Base, Model, db
from discuss.db.transactions import UNAVAILABLE, after_commit, transaction
from discuss.db.types import JSONType, PathType, UTCDateTime

__all__ = [
    "UNAVAILABLE",
    "Base",
    "JSONType",
    "Model",
    "PathType",
    "UTCDateTime",
    "after_commit",
    "db",
    "execute",
    "transaction",
]
