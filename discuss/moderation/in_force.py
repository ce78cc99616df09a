"""Whether a decision has effect still: neither taken back nor reversed, nor overturned on appeal."""

from sqlalchemy import ColumnElement, and_, exists

from discuss.decisions import Decision
from discuss.decisions.standing import stands
from discuss.moderation.models import Appeal


def in_force() -> ColumnElement[bool]:
    """Return the condition for statements about decisions."""
    return and_(stands(), ~exists().where(Appeal.decision_id == Decision.id, Appeal.state == "overturned"))
