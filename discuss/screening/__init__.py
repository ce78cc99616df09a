"""Screening: what is held automatically, and why. Pure: it knows drafts, not comments."""

from discuss.screening.draft import Draft
from discuss.screening.notice import notice
from discuss.screening.pipeline import screen
from discuss.screening.verdict import Finding, Outcome, Verdict

__all__ = ["Draft", "Finding", "Outcome", "Verdict", "notice", "screen"]
