"""Who may do what. Read :mod:`discuss.policy.table`; nothing else decides."""

from discuss.policy.actor import SYSTEM, VISITOR, Actor, Level, Membership, Role
from discuss.policy.check import allows, missing, require, require_fresh
from discuss.policy.permissions import Permission

__all__ = [
    "SYSTEM",
    "VISITOR",
    "Actor",
    "Level",
    "Membership",
    "Permission",
    "Role",
    "allows",
    "missing",
    "require",
    "require_fresh",
]
