"""Turns that transactions take: what must count what others do at the same moment goes one after the other."""

from enum import IntEnum

from sqlalchemy import Integer, cast, func, select

from discuss.db.session import db


class Turn(IntEnum):
    """What a turn is about; its number among PostgreSQL's advisory locks. They are taken in this order."""

    MODERATOR = 1  # by the moderator's number
    AUTHOR = 2  # by the author's number
    WORDS = 3  # by a number that the same words have


def take_turns(turns: dict[Turn, int]) -> None:
    """Wait until no other transaction has one of these turns, and keep them until this one ends.

    Numbers have 32 bits. Take them before anything else is locked. SQLite has one writer at a time as it is.
    """
    if db.engine.dialect.name == "postgresql":
        locks = (
            func.pg_advisory_xact_lock(cast(int(turn), Integer), cast(number, Integer))
            for turn, number in sorted(turns.items())
        )
        db.session.execute(select(*locks))
