"""Decisions: who held, removed, restored or restricted what, by which rule, and why. Append-only."""

from discuss.decisions.models import ACTIONS, Decision, DecisionQuote
from discuss.decisions.record import record

__all__ = ["ACTIONS", "Decision", "DecisionQuote", "record"]
