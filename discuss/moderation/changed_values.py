"""What an act on an account or a discussion has changed: kept with its decision, given back while it still stands."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from discuss.accounts.models import Person
from discuss.decisions import Decision
from discuss.errors import Conflict
from discuss.stories.models import Story

ACCOUNT = ("suspended_until", "banned_at", "held_always", "warning_id", "reports_paused_until")
DISCUSSION = (
    "closed_at",
    "closes_at",
    "slow_seconds",
    "raid_mode",
    "raid_until",
    "raid_joined_before",
    "raid_seconds",
)
WORDS = frozenset({"raid_mode"})  # every other text among these values is a moment
LEFT = "left"  # the name under which the values stand that an act has left
CHANGED = "Somebody has changed this since. Load the page again."


def values(row: Person | Story, names: Iterable[str]) -> dict[str, Any]:
    """Return the present values as a decision can keep them."""
    return {name: _plain(getattr(row, name)) for name in names}


def changed(before: dict[str, Any], row: Person | Story) -> dict[str, Any]:
    """Return what has changed since ``before`` was taken: the old values, and those that stand now."""
    now = values(row, before)
    differing = [name for name in before if before[name] != now[name]]
    return {name: before[name] for name in differing} | {LEFT: {name: now[name] for name in differing}}


def give_back(row: Person | Story, decision: Decision) -> None:
    """Bring back what ``decision`` has changed, and nothing else.

    Raises :class:`Conflict` when it is not any more as the decision left it: what others did since is not undone.
    """
    before = dict(decision.before or {})
    left = before.pop(LEFT, None)
    if decision.action == "warn":  # its number was not known when it was written
        before, left = {"warning_id": None}, {"warning_id": decision.id}
    if not isinstance(left, dict) or values(row, left) != left:
        raise Conflict(CHANGED)
    for name, value in before.items():
        setattr(row, name, datetime.fromisoformat(value) if isinstance(value, str) and name not in WORDS else value)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
