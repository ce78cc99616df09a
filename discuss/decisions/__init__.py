"""Decisions: who held, removed, restored or restricted what, by which rule, and why. Append-only."""

from discuss.decisions.act import Act
from discuss.decisions.acts import ACTS
from discuss.decisions.models import Decision, DecisionCheck, DecisionQuote
from discuss.decisions.record import about_the_same, record

__all__ = ["ACTS", "Act", "Decision", "DecisionCheck", "DecisionQuote", "about_the_same", "record"]
