"""Whether a decision stands, or was taken back within the time for undoing."""

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from discuss.db import db
from discuss.decisions.models import Decision

_Undo = aliased(Decision)


def stands() -> ColumnElement[bool]:
    """Return the condition that a decision was not taken back, for statements about decisions."""
    return ~exists().where(_Undo.undoes_id == Decision.id)


def taken_back(decision_id: int) -> bool:
    """Say whether a decision was taken back."""
    return db.session.scalar(select(Decision.id).where(Decision.undoes_id == decision_id)) is not None
