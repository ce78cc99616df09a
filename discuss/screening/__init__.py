"""Screening: what is held automatically, and why. Pure: it knows drafts, not comments."""

from discuss.screening.catalogue import CATALOGUE
from discuss.screening.checks import ALONE, BESIDE_OTHERS
from discuss.screening.draft import Draft
from discuss.screening.notice import notice
from discuss.screening.parameters import Setting
from discuss.screening.pipeline import screen
from discuss.screening.verdict import Finding, Outcome, Verdict

__all__ = [
    "ALONE",
    "BESIDE_OTHERS",
    "CATALOGUE",
    "Draft",
    "Finding",
    "Outcome",
    "Setting",
    "Verdict",
    "notice",
    "screen",
]
