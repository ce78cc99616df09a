"""Whether a decision stands, was taken back within the time for undoing, or was reversed by the owner later."""

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from discuss.db import db
from discuss.decisions.models import Decision

_Undo = aliased(Decision)


def stands() -> ColumnElement[bool]:
    """Return the condition that a decision was not taken back or reversed, for statements about decisions."""
    return ~exists().where(_Undo.undoes_id == Decision.id)


def was_told() -> ColumnElement[bool]:
    """Return the condition that a decision was not undone in time: it stands, or was reversed when it was known."""
    return ~exists().where(_Undo.undoes_id == Decision.id, _Undo.action == "undo")


def taken_back(decision_id: int) -> bool:
    """Say whether a decision was taken back or reversed."""
    return db.session.scalar(select(Decision.id).where(Decision.undoes_id == decision_id)) is not None
