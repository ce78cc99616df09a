"""Everything moderators and reporters do: one verb a file."""

from discuss.moderation.actions.decide import Ruling, decide
from discuss.moderation.actions.lock import lock
from discuss.moderation.actions.report import CATEGORIES, Complaint, report
from discuss.moderation.actions.suspend import suspend

__all__ = ["CATEGORIES", "Complaint", "Ruling", "decide", "lock", "report", "suspend"]
