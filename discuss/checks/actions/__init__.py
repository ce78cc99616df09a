"""Everything that changes the checks: one verb a file."""

from discuss.checks.actions.learn_score import learn_score
from discuss.checks.actions.save_check import Wanted, save_check

__all__ = ["Wanted", "learn_score", "save_check"]
