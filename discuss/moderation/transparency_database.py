"""Statements of reasons under the field names of the EU's DSA Transparency Database, without personal data.

What people wrote to people (reasons, quotations, names) is in none of them: facts are told by act, source and rule.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from discuss import clock
from discuss.comments.models import Comment
from discuss.db import db
from discuss.decisions import ACTS, Decision
from discuss.decisions.acts import APPEALABLE, TOLD_AFTER
from discuss.decisions.rules import worded
from discuss.decisions.standing import was_told
from discuss.decisions.statements import SOURCES
from discuss.policy import Actor, Permission, require

EEA = [
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"),
    *("IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
]
# What each act that restricts is called there: one field and its value.
RESTRICTION: dict[str, dict[str, object]] = {
    "hold": {"decision_visibility": ["DECISION_VISIBILITY_CONTENT_DISABLED"]},
    "remove": {"decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"]},
    "request-edit": {"decision_visibility": ["DECISION_VISIBILITY_CONTENT_DISABLED"]},
    "refuse-edit": {
        "decision_visibility": ["DECISION_VISIBILITY_OTHER"],
        "decision_visibility_other": "A change of the text is not published.",
    },
    "mute": {"decision_visibility": ["DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED"]},
    "purge": {"decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"]},
    "warn": {"decision_provision": "DECISION_PROVISION_PARTIAL_SUSPENSION"},
    "hold-all": {"decision_provision": "DECISION_PROVISION_PARTIAL_SUSPENSION"},
    "warn-reports": {"decision_provision": "DECISION_PROVISION_PARTIAL_SUSPENSION"},
    "pause-reports": {"decision_provision": "DECISION_PROVISION_PARTIAL_SUSPENSION"},
    "suspend": {"decision_account": "DECISION_ACCOUNT_SUSPENDED"},
    "ban": {"decision_account": "DECISION_ACCOUNT_SUSPENDED"},  # it is not deleted
}
SOURCE = {"notice": "SOURCE_ARTICLE_16", "report": "SOURCE_TYPE_OTHER_NOTIFICATION"}  # others: SOURCE_VOLUNTARY


def statements(viewer: Actor, since: datetime, until: datetime) -> Iterator[dict[str, object]]:
    """Yield one for each decision of that time that restricts somebody and that people were told of, oldest first."""
    require(viewer, Permission.SYSTEM_WORK)
    wanted = (
        select(Decision, Comment.posted_at)
        .outerjoin(Comment, Comment.id == Decision.comment_id)
        .where(
            Decision.action.in_(APPEALABLE),
            Decision.decided_at >= since,
            Decision.decided_at < min(until, clock.now() - TOLD_AFTER),
            was_told(),
        )
        .order_by(Decision.id)
    )
    for decision, posted_at in db.session.execute(wanted.execution_options(yield_per=500)):
        yield _statement(decision, posted_at or decision.decided_at)


def _statement(decision: Decision, content_date: datetime) -> dict[str, Any]:
    detected = decision.automatic or decision.source == "check"
    by_hand = "AUTOMATED_DECISION_PARTIALLY" if detected else "AUTOMATED_DECISION_NOT_AUTOMATED"
    end = "end_date_account_restriction" if "decision_account" in RESTRICTION[decision.action] else ""
    return {
        **RESTRICTION[decision.action],
        **_ground(decision),
        "content_type": ["CONTENT_TYPE_TEXT"],
        "territorial_scope": EEA,
        "content_date": f"{content_date:%Y-%m-%d}",
        "application_date": f"{decision.decided_at:%Y-%m-%d}",
        **({end: f"{decision.until:%Y-%m-%d}"} if end and decision.until else {}),
        "decision_facts": f"{ACTS[decision.action].done}, {SOURCES[decision.source]}.",
        "source_type": SOURCE.get(decision.source, "SOURCE_VOLUNTARY"),
        "automated_detection": "Yes" if detected else "No",
        "automated_decision": "AUTOMATED_DECISION_FULLY" if decision.automatic else by_hand,
        "puid": f"decision-{decision.id}",
    }


def _ground(decision: Decision) -> dict[str, str]:
    if decision.law:
        return {
            "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
            "category": "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
            "illegal_content_legal_ground": decision.law[:500],
            "illegal_content_explanation": "A moderator found that the text falls under this law.",
        }
    # Which rule means what is the owner's wording: no other category is certain.
    found = {"decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT"}
    found["category"] = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
    if decision.rule is None:
        found["incompatible_content_ground"] = f"Automatic checks: {decision.checks}"[:500]
        found["incompatible_content_explanation"] = "A moderator looks at such texts before others see them."
        return found
    rule = worded(decision.rule, decision.rule_version)
    found["incompatible_content_ground"] = f"Rule {rule.number}: {rule.title}"[:500]
    found["incompatible_content_explanation"] = rule.example[:2000] or rule.title
    return found
