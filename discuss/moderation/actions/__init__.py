"""Everything moderators and reporters do: one verb a file."""

from discuss.moderation.actions.claim import claim, release
from discuss.moderation.actions.decide import Done, decide, decide_branch, decide_many
from discuss.moderation.actions.decide_account import decide_account
from discuss.moderation.actions.decide_story import decide_story
from discuss.moderation.actions.note import note
from discuss.moderation.actions.propose import propose, settle
from discuss.moderation.actions.report import CATEGORIES, Complaint, report
from discuss.moderation.actions.soften import soften
from discuss.moderation.actions.undo import undo

__all__ = [
    "CATEGORIES",
    "Complaint",
    "Done",
    "claim",
    "decide",
    "decide_account",
    "decide_branch",
    "decide_many",
    "decide_story",
    "note",
    "propose",
    "release",
    "report",
    "settle",
    "soften",
    "undo",
]
