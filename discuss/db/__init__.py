"""The session, the base of all models, and the only commit in the program."""

from discuss.db.executing import execute
from discuss.db.one_by_one import Turn, take_turns
from discuss.db.session import Base, Model, db
from discuss.db.transactions import UNAVAILABLE, after_commit, transaction
from discuss.db.types import JSONType, PathType, UTCDateTime

__all__ = [
    "UNAVAILABLE",
    "Base",
    "JSONType",
    "Model",
    "PathType",
    "Turn",
    "UTCDateTime",
    "after_commit",
    "db",
    "execute",
    "take_turns",
    "transaction",
]
