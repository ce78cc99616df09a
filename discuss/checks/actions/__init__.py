"""Everything that changes the checks: one verb a file."""

from discuss.checks.actions.count_refusals import count_refusals
from discuss.checks.actions.learn_score import learn_score
from discuss.checks.actions.prune_refusals import prune_refusals
from discuss.checks.actions.save_check import Wanted, save_check

__all__ = ["Wanted", "count_refusals", "learn_score", "prune_refusals", "save_check"]
